import { ok } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import { quantised } from '../market/rewritePrices.ts';
import { defineFault } from './fault.ts';
import { rewriteWindow } from './windowSymbols.ts';

/** Price goes far out inside one bar, and is back before it closes. */
export const wick = defineFault({
  name: 'wick',
  layer: 'market',
  summary:
    'The client sees a bar that closes where it would have closed; on the way, price was far out, and what lay there was filled.',
  params: {
    ratio: {
      kind: 'number',
      unit: 'ratio',
      default: null,
      above: -1,
      max: 10,
      doc: 'How far the extreme is moved out: -0.3 puts the low 30 % lower, 0.3 the high 30 % higher. Open, close and volume stay.',
    },
  },
  actsOn: null,
  takesSymbol: true,
  tapeTrigger: 'at',
  activeMs: () => 0,
  excuseMs: () => null,
  tape(tape, window, { ratio }) {
    const candles = rewriteWindow(tape, window, (after, { instrument, fromRow }) => {
      if (after.openTimeMs[fromRow] === window.fromMs) {
        const column = after[ratio < 0 ? 'low' : 'high'];
        column[fromRow] = quantised(column[fromRow]! * (1 + ratio), instrument.tick);
      }
    });
    const whose = window.symbol ?? 'every symbol';
    const note = `wick of ${ratio} of ${whose} in the bar of ${formatTime(window.fromMs)}; open, close and volume stay`;
    return ok({ candles, notes: [note], correlations: [] });
  },
});
