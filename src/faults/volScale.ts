import { portablePower } from '../core/portableMath.ts';
import { ok } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import { mapPrices } from '../market/rewritePrices.ts';
import { defineFault } from './fault.ts';
import { rewriteWindow } from './windowSymbols.ts';

/** The same moves, larger or smaller. */
export const volScale = defineFault({
  name: 'volScale',
  layer: 'market',
  summary:
    'The client sees a market that moves more, or less; it is true: every log return and range of the window is scaled, and what follows starts where that ends.',
  params: {
    factor: {
      kind: 'number',
      unit: 'multiple',
      default: null,
      min: 0,
      max: 10,
      doc: 'Of every log return between two prices of the window: 2 doubles the volatility, 0 stops the market. Volumes stay, in base currency.',
    },
  },
  actsOn: null,
  takesSymbol: true,
  tapeTrigger: 'during',
  activeMs: () => 0,
  excuseMs: () => null,
  tape(tape, window, { factor }) {
    const candles = rewriteWindow(tape, window, (after, { instrument, candles, fromRow, toRow }) => {
      // A factor of one would otherwise move prices by a last bit and the tick could hide it or not.
      if (fromRow < toRow && factor !== 1) {
        const { tick } = instrument;
        const start = candles.open[fromRow]!;
        const scaled = (price: number): number => start * portablePower(price / start, factor);
        mapPrices(after, { fromRow, toRow, tick }, scaled);
        const lastClose = candles.close[toRow - 1]!;
        const shift = Math.max(tick, scaled(lastClose)) / lastClose;
        mapPrices(after, { fromRow: toRow, toRow: after.length, tick }, (price) => price * shift);
      }
    });
    const whose = window.symbol ?? 'every symbol';
    const note = `volScale of ${factor} of ${whose} from ${formatTime(window.fromMs)} to ${formatTime(window.toMs)}: price p of the window is o (p / o)^${factor} with o its first open, to the tick and at least one tick; what follows is scaled to be continuous; volumes stay`;
    return ok({ candles, notes: [note], correlations: [] });
  },
});
