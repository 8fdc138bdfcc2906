import type { Strategy } from '../strategy/strategy.ts';

/** The strategy of a run that decides once and then lets its position be: it has its first turn and no other. */
export function oneTurn(strategy: Strategy): Strategy {
  let hasActed = false;
  return {
    warmupBars: strategy.warmupBars,
    onBars(bars, account, submit) {
      if (hasActed) return;
      hasActed = true;
      strategy.onBars(bars, account, submit);
    },
  };
}
