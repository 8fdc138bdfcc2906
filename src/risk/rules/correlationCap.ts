import type { ParamsOf } from '../../core/params.ts';
import { oppositeSide, type Side, sideSign } from '../../market/order.ts';
import { FEWEST_COMMON_DAYS } from '../dailyCorrelations.ts';
import { atMost, breachOf, type Measured, notMeasured } from '../measure.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';
import { lookbackDays } from './lookbackDays.ts';

const params = {
  limitCorrelation: {
    kind: 'number',
    unit: 'correlation',
    default: 0.8,
    min: -1,
    max: 1,
    doc: 'Largest correlation with a held symbol, signed by direction: two longs count as it is, a long and a short turned round.',
  },
  lookbackDays,
  onBreach: {
    kind: 'choice',
    words: ['refuse', 'scale'],
    default: 'refuse',
    doc: 'A wish over the limit is refused, or its quantity is multiplied by scaleRatio after every other cap.',
  },
  scaleRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0.8,
    above: 0,
    max: 1,
    doc: 'What is left of the quantity when onBreach is scale. Held positions are never resized.',
  },
} as const;

/**
 * Two positions that rise and fall together are one position of twice the size. Held is what is held, and what every live, in-flight and
 * unknown entry may make of it; more of the same symbol is the business of the position caps.
 */
export const correlationCap = defineRule({
  name: 'correlationCap',
  summary:
    'No entry that moves with what is held: the largest signed correlation of daily returns stays within a limit.',
  params,
  answer: null,
  initial: () => null,
  measure(order, view, _state, given) {
    const worst = worstCompany(order, view, given);
    if (worst === null) return ALONE;
    // What `scale` has cut may pass, however close it is.
    return given.onBreach === 'scale' && worst.isKnown
      ? { ...worst.measured, isBreached: false }
      : worst.measured;
  },
  scale(order, view, _state, given) {
    if (given.onBreach !== 'scale') return null;
    const worst = worstCompany(order, view, given);
    const breach = worst?.isKnown === true ? breachOf('correlationCap', worst.measured) : null;
    return breach === null ? null : { ratio: given.scaleRatio, breach };
  },
});

const ALONE = notMeasured('No other symbol is held or on its way.');

interface Company {
  readonly measured: Measured;
  /** False: the correlation could not be computed. */
  readonly isKnown: boolean;
}

/** The held symbol that the order moves with the most; one whose correlation is not known comes before all. Null: nothing else is held. */
function worstCompany(
  order: SizingOrder,
  view: RiskView,
  { limitCorrelation, lookbackDays }: ParamsOf<typeof params>,
): Company | null {
  let worst: Company | null = null;
  for (const symbol of view.symbols) {
    if (symbol === order.symbol) continue;
    const isHeld = { buy: view.worstCaseQty(symbol, 'buy') > 0, sell: view.worstCaseQty(symbol, 'sell') > 0 };
    if (!isHeld.buy && !isHeld.sell) continue;
    const { correlation, dayCount } = view.dailyCorrelation(order.symbol, symbol, lookbackDays);
    if (dayCount < FEWEST_COMMON_DAYS || correlation.value === null)
      return { measured: notKnown(symbol, dayCount, correlation.reason), isKnown: false };
    // With entries out in both directions either may be what fills.
    for (const side of [order.side, oppositeSide(order.side)] as const) {
      if (!isHeld[side]) continue;
      const actual = sideSign(order.side) * sideSign(side) * correlation.value;
      if (worst !== null && actual <= worst.measured.actual) continue;
      const reason = tooClose(order, { symbol, side, dayCount });
      const measured = atMost({ actual, limit: limitCorrelation, unit: 'number', reason });
      worst = { measured, isKnown: true };
    }
  }
  return worst;
}

function tooClose(
  order: SizingOrder,
  held: { readonly symbol: string; readonly side: Side; readonly dayCount: number },
): string {
  const direction = (side: Side) => (side === 'buy' ? 'long' : 'short');
  return `${order.symbol} ${direction(order.side)} moves with ${held.symbol} ${direction(held.side)}, which is held or on its way: correlation over ${held.dayCount} days.`;
}

function notKnown(symbol: string, dayCount: number, reason: string | null): Measured {
  const isShort = dayCount < FEWEST_COMMON_DAYS;
  return {
    actual: isShort ? dayCount : 0,
    limit: isShort ? FEWEST_COMMON_DAYS : 1,
    unit: 'count',
    isBreached: true,
    reason: isShort
      ? `Too few days are known of both this symbol and ${symbol}, which is held or on its way, to say how they move together.`
      : `How this symbol moves with ${symbol}, which is held or on its way, cannot be said: ${reason}.`,
  };
}
