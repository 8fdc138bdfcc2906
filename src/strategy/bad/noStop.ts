import { defineStrategy } from '../strategy.ts';

/** Known bad: its positions are never protected. */
export const noStop = defineStrategy({
  name: 'noStop',
  summary: 'Known bad: enters every symbol once, long, without a stop, and never exits.',
  params: {},
  create(_params, symbols) {
    const untouched = new Set(symbols);
    return {
      warmupBars: 1,
      onBars(bars, _account, submit) {
        for (const symbol of symbols) {
          if (bars.of(symbol).isNew && untouched.delete(symbol))
            submit({ kind: 'enter', symbol, side: 'buy' });
        }
      },
    };
  },
});
