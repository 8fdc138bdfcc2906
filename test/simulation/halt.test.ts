import { describe, expect, test } from 'vitest';
import type { Intent, Strategy } from '../../src/strategy/strategy.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { allBrakes, runTape } from '../support/runTape.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 100_000];
const tape = makeTape({ lookback: [CALM], bars: [CALM, CALM, CALM] });
const LIMIT: Intent = {
  kind: 'enter',
  symbol: 'BTC-USDT',
  side: 'buy',
  qty: 1,
  limitPrice: 90,
  stop: { kind: 'fixedRatio', distanceRatio: 0.05 },
};

/** Its exception halts the session in the millisecond in which its entry goes out. */
function entersAndThrows(): Strategy {
  return {
    warmupBars: 0,
    onBars(_bars, _account, submit) {
      submit(LIMIT);
      throw new Error('made to fail');
    },
  };
}

describe('a halt while an entry is on its way', () => {
  test.each([
    ['with all brakes', allBrakes('perOrderCap')],
    ['without confirmBeforeResend', allBrakes('perOrderCap', 'confirmBeforeResend')],
    ['without clientOrderId', allBrakes('perOrderCap', 'clientOrderId')],
  ])('%s takes it back, whichever of order and cancel arrives first', (_name, policy) => {
    for (let seed = 1; seed <= 20; seed++) {
      const record = runTape({ tape, strategy: entersAndThrows(), policy, seed });
      expect(record.final.tradingState).toBe('halted');
      expect(record.final.liveOrders).toEqual([]);
    }
  });
});
