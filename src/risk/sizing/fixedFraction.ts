import { defineSizer } from './sizer.ts';

/** The quantity whose loss at the stop is a fixed share of equity, and whose notional is capped. */
export const fixedFraction = defineSizer({
  name: 'fixedFraction',
  summary: 'Risks a fixed share of equity between entry and stop, under a cap on notional.',
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
      doc: 'Notional / equity at most; alone where an entry has no stop.',
    },
  },
  wantedQty(order, view, params) {
    const capQty = (params.capRatio * view.equityQuote) / order.price;
    if (order.stopPrice === null) return capQty;
    const distance = Math.abs(order.price - order.stopPrice);
    return distance === 0 ? capQty : Math.min((params.riskRatio * view.equityQuote) / distance, capQty);
  },
});
