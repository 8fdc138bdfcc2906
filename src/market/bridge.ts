import { type KeyedRandom, keyedRandom } from '../core/random.ts';
import { roundToStep } from '../core/rounding.ts';
import { DAY_MS } from '../core/time.ts';
import { allocateCandles, type Candles } from './candles.ts';

export interface BridgeOptions {
  /** Interval of the bars to make: a divisor of a day. */
  readonly intervalMs: number;
  readonly seed: number;
  /** Every made price is a multiple of it. The daily prices must be, too. */
  readonly tick: number;
  /** When trading ended inside the last day, the moment; the last day then has bars up to it only. */
  readonly tradingEndsMs?: number | null;
}

/**
 * An intraday path for daily candles, made up but exact: resampled back to days it gives every open, high, low, close and volume
 * to the last bit. A day's path is a function of the seed, the symbol's name and that day's own row, so it can know nothing of
 * later days, and no other symbol changes it. What symbols share is the market's noise of the day, which is drawn under a key
 * of its own: their paths are bridged jointly although each is made alone, and on a crash day their lows fall together.
 *
 * Values come from + - * / and sqrt only, which every machine rounds alike, and are then rounded to the tick.
 */
export function bridge(daily: Candles, options: BridgeOptions): Candles {
  const { intervalMs, seed, tick } = options;
  const barsPerDay = DAY_MS / intervalMs;
  if (daily.intervalMs !== DAY_MS) throw new Error(`expected daily candles, got ${daily.intervalMs} ms`);
  if (!Number.isInteger(barsPerDay)) throw new Error(`${intervalMs} ms does not divide a day`);
  const lastRow = daily.length - 1;
  const barsOnLastDay = barsUntil(options.tradingEndsMs ?? null, daily.openTimeMs[lastRow] ?? 0, intervalMs);
  const barCount = daily.length === 0 ? 0 : lastRow * barsPerDay + barsOnLastDay;
  const bars = allocateCandles(daily.symbol, intervalMs, barCount);
  const draws: DayDraws = {
    common: keyedRandom(seed, 'market', 'bridge of all symbols'),
    own: keyedRandom(seed, 'market', `bridge of ${daily.symbol}`),
  };

  for (let row = 0; row < daily.length; row++) {
    const firstBar = row * barsPerDay;
    const count = row === lastRow ? barsOnLastDay : barsPerDay;
    const openTimeMs = daily.openTimeMs[row]!;
    const day: Day = {
      key: String(openTimeMs / DAY_MS),
      open: daily.open[row]!,
      high: daily.high[row]!,
      low: daily.low[row]!,
      close: daily.close[row]!,
      volume: daily.volume[row]!,
    };
    const stepsPerBar = Math.max(4, Math.ceil(STEPS_PER_DAY / barsPerDay));
    const path = pricePath(day, noise(draws, day, count * stepsPerBar, barsPerDay * stepsPerBar));
    for (let bar = 0; bar < count; bar++) {
      bars.openTimeMs[firstBar + bar] = openTimeMs + bar * intervalMs;
      readBar(bars, firstBar + bar, path.subarray(bar * stepsPerBar, (bar + 1) * stepsPerBar + 1), tick);
    }
    spreadVolume(bars, firstBar, count, day, draws);
  }
  return bars;
}

interface Day {
  key: string;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

interface DayDraws {
  common: KeyedRandom;
  own: KeyedRandom;
}

/** At least so many steps of the path in a day, and at least four in a bar, so that a bar has wicks. */
const STEPS_PER_DAY = 96;

/** Ordinals of a day's volume draws start here, above those of its price steps (at most four for each of 86,400,000 bars). */
const VOLUME_ORDINAL = 1_000_000_000;

/** Ordinals of a day's hourly moods start here, above those of its volume draws. */
const MOOD_ORDINAL = 2_000_000_000;

/** Bars of the last day: all of it, or up to and with the bar in which trading ended. */
function barsUntil(tradingEndsMs: number | null, dayStartMs: number, intervalMs: number): number {
  const endMs = Math.min(tradingEndsMs ?? Number.POSITIVE_INFINITY, dayStartMs + DAY_MS);
  return Math.max(1, Math.ceil((endMs - dayStartMs) / intervalMs));
}

/**
 * The part of a symbol's variance that the market's shared noise makes. It rises with the day's range, as it does in markets.
 * It is more than the correlation of two symbols, which their days' differing shapes lower further: hourly about 0.85 for BTC
 * and ETH.
 */
function commonVarianceShare(day: Day): number {
  const range = (day.high - day.low) / (day.high + day.low);
  return 0.93 + (0.069 * range) / (range + 0.05);
}

/**
 * A random walk of `steps` steps, tied to 0 at both ends. Its steps are up to twice as long in some hours as in others, the same
 * hours for all symbols: markets have calm and wild hours, and have them together.
 */
function noise(draws: DayDraws, day: Day, steps: number, stepsPerDay: number): Float64Array {
  const share = commonVarianceShare(day);
  const commonWeight = Math.sqrt(share);
  const ownWeight = Math.sqrt(1 - share);
  const walk = new Float64Array(steps + 1);
  const variance = new Float64Array(steps + 1);
  let hour = -1;
  let mood = 1;
  for (let step = 1; step <= steps; step++) {
    const hourOfStep = Math.floor(((step - 1) * 24) / stepsPerDay);
    if (hourOfStep !== hour) {
      hour = hourOfStep;
      const draw = draws.common(day.key, MOOD_ORDINAL + hour);
      mood = 1 + draw * draw * draw;
    }
    const common = bell(draws.common(day.key, step));
    const own = bell(draws.own(day.key, step));
    walk[step] = walk[step - 1]! + mood * (commonWeight * common + ownWeight * own);
    variance[step] = variance[step - 1]! + mood * mood;
  }
  const end = walk[steps]!;
  for (let step = 1; step <= steps; step++) walk[step]! -= (variance[step]! / variance[steps]!) * end;
  walk[steps] = 0;
  return walk;
}

/**
 * A bell-shaped draw from one uniform draw: the sum of its four bytes, centred. Near enough to a normal for the steps of a walk,
 * and made of whole numbers, where a logarithm's last bit would differ between machines.
 */
function bell(draw: number): number {
  const bits = Math.floor(draw * 4_294_967_296);
  return ((bits >>> 24) + ((bits >>> 16) & 255) + ((bits >>> 8) & 255) + (bits & 255) - 510) / 256;
}

/**
 * Prices at equal steps from open to close that touch the day's high and low and stay between them. The path is drawn on a scale
 * where the day's range is 1, as a line plus noise that spans 1, and folded back where it would leave the day too far. Then the
 * stretches below, between and above open and close are each mapped onto the prices they must span, in equal ratios and not in
 * equal steps, so that a fall of 99.9 % looks like one.
 */
function pricePath(day: Day, walk: Float64Array): Float64Array {
  const { open, high, low, close } = day;
  const steps = walk.length - 1;
  const range = high - low;
  if (range === 0) return walk.fill(open);
  const from = (open - low) / range;
  const to = (close - low) / range;
  const scale = noiseScale(walk);
  const lowerEnd = Math.min(from, to);
  const upperEnd = Math.max(from, to);
  const lowerPrice = Math.min(open, close);
  const upperPrice = Math.max(open, close);
  const roomBelow = spareRoom(lowerEnd);
  const roomAbove = spareRoom(1 - upperEnd);
  const move = Math.abs(to - from);
  const closingRoom = CLOSING_ROOM * move * move * move;
  const closingRoomBelow = lowerPrice === low || to > from ? 0 : closingRoom;
  const closingRoomAbove = upperPrice === high || to < from ? 0 : closingRoom;

  const path = walk;
  let lowest = 0;
  let highest = 0;
  for (let step = 0; step <= steps; step++) {
    const time = step / steps;
    let place = step === steps ? to : from + (to - from) * time + scale * walk[step]!;
    const floor = -roomBelow - closingRoomBelow * time;
    const ceiling = 1 + roomAbove + closingRoomAbove * time;
    if (place < floor) place = 2 * floor - place;
    else if (place > ceiling) place = 2 * ceiling - place;
    path[step] = place;
    if (place < path[lowest]!) lowest = step;
    if (place > path[highest]!) highest = step;
  }
  const lowestPlace = path[lowest]!;
  const highestPlace = path[highest]!;
  const below = geometricScale(low, lowerPrice);
  const between = geometricScale(lowerPrice, upperPrice);
  const above = geometricScale(upperPrice, high);
  for (let step = 1; step < steps; step++) {
    const place = path[step]!;
    if (place < lowerEnd) path[step] = below((place - lowestPlace) / (lowerEnd - lowestPlace));
    else if (place > upperEnd) path[step] = above((place - upperEnd) / (highestPlace - upperEnd));
    else path[step] = upperEnd === lowerEnd ? open : between((place - lowerEnd) / (upperEnd - lowerEnd));
  }
  path[0] = open;
  path[steps] = close;
  pinExtremes(path, day);
  return path;
}

/**
 * How far beyond the day's range the path may go on a side where the day has a wick of this length. What goes beyond is squeezed
 * into the wick by the mapping, so it may be about as long as the wick: squeezed more, the price would lie flat for hours. It is
 * not zero, because a path that is folded on the extreme itself touches it often, and symbols would part over which touch is the low.
 */
function spareRoom(wick: number): number {
  return wick === 0 ? 0 : wick + 0.01;
}

/** The more of this on the side of the close, the nearer the end and the further the day went: its extreme is then near its end. */
const CLOSING_ROOM = 0.3;

/** What makes the noise span 1, as the day does: quieter, it would be a straight line on a day that goes from low to high. */
function noiseScale(walk: Float64Array): number {
  let lowest = 0;
  let highest = 0;
  for (let step = 1; step < walk.length; step++) {
    if (walk[step]! < lowest) lowest = walk[step]!;
    if (walk[step]! > highest) highest = walk[step]!;
  }
  return highest === lowest ? 0 : 1 / (highest - lowest);
}

const ROOTS = 20;

/**
 * `low * (high / low) ^ share` for a share in [0, 1], without a logarithm: the share's binary digits choose among the square
 * root, the fourth root, the eighth root ... of the ratio.
 */
function geometricScale(low: number, high: number): (share: number) => number {
  const roots = new Float64Array(ROOTS);
  let root = high / low;
  for (let index = 0; index < ROOTS; index++) {
    root = Math.sqrt(root);
    roots[index] = root;
  }
  return (share) => {
    if (share <= 0) return low;
    if (share >= 1) return high;
    let digits = Math.floor(share * 1_048_576);
    let price = low;
    for (let index = ROOTS - 1; digits > 0; index--, digits >>= 1) {
      if ((digits & 1) === 1) price *= roots[index]!;
    }
    return Math.min(price, high);
  };
}

/**
 * A wick that the noise did not make: when the path never leaves the range between open and close on a side on which the day did,
 * the step that came nearest is put on the extreme.
 */
function pinExtremes(path: Float64Array, day: Day): void {
  let lowest = 0;
  let highest = 0;
  for (let step = 1; step < path.length; step++) {
    if (path[step]! < path[lowest]!) lowest = step;
    if (path[step]! > path[highest]!) highest = step;
  }
  const lowIsMissing = path[lowest]! > day.low;
  const highIsMissing = path[highest]! < day.high;
  let pinned = highIsMissing ? -1 : highest;
  if (lowIsMissing) {
    pinned = nearestInterior(path, -1, pinned);
    path[pinned] = day.low;
  } else {
    pinned = lowest;
  }
  if (highIsMissing) path[nearestInterior(path, 1, pinned)] = day.high;
}

/** The lowest (sign -1) or highest (sign 1) step that is neither end nor `taken`. */
function nearestInterior(path: Float64Array, sign: 1 | -1, taken: number): number {
  let best = -1;
  for (let step = 1; step < path.length - 1; step++) {
    if (step !== taken && (best < 0 || sign * path[step]! > sign * path[best]!)) best = step;
  }
  return best;
}

/** One bar from its steps. It opens where the bar before closed: the first and last step are shared with the neighbours. */
function readBar(bars: Candles, bar: number, steps: Float64Array, tick: number): void {
  let low = steps[0]!;
  let high = low;
  for (let step = 1; step < steps.length; step++) {
    const price = steps[step]!;
    if (price < low) low = price;
    if (price > high) high = price;
  }
  bars.open[bar] = roundToStep(steps[0]!, tick);
  bars.high[bar] = roundToStep(high, tick);
  bars.low[bar] = roundToStep(low, tick);
  bars.close[bar] = roundToStep(steps[steps.length - 1]!, tick);
}

/**
 * Spreads the day's volume over its bars: more at the ends of the day, more where the price moves, and noise. Each part is a
 * whole number of the last bit of the day's volume, so that every partial sum is exact in a double and the parts add up to the
 * day to the bit in whatever order and way they are summed.
 */
function spreadVolume(bars: Candles, firstBar: number, count: number, day: Day, draws: DayDraws): void {
  if (day.volume === 0) return;
  const weights = new Float64Array(count);
  let weightSum = 0;
  for (let bar = 0; bar < count; bar++) {
    const row = firstBar + bar;
    const fromNoon = (2 * bar + 1) / count - 1;
    const move = day.high === day.low ? 0 : (bars.high[row]! - bars.low[row]!) / (day.high - day.low);
    const ordinal = VOLUME_ORDINAL + bar;
    const mood = 0.5 + (draws.common(day.key, ordinal) + draws.own(day.key, ordinal)) / 2;
    weights[bar] = mood * (0.8 + 0.6 * fromNoon * fromNoon) * (0.25 + move);
    weightSum += weights[bar]!;
  }
  const unit = lastBitOf(day.volume);
  const unitCount = day.volume / unit;
  let left = unitCount;
  for (let bar = 0; bar < count - 1; bar++) {
    const units = Math.max(1, Math.floor((unitCount * weights[bar]!) / weightSum));
    bars.volume[firstBar + bar] = units * unit;
    left -= units;
  }
  bars.volume[firstBar + count - 1] = left * unit;
}

/** The power of two that is the last bit of a positive double's 53. */
function lastBitOf(value: number): number {
  let power = 1;
  while (power * 2 <= value) power *= 2;
  while (power > value) power /= 2;
  return power / 4_503_599_627_370_496;
}
