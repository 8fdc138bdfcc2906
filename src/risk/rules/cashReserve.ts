import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';
import { onBreach } from './onBreach.ts';
import { useOfRatio } from './shareOfEquity.ts';
import { otherGrossQuote, qtyWithin, worstGrossQuote } from './worstNotional.ts';

/** A part of equity that no order may bind. At a leverage of 1 it is the free quote of a spot account. */
export const cashReserve = defineRule({
  name: 'cashReserve',
  summary: 'A share of equity stays free of initial margin.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.2,
      min: 0,
      max: 1,
      doc: '(Equity - initial margin after the order) / equity at least; initial margin is notional / leverage.',
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure(order, view, _state, { limitRatio }) {
    const { equityQuote, leverage } = view;
    const marginQuote = worstGrossQuote(view, order) / leverage;
    const isRatio = equityQuote > 0 && Number.isFinite(equityQuote);
    return {
      actual: isRatio ? 1 - marginQuote / equityQuote : marginQuote,
      limit: isRatio ? limitRatio : 0,
      unit: isRatio ? 'ratio' : 'quote',
      isBreached: !Number.isFinite(equityQuote) || exceeds(marginQuote, (1 - limitRatio) * equityQuote),
      reason: 'Too little of equity would stay free of margin.',
    };
  },
  headroomQty: (order, view, _state, { limitRatio }) =>
    qtyWithin(
      view,
      order,
      (1 - limitRatio) * view.equityQuote * view.leverage - otherGrossQuote(view, order.symbol),
    ),
  use: (view, _state, { limitRatio }) =>
    useOfRatio(worstGrossQuote(view) / view.leverage, 1 - limitRatio, view.equityQuote),
});
