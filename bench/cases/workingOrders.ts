import { HOUR_MS, MINUTE_MS } from '../../src/core/time.ts';
import { NO_BRAKES, runTape } from '../../test/support/runTape.ts';
import { scripted } from '../../test/support/scripted.ts';
import type { BenchCase, Work } from '../benchCase.ts';
import { MINUTE_BARS, SYMBOL, syntheticTape } from '../syntheticTape.ts';

/** Orders that no bar reaches must cost next to nothing. Bars of a minute have no marks inside. */
export const workingOrders: BenchCase = {
  name: 'ten orders, minutes',
  what: 'ten limit orders that rest far below the price, against none, without brakes',
  unit: 'ns a bar',
  base: { name: 'no orders', clock: 'processor', prepare: () => resting(0, MINUTE_BARS, MINUTE_MS) },
  aim: 1.3,
  prepare: () => resting(10, MINUTE_BARS, MINUTE_MS),
};

/** The same over hours: an order that works makes its session want marks, a look a minute, and without one there are none. */
export const workingOrdersHours: BenchCase = {
  name: 'ten orders, hours',
  what: 'the same over bars with marks inside',
  unit: 'ns a bar',
  base: { name: 'no orders', clock: 'processor', prepare: () => resting(0, HOURS, HOUR_MS) },
  aim: 1.3,
  prepare: () => resting(10, HOURS, HOUR_MS),
};

const HOURS = 8_760;

function resting(orderCount: number, barCount: number, intervalMs: number): Work {
  const tape = syntheticTape(barCount, intervalMs);
  const wishes = Array.from({ length: orderCount }, (_, order) => ({
    kind: 'enter' as const,
    symbol: SYMBOL,
    side: 'buy' as const,
    qty: 1,
    limitPrice: 50 + order,
  }));
  return {
    count: barCount,
    run() {
      const record = runTape({ tape, strategy: scripted({ 0: wishes }), policy: NO_BRAKES });
      if (record.final.liveOrders.length !== orderCount)
        throw new Error('the orders did not rest to the end');
    },
  };
}
