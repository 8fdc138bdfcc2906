/**
 * Axes computed here and handed to Vega-Lite ready: the same ticks on every machine, and none that depends on how wide a text is.
 */
import { DAY_MS, formatTime, HOUR_MS, MINUTE_MS } from '../../core/time.ts';
import { percent, significant, THIN } from '../numbers.ts';

export interface Tick {
  readonly value: number;
  readonly label: string;
}

/** A vertical axis. `symlog` is linear about zero and logarithmic beyond 1. */
export interface ValueAxis {
  readonly kind: 'linear' | 'log' | 'symlog';
  readonly min: number;
  readonly max: number;
  readonly ticks: readonly Tick[];
}

/** How an axis is made from what is seen, so that a zoomed chart gets one of its own. */
export interface AxisRule {
  readonly kind: ValueAxis['kind'];
  readonly label: 'price' | 'percent';
  readonly tickCount: number;
  /** Values that it always holds, such as a limit. */
  readonly includes: readonly number[];
}

/** The axis of a rule round these values. */
export function axisFor(rule: AxisRule, values: Iterable<number>): ValueAxis {
  const all = [...values, ...rule.includes];
  switch (rule.kind) {
    case 'log':
      return logAxis(all, rule.tickCount);
    case 'symlog':
      return symlogAxis(all);
    case 'linear':
      return linearAxis(all, rule.label === 'price' ? priceLabel : percentLabel, rule.tickCount);
  }
}

/** A linear axis round these values, its ends on ticks. */
export function linearAxis(
  values: Iterable<number>,
  label: (value: number, step: number) => string,
  tickCount = 4,
): ValueAxis {
  let [min, max] = rangeOf(values);
  if (min === max) {
    const margin = Math.abs(min) * 0.01 || 1;
    min -= margin;
    max += margin;
  }
  const step = niceStep((max - min) / tickCount);
  const first = Math.floor(min / step + 1e-9);
  const last = Math.ceil(max / step - 1e-9);
  const ticks: Tick[] = [];
  for (let index = first; index <= last; index++) {
    const value = Number((index * step).toPrecision(12));
    ticks.push({ value, label: label(value, step) });
  }
  return { kind: 'linear', min: ticks[0]!.value, max: ticks.at(-1)!.value, ticks };
}

/** A logarithmic axis round these values, all above zero: powers of ten, or a linear axis' ticks where they span less than one. */
export function logAxis(values: Iterable<number>, tickCount = 5): ValueAxis {
  const [min, max] = rangeOf(values);
  const decades = Math.log10(max / min);
  if (decades < 1) {
    // Close round the prices: the ticks stand inside, and the ends need not be round.
    const low = min / 1.01;
    const high = max * 1.01;
    const step = niceStep((high - low) / tickCount);
    const ticks: Tick[] = [];
    for (let index = Math.ceil(low / step); index * step <= high; index++) {
      const value = Number((index * step).toPrecision(12));
      if (value > 0) ticks.push({ value, label: priceLabel(value) });
    }
    return { kind: 'log', min: low, max: high, ticks };
  }
  const low = Math.floor(Math.log10(min) + 1e-9);
  const high = Math.ceil(Math.log10(max) - 1e-9);
  const every = Math.max(1, Math.ceil((high - low) / tickCount));
  const ticks: Tick[] = [];
  for (let exponent = low; exponent <= high; exponent += every) {
    const value = Number(`1e${exponent}`);
    ticks.push({ value, label: significant(value, 1) });
  }
  return { kind: 'log', min: Number(`1e${low}`), max: Number(`1e${high}`), ticks };
}

/** An axis for a ratio that matters near zero and may be a thousand: powers of ten above 1, and zero. */
export function symlogAxis(values: Iterable<number>): ValueAxis {
  const [min, max] = rangeOf(values);
  const ticks: Tick[] = [];
  for (const value of [-10, -1, 0, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000]) {
    ticks.push({ value, label: percentOrMultiple(value) });
  }
  const top = ticks.findIndex(({ value }) => value >= Math.max(1, max));
  const bottom = ticks.findLastIndex(({ value }) => value <= Math.min(0, min));
  const all = ticks.slice(Math.max(0, bottom), top < 0 ? undefined : top + 1);
  // Beside thousands, 0 and 1 stand on one another: 1 is left out.
  const shown = all.length > 4 ? all.filter(({ value }) => Math.abs(value) !== 1) : all;
  return {
    kind: 'symlog',
    min: Math.min(min, shown[0]!.value),
    max: Math.max(max, shown.at(-1)!.value),
    ticks: shown,
  };
}

function percentOrMultiple(ratio: number): string {
  return Math.abs(ratio) < 10 ? `${significant(ratio * 100, 3)}${THIN}%` : `${significant(ratio, 3)}×`;
}

/** Where a value stands on an axis, in pixels from the top of a plot of this height. */
export function pixelOf(axis: ValueAxis, value: number, height: number): number {
  const place = (raw: number): number => {
    if (axis.kind === 'log') return Math.log10(raw);
    return axis.kind === 'symlog' ? Math.sign(raw) * Math.log1p(Math.abs(raw)) : raw;
  };
  const low = place(axis.min);
  return height * (1 - (place(value) - low) / (place(axis.max) - low));
}

/** Ticks of a stretch of time, on round UTC times; at most `tickCount` of them. */
export function timeTicks(fromMs: number, toMs: number, tickCount = 9): Tick[] {
  const spanMs = toMs - fromMs;
  const stepMs =
    TIME_STEPS.find((step) => spanMs / step <= tickCount) ?? niceStep(spanMs / tickCount / DAY_MS) * DAY_MS;
  const ticks: Tick[] = [];
  let previousYear = '';
  for (let timeMs = Math.ceil(fromMs / stepMs) * stepMs; timeMs <= toMs; timeMs += stepMs) {
    const text = formatTime(timeMs);
    const year = text.slice(0, 4);
    const day = `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]}`;
    const isMidnight = timeMs % DAY_MS === 0;
    const dayLabel = year === previousYear ? day : `${day} ${year}`;
    const isFirst = ticks.length === 0;
    let label = isMidnight ? dayLabel : text.slice(11, 16);
    if (!isMidnight && isFirst) label = `${day}, ${label}`;
    if (isMidnight) previousYear = year;
    ticks.push({ value: timeMs, label });
  }
  return ticks;
}

const TIME_STEPS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  5 * DAY_MS,
  10 * DAY_MS,
  30 * DAY_MS,
  90 * DAY_MS,
];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Ticks of a ratio. */
export function percentLabel(value: number): string {
  const text = percent(value);
  return text.replace(/\.?0+(?=\u202F%$)/, '');
}

/** Ticks of a price or of money: as many decimals as the step has. */
export function priceLabel(value: number): string {
  return significant(value, 6);
}

function rangeOf(values: Iterable<number>): [number, number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return min > max ? [0, 1] : [min, max];
}

/** 1, 2 or 5 times a power of ten, not below `rough`. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  const factor = share <= 1 ? 1 : share <= 2 ? 2 : share <= 5 ? 5 : 10;
  return Number((factor * power).toPrecision(3));
}
