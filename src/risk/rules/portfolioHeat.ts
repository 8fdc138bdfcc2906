import { sideSign } from '../../market/order.ts';
import { openRisk } from '../../metrics/openRisk.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskView, SizingOrder } from '../riskView.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { valuePrice } from './worstNotional.ts';

/** What is lost when every stop is hit at once, at its trigger. What no live stop stands for may be lost whole. */
export const portfolioHeat = defineRule({
  name: 'portfolioHeat',
  summary:
    'The loss if every position ran into its stop stays within a share of equity; without a live stop all of it counts.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.06,
      above: 0,
      doc: 'Sum of max(0, (mark - stop) x signed quantity) after the order / equity.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure: (order, view, _state, { limitRatio }) =>
    shareOfEquity(heatQuote(view) + order.qty * distanceOf(order), {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: 'If every stop were hit at once, too much of equity would be lost.',
    }),
  headroomQty: (order, view, _state, { limitRatio }) =>
    (limitRatio * view.equityQuote - heatQuote(view)) / distanceOf(order),
  use: (view, _state, { limitRatio }) => useOfRatio(heatQuote(view), limitRatio, view.equityQuote),
  inColdStart: partOfLimit,
});

function heatQuote(view: RiskView): number {
  let quote = 0;
  for (const symbol of view.symbols) {
    quote += positionHeatQuote(view, symbol);
    for (const { side, qty, price, stopPrice } of view.pendingEntries(symbol))
      quote += qty * distanceOf({ side, price: price ?? valuePrice(view, symbol), stopPrice });
  }
  return quote;
}

/** Where two stops stand, as while one is moved, the nearer comes first and takes the position away from the other. */
function positionHeatQuote(view: RiskView, symbol: string): number {
  const positionQty = view.positionQty(symbol);
  if (positionQty === 0) return 0;
  const sign = Math.sign(positionQty);
  const markPrice = valuePrice(view, symbol);
  const nearestFirst = [...view.liveStops(symbol)].sort((a, b) => sign * (b.triggerPrice - a.triggerPrice));
  let openQty = Math.abs(positionQty);
  let quote = 0;
  for (const { qty, triggerPrice } of nearestFirst) {
    const coveredQty = Math.min(openQty, qty);
    quote += openRisk({ symbol, qty: sign * coveredQty, markPrice, stopPrice: triggerPrice });
    openQty -= coveredQty;
  }
  return quote + openQty * markPrice;
}

/** Loss of one base from entry to stop; all of it without a stop, or with one on the wrong side, which protects nothing. */
function distanceOf({ side, price, stopPrice }: Omit<SizingOrder, 'symbol'>): number {
  const distance = stopPrice === null ? 0 : sideSign(side) * (price - stopPrice);
  return distance > 0 ? distance : price;
}
