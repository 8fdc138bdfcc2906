import type { ParamsOf } from '../../core/params.ts';
import { sideSign } from '../../market/order.ts';
import { FEWEST_COMMON_DAYS } from '../dailyCorrelations.ts';
import { exceeds } from '../limit.ts';
import type { Measured } from '../measure.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';
import { lookbackDays } from './lookbackDays.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { valuePrice } from './worstNotional.ts';

const params = {
  limitRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0.5,
    above: 0,
    doc: 'Weight after the order / equity: sqrt(x C x), x the signed notionals, C the correlations of daily returns.',
  },
  lookbackDays,
  onBreach,
} as const;

/** Beyond this many symbols with entries that may or may not fill, the ways that it may go are not counted out but bounded. */
const MOST_OPEN_SYMBOLS = 10;

/**
 * What a portfolio weighs once its correlations are counted. Entries that are out may fill or not; the heaviest way counts, and since the
 * weight is convex it is one in which each has filled whole or not at all. An order that makes the portfolio no heavier passes.
 */
export const effectiveExposure = defineRule({
  name: 'effectiveExposure',
  summary:
    'What all positions weigh together with their correlations counted, sqrt(x C x), stays within a share of equity.',
  params,
  answer: null,
  initial: () => null,
  measure(order, view, _state, given) {
    const ways = waysOf(view, order, given);
    if ('unit' in ways) return ways;
    const afterQuote = heaviestQuote(ways, order.qty);
    const measured = shareOfEquity(afterQuote, {
      limitRatio: given.limitRatio,
      equityQuote: view.equityQuote,
      reason: 'All positions together would weigh too much, with their correlations counted.',
    });
    const isNoHeavier = !exceeds(afterQuote, heaviestQuote(ways, 0));
    return isNoHeavier && Number.isFinite(view.equityQuote) ? { ...measured, isBreached: false } : measured;
  },
  headroomQty(order, view, _state, given) {
    const ways = waysOf(view, order, given);
    // Whatever the quantity, `measure` objects by its own name.
    if ('unit' in ways) return Number.POSITIVE_INFINITY;
    const roomQuote = Math.max(given.limitRatio * view.equityQuote, heaviestQuote(ways, 0));
    return Math.min(...ways.map((way) => largestQty(way, roomQuote)));
  },
  usesClock: true,
  use(view, _state, given) {
    const ways = waysOf(view, null, given);
    return 'unit' in ways ? null : useOfRatio(heaviestQuote(ways, 0), given.limitRatio, view.equityQuote);
  },
  inColdStart: partOfLimit,
});

/** One way in which the entries that are out may go: the square of what the portfolio weighs is constant + linear x qty + square x qty^2. */
interface Way {
  readonly constant: number;
  readonly linear: number;
  readonly square: number;
}

function heaviestQuote(ways: readonly Way[], qty: number): number {
  let most = 0;
  for (const { constant, linear, square } of ways)
    most = Math.max(most, constant + linear * qty + square * qty * qty);
  return Math.sqrt(most);
}

function largestQty({ constant, linear, square }: Way, roomQuote: number): number {
  const discriminant = linear * linear - 4 * square * (constant - roomQuote * roomQuote);
  const root = Math.sqrt(Math.max(0, discriminant));
  // Of the two forms of the larger root the one that takes no difference of equals.
  return linear > 0
    ? (2 * (roomQuote * roomQuote - constant)) / (linear + root)
    : (root - linear) / (2 * square);
}

interface Held {
  readonly symbol: string;
  /** Signed notional with every sell filled, and with every buy. */
  readonly lowQuote: number;
  readonly highQuote: number;
}

function waysOf(
  view: RiskView,
  order: SizingOrder | null,
  { lookbackDays }: ParamsOf<typeof params>,
): readonly Way[] | Measured {
  const held: Held[] = [];
  for (const symbol of view.symbols) {
    const low = view.netWorstQty(symbol, 'sell');
    const high = view.netWorstQty(symbol, 'buy');
    const isOrdered = symbol === order?.symbol;
    if (low === 0 && high === 0 && !isOrdered) continue;
    const price = isOrdered ? order.price : valuePrice(view, symbol);
    held.push({ symbol, lowQuote: low * price, highQuote: high * price });
  }
  const symbols = held.map(({ symbol }) => symbol);
  const correlations = correlationsOf(view, symbols, lookbackDays);
  if ('unit' in correlations) return correlations;
  const place = symbols.indexOf(order?.symbol ?? '');
  const step = order === null ? 0 : sideSign(order.side) * order.price;
  const isTooMany =
    held.filter(({ lowQuote, highQuote }) => lowQuote !== highQuote).length > MOST_OPEN_SYMBOLS;
  const vertices = isTooMany
    ? [held.map(({ lowQuote, highQuote }) => Math.max(Math.abs(lowQuote), Math.abs(highQuote)))]
    : verticesOf(held);
  const matrix = isTooMany ? correlations.map((row) => row.map(Math.abs)) : correlations;
  return vertices.map((exposures) => wayOf(exposures, matrix, place, isTooMany ? Math.abs(step) : step));
}

function wayOf(
  exposures: readonly number[],
  matrix: readonly (readonly number[])[],
  place: number,
  step: number,
): Way {
  let constant = 0;
  let linear = 0;
  for (const [row, exposure] of exposures.entries()) {
    for (const [column, other] of exposures.entries()) constant += exposure * other * matrix[row]![column]!;
    if (place >= 0) linear += 2 * step * exposure * matrix[place]![row]!;
  }
  return { constant, linear, square: step * step };
}

function verticesOf(held: readonly Held[]): number[][] {
  let vertices: number[][] = [[]];
  for (const { lowQuote, highQuote } of held) {
    const ends = lowQuote === highQuote ? [lowQuote] : [lowQuote, highQuote];
    vertices = vertices.flatMap((vertex) => ends.map((end) => [...vertex, end]));
  }
  return vertices;
}

/** One symbol alone needs no correlation. */
function correlationsOf(
  view: RiskView,
  symbols: readonly string[],
  lookbackDays: number,
): readonly (readonly number[])[] | Measured {
  if (symbols.length < 2) return symbols.map(() => [1]);
  const { matrix, dayCount, reason } = view.dailyCorrelationMatrix(symbols, lookbackDays);
  const isShort = dayCount < FEWEST_COMMON_DAYS;
  if (matrix !== null && !isShort) return matrix;
  return {
    actual: isShort ? dayCount : 0,
    limit: isShort ? FEWEST_COMMON_DAYS : 1,
    unit: 'count',
    isBreached: true,
    reason: isShort
      ? `Too few days are known of all of ${symbols.join(', ')} to say how they move together.`
      : `How ${symbols.join(', ')} move together cannot be said: ${reason}.`,
  };
}
