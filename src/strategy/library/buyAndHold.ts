import { defineStrategy, type StopPlan } from '../strategy.ts';

/** The plainest exposure there is: a crash scenario's control. It never exits; its stop, the brakes or the drain do. */
export const buyAndHold = defineStrategy({
  name: 'buyAndHold',
  summary:
    'Enters every symbol once, long, at its first bar, under a stop a fixed share below, and never exits.',
  params: {
    stopDistanceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.2,
      above: 0,
      max: 0.99,
      doc: 'Distance of the stop from the entry / entry.',
    },
  },
  create(params, symbols) {
    const stop: StopPlan = { kind: 'fixedRatio', distanceRatio: params.stopDistanceRatio };
    const untouched = new Set(symbols);
    return {
      warmupBars: 1,
      onBars(bars, _account, submit) {
        if (untouched.size === 0) return;
        for (const symbol of symbols) {
          // A symbol whose feed is silent now is entered at its first bar that comes.
          if (!untouched.has(symbol) || !bars.of(symbol).isNew) continue;
          untouched.delete(symbol);
          submit({ kind: 'enter', symbol, side: 'buy', stop });
        }
      },
    };
  },
});
