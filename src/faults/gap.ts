import { ok } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import { mapPrices } from '../market/rewritePrices.ts';
import { defineFault } from './fault.ts';
import { rewriteWindow } from './windowSymbols.ts';

/** The market opens somewhere else, and stays there. */
export const gap = defineFault({
  name: 'gap',
  layer: 'market',
  summary:
    'The client sees price jump between a close and the next open; it is true, and every later price of the symbol is scaled with it.',
  params: {
    ratio: {
      kind: 'number',
      unit: 'ratio',
      default: null,
      above: -1,
      max: 10,
      doc: 'Of the jump, with its sign: -0.25 opens a quarter lower than the bar did. Volumes stay, in base currency.',
    },
  },
  actsOn: null,
  takesSymbol: true,
  tapeTrigger: 'at',
  activeMs: () => 0,
  excuseMs: () => null,
  tape(tape, window, { ratio }) {
    const candles = rewriteWindow(tape, window, (after, { instrument, fromRow }) => {
      mapPrices(
        after,
        { fromRow, toRow: after.length, tick: instrument.tick },
        (price) => price * (1 + ratio),
      );
    });
    const whose = window.symbol ?? 'every symbol';
    const note = `gap of ${ratio} of ${whose} at ${formatTime(window.fromMs)}; every later price is scaled by ${Number((1 + ratio).toPrecision(12))}, to the tick and at least one tick; volumes stay`;
    return ok({ candles, notes: [note], correlations: [] });
  },
});
