import { MINUTE_MS } from '../../src/core/time.ts';
import { NO_BRAKES, runTape } from '../../test/support/runTape.ts';
import { scripted } from '../../test/support/scripted.ts';
import type { BenchCase, Work } from '../benchCase.ts';
import { MINUTE_BARS, SYMBOL, syntheticTape } from '../syntheticTape.ts';

/** Orders that no bar reaches must cost next to nothing. */
export const workingOrders: BenchCase = {
  name: 'ten working orders',
  what: 'ten limit orders that rest far below the price, against none, without brakes',
  unit: 'ns a bar',
  base: { name: 'no orders', clock: 'processor', prepare: () => resting(0) },
  aim: 1.3,
  prepare: () => resting(10),
};

function resting(orderCount: number): Work {
  const tape = syntheticTape(MINUTE_BARS, MINUTE_MS);
  const wishes = Array.from({ length: orderCount }, (_, order) => ({
    kind: 'enter' as const,
    symbol: SYMBOL,
    side: 'buy' as const,
    qty: 1,
    limitPrice: 50 + order,
  }));
  return {
    count: MINUTE_BARS,
    run() {
      const record = runTape({ tape, strategy: scripted({ 0: wishes }), policy: NO_BRAKES });
      if (record.final.liveOrders.length !== orderCount)
        throw new Error('the orders did not rest to the end');
    },
  };
}
