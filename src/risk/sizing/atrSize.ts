import { capRatioParam } from './lossAtStop.ts';
import { defineSizer } from './sizer.ts';

/** The quantity for which a move of some average true ranges is a fixed share of equity. */
export const atrSize = defineSizer({
  name: 'atrSize',
  summary:
    'Risks a fixed share of equity over some average true ranges (Wilder), under a cap on notional; it needs no stop.',
  params: {
    riskRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.01,
      above: 0,
      max: 1,
      doc: 'Loss over the distance / equity.',
    },
    multiple: {
      kind: 'number',
      unit: 'multiple',
      default: 2,
      above: 0,
      doc: 'The distance, in average true ranges.',
    },
    barCount: {
      kind: 'number',
      unit: 'bars',
      default: 14,
      min: 1,
      max: 10_000,
      integer: true,
      doc: 'Bars of the average true range.',
    },
    capRatio: capRatioParam,
  },
  wantedQty(order, view, params) {
    const range = view.averageTrueRange(order.symbol, params.barCount);
    if (range === null) return 0;
    const capQty = (params.capRatio * view.equityQuote) / order.price;
    const distance = params.multiple * range;
    return distance === 0 ? capQty : Math.min((params.riskRatio * view.equityQuote) / distance, capQty);
  },
  whyNothing: (_order, _view, { barCount }) =>
    `The sizing wants nothing: an average true range of ${barCount} bars needs one bar more than that.`,
});
