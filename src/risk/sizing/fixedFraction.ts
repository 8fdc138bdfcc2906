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
    capRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 1,
      above: 0,
      doc: 'Notional / equity at most.',
    },
  },
  wantedQty(order, view, params) {
    // Without a stop there is no risk to take a fraction of: nothing is wanted, rather than everything.
    if (order.stopPrice === null) return 0;
    const distance = Math.abs(order.price - order.stopPrice);
    const capQty = (params.capRatio * view.equityQuote) / order.price;
    return distance === 0 ? capQty : Math.min((params.riskRatio * view.equityQuote) / distance, capQty);
  },
});
