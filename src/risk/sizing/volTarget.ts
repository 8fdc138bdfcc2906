import { capRatioParam } from './lossAtStop.ts';
import { defineSizer } from './sizer.ts';

/** The quantity whose notional, at the volatility that the market has had, moves as much as is wanted. */
export const volTarget = defineSizer({
  name: 'volTarget',
  summary:
    'Notional / equity is target volatility / realised volatility, under a cap on notional; volatility is of completed UTC days, and it needs no stop.',
  params: {
    targetRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.2,
      above: 0,
      doc: 'Volatility that the position is to have, of equity, a year.',
    },
    lookbackDays: {
      kind: 'number',
      unit: 'days',
      default: 30,
      min: 2,
      max: 10_000,
      integer: true,
      doc: 'Daily returns that the realised volatility is of; with fewer nothing is wanted.',
    },
    capRatio: capRatioParam,
  },
  wantedQty(order, view, params) {
    const { volatility } = view.dailyVolatility(order.symbol, params.lookbackDays);
    if (volatility.value === null) return 0;
    const capQty = (params.capRatio * view.equityQuote) / order.price;
    if (volatility.value === 0) return capQty;
    return Math.min(((params.targetRatio / volatility.value) * view.equityQuote) / order.price, capQty);
  },
  whyNothing(order, view, params) {
    const { volatility, dayCount } = view.dailyVolatility(order.symbol, params.lookbackDays);
    return `The sizing wants nothing: of ${dayCount} daily returns there is no volatility (${volatility.reason}).`;
  },
});
