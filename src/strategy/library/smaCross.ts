import { initialSma, type SmaState, updateSma } from '../../market/indicators/sma.ts';
import type { Side } from '../../market/order.ts';
import { type BarView, defineStrategy } from '../strategy.ts';
import { atrStop, atrStopParams } from './atrStop.ts';

interface CrossState {
  readonly fast: SmaState;
  readonly slow: SmaState;
  /** Bars that the averages have seen. */
  seenCount: number;
  /** +1 while the fast average is above the slow one, -1 below; touching changes nothing; 0 before there is an answer. */
  trend: number;
  /** With shorts: the side to enter at the next bar, when the exit of this one has had its answer. */
  due: Side | null;
}

/**
 * The crossing of two averages. Wishes follow the crossings alone, whatever is held and whatever was refused, so that two policies judge
 * the same wishes.
 */
export const smaCross = defineStrategy({
  name: 'smaCross',
  summary:
    'Enters long when the fast average of the closes crosses above the slow one and exits when it crosses below; with shorts it exits at every crossing and enters the new direction one bar later.',
  params: {
    fast: {
      kind: 'number',
      unit: 'bars',
      default: 10,
      min: 1,
      integer: true,
      doc: 'Bars of the fast average.',
    },
    slow: {
      kind: 'number',
      unit: 'bars',
      default: 30,
      min: 2,
      integer: true,
      doc: 'Bars of the slow average.',
    },
    allowShort: { kind: 'flag', default: false, doc: 'Enter short after a crossing downwards.' },
    ...atrStopParams,
  },
  create(params, symbols) {
    if (params.fast >= params.slow) {
      throw new RangeError(
        `the fast average (${params.fast}) must be shorter than the slow one (${params.slow})`,
      );
    }
    const stop = atrStop(params);
    const states = new Map(symbols.map((symbol) => [symbol, initialCross(params)]));
    return {
      // One bar more than the average, so that a crossing at the first turn is seen; and enough for the stop.
      warmupBars: Math.max(params.slow, params.stopBarCount) + 1,
      onBars(bars, _account, submit) {
        for (const symbol of symbols) {
          const view = bars.of(symbol);
          if (!view.isNew) continue;
          const state = states.get(symbol)!;
          const crossed = crossing(state, view);
          if (state.due !== null && crossed === 0) submit({ kind: 'enter', symbol, side: state.due, stop });
          state.due = null;
          if (crossed === 0) continue;
          if (params.allowShort) {
            submit({ kind: 'exit', symbol });
            state.due = crossed > 0 ? 'buy' : 'sell';
          } else if (crossed > 0) submit({ kind: 'enter', symbol, side: 'buy', stop });
          else submit({ kind: 'exit', symbol });
        }
      },
    };
  },
});

function initialCross(params: { fast: number; slow: number }): CrossState {
  return { fast: initialSma(params.fast), slow: initialSma(params.slow), seenCount: 0, trend: 0, due: null };
}

/**
 * Feeds the bars that are new, however many came at once.
 *
 * @returns +1 or -1 when the trend is another than it was at the last turn (at the first turn: than one bar ago), else 0.
 */
function crossing(state: CrossState, bars: BarView): number {
  let before = state.trend;
  const isFirstTurn = state.seenCount === 0;
  for (; state.seenCount < bars.length; state.seenCount++) {
    if (isFirstTurn) before = state.trend;
    const close = bars.close(bars.length - 1 - state.seenCount);
    const fast = updateSma(state.fast, close);
    const slow = updateSma(state.slow, close);
    if (fast !== null && slow !== null && fast !== slow) state.trend = Math.sign(fast - slow);
  }
  return before === 0 || before === state.trend ? 0 : state.trend;
}
