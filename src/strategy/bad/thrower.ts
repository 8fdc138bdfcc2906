import { withDefaults } from '../../core/params.ts';
import { buyAndHold } from '../library/buyAndHold.ts';
import { defineStrategy } from '../strategy.ts';

/** Known bad: it dies with positions open. The session halts, the guardian goes on alone, and the run fails with `strategyError`. */
export const thrower = defineStrategy({
  name: 'thrower',
  summary: 'Known bad: buys and holds, and throws at its n-th turn.',
  params: {
    throwAtTurn: {
      kind: 'number',
      unit: 'count',
      default: 5,
      min: 1,
      integer: true,
      doc: 'The turn, counted from 1, at which it throws.',
    },
  },
  create(params, symbols) {
    const held = buyAndHold.create(withDefaults(buyAndHold.params), symbols);
    let turnCount = 0;
    return {
      warmupBars: held.warmupBars,
      onBars(bars, account, submit) {
        turnCount++;
        if (turnCount >= params.throwAtTurn) throw new Error(`made to fail at turn ${turnCount}`);
        held.onBars(bars, account, submit);
      },
    };
  },
});
