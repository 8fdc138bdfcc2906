import { describe, expect, test } from 'vitest';
import type { Intent, Strategy } from '../../src/strategy/strategy.ts';
import { type BarRow, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

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

describe('the halt of retryCap', () => {
  test('takes back the entries that are working', () => {
    // The stop of the second entry goes out as the line goes down; its tries are used up before the line is back.
    const record = runTape({
      tape,
      strategy: scripted({ 0: [LIMIT, buy(5)] }),
      policy: allBrakes('perOrderCap'),
      faults: [disconnectAt('F1', TAPE_FROM_MS + 300, 185_000)],
    });
    const gaveUp = record.journal.some(
      (entry) => entry.kind === 'decision' && entry.decision.kind === 'orderGivenUp',
    );
    expect(gaveUp).toBe(true);
    expect(record.final.tradingState).toBe('active');
    expect(record.final.liveOrders).toMatchObject([{ type: 'stopMarket' }]);
  });
});
