import { initialRsi, type RsiState, updateRsi } from '../../market/indicators/rsi.ts';
import { type BarView, defineStrategy } from '../strategy.ts';
import { atrStop, atrStopParams } from './atrStop.ts';

interface ReversionState {
  readonly rsi: RsiState;
  /** Bars that the index has seen. */
  seenCount: number;
  /** At the last bar that was seen; null while the index warms up. */
  level: number | null;
}

/**
 * Buys weakness: the strategy that a crash tests hardest, because it adds exposure while the market falls. Wishes follow the index alone,
 * whatever is held and whatever was refused, so that two policies judge the same wishes.
 */
export const rsiMeanReversion = defineStrategy({
  name: 'rsiMeanReversion',
  summary:
    'Enters long when the relative strength index falls below 30 (`enterBelow`) and exits when it rises above 50 (`exitAbove`).',
  params: {
    barCount: {
      kind: 'number',
      unit: 'bars',
      default: 14,
      min: 1,
      integer: true,
      doc: 'Bars of the relative strength index.',
    },
    enterBelow: {
      kind: 'number',
      unit: 'index',
      default: 30,
      above: 0,
      max: 100,
      doc: 'Enter when the index was at or above this and is below it.',
    },
    exitAbove: {
      kind: 'number',
      unit: 'index',
      default: 50,
      min: 0,
      max: 100,
      doc: 'Exit when the index was at or below this and is above it.',
    },
    ...atrStopParams,
  },
  create(params, symbols) {
    const stop = atrStop(params);
    const states = new Map<string, ReversionState>(
      symbols.map((symbol) => [symbol, { rsi: initialRsi(params.barCount), seenCount: 0, level: null }]),
    );
    return {
      // The index needs one close more than its bars, and a crossing one more than that.
      warmupBars: Math.max(params.barCount + 2, params.stopBarCount + 1),
      onBars(bars, _account, submit) {
        for (const symbol of symbols) {
          const view = bars.of(symbol);
          if (!view.isNew) continue;
          const state = states.get(symbol)!;
          const before = feed(state, view);
          const { level } = state;
          if (before === null || level === null) continue;
          if (before >= params.enterBelow && level < params.enterBelow) {
            submit({ kind: 'enter', symbol, side: 'buy', stop });
          }
          if (before <= params.exitAbove && level > params.exitAbove) submit({ kind: 'exit', symbol });
        }
      },
    };
  },
});

/**
 * Feeds the bars that are new, however many came at once.
 *
 * @returns the index at the last turn (at the first turn: one bar ago); null while there was none.
 */
function feed(state: ReversionState, bars: BarView): number | null {
  let before = state.level;
  const isFirstTurn = state.seenCount === 0;
  for (; state.seenCount < bars.length; state.seenCount++) {
    if (isFirstTurn) before = state.level;
    state.level = updateRsi(state.rsi, bars.close(bars.length - 1 - state.seenCount));
  }
  return before;
}
