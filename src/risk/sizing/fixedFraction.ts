import { capRatioParam, NO_STOP, qtyAtRisk } from './lossAtStop.ts';
import { defineSizer } from './sizer.ts';

/** The quantity whose loss at the stop is a fixed share of equity, and whose notional is capped. */
export const fixedFraction = defineSizer({
  name: 'fixedFraction',
  summary:
    'Risks a fixed share of equity between entry and stop, under a cap on notional; without a stop it wants nothing.',
  params: {
    riskRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.01,
      above: 0,
      max: 1,
      doc: 'Loss at the stop / equity.',
    },
    capRatio: capRatioParam,
  },
  // Without a stop there is no risk to take a fraction of: nothing is wanted, rather than everything.
  wantedQty(order, { equityQuote }, params) {
    return qtyAtRisk(order, params.riskRatio * equityQuote, (params.capRatio * equityQuote) / order.price);
  },
  whyNothing: () => NO_STOP,
});
