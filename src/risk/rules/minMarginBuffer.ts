import { type Instrument, maintenanceMarginQuote } from '../../market/instrument.ts';
import { exceeds } from '../limit.ts';
import { notMeasured } from '../measure.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskOrder, RiskView } from '../riskView.ts';
import { onBreach } from './onBreach.ts';
import { qtyWithin, worstQuote } from './worstNotional.ts';

const NO_MAINTENANCE = notMeasured('No maintenance margin would be asked for.');

/** How far the account stays from its liquidation. Where no maintenance margin is asked for there is none to keep away from. */
export const minMarginBuffer = defineRule({
  name: 'minMarginBuffer',
  summary: 'After the order equity is still so much more than the maintenance margin of all positions.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.5,
      min: 0,
      doc: '(Equity - maintenance margin) / maintenance margin after the order, at least.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure(order, view, _state, { limitRatio }) {
    const { equityQuote } = view;
    const maintenanceQuote = maintenance(view, order);
    if (maintenanceQuote === 0) return NO_MAINTENANCE;
    const actual = (equityQuote - maintenanceQuote) / maintenanceQuote;
    return {
      actual: Number.isFinite(actual) ? actual : 0,
      limit: limitRatio,
      unit: 'ratio',
      isBreached: !Number.isFinite(equityQuote) || exceeds((1 + limitRatio) * maintenanceQuote, equityQuote),
      reason: 'Equity would be too near to the maintenance margin.',
    };
  },
  headroomQty(order, view, _state, { limitRatio }) {
    if (view.isSpot === true) return Number.POSITIVE_INFINITY;
    const otherQuote = maintenance(view, null, order.symbol);
    const roomQuote = view.equityQuote / (1 + limitRatio) - otherQuote;
    return qtyWithin(view, order, notionalAt(view.instrument(order.symbol), roomQuote));
  },
  use(view, _state, { limitRatio }) {
    const maintenanceQuote = maintenance(view, null);
    if (maintenanceQuote === 0) return 0;
    return view.equityQuote > 0 ? ((1 + limitRatio) * maintenanceQuote) / view.equityQuote : null;
  },
});

/** Of all symbols, each with its open orders filled their worst way. */
function maintenance(view: RiskView, order: RiskOrder | null, without: string | null = null): number {
  let quote = 0;
  if (view.isSpot === true) return quote;
  for (const symbol of view.symbols) {
    if (symbol === without) continue;
    quote += maintenanceMarginQuote(view.instrument(symbol), worstQuote(view, symbol, order));
  }
  return quote;
}

/** The notional whose maintenance margin is `marginQuote`: the tiers read backwards. Negative for what is less than nothing. */
function notionalAt({ maintenanceTiers }: Instrument, marginQuote: number): number {
  if (!(marginQuote > 0)) return marginQuote;
  let leftQuote = marginQuote;
  for (const [index, { fromNotionalQuote, maintenanceMarginRatio }] of maintenanceTiers.entries()) {
    const toQuote = maintenanceTiers[index + 1]?.fromNotionalQuote ?? Number.POSITIVE_INFINITY;
    const quote = fromNotionalQuote + leftQuote / maintenanceMarginRatio;
    if (quote <= toQuote) return quote;
    leftQuote -= (toQuote - fromNotionalQuote) * maintenanceMarginRatio;
  }
  return Number.POSITIVE_INFINITY;
}
