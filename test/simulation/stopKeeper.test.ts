import { describe, expect, test } from 'vitest';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape } from '../support/makeTape.ts';
import { allBrakes, onEvent, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM], bars: Array.from({ length: 12 }, () => CALM) });
const policy = allBrakes('perOrderCap', 'maxPosition', 'riskPerTrade', 'totalExposureCap');

function short(qty: number): Intent {
  return {
    kind: 'enter',
    symbol: 'BTC-USDT',
    side: 'sell',
    qty,
    stop: { kind: 'fixedRatio', distanceRatio: 0.05 },
  };
}

describe('an entry that never fills', () => {
  test('leaves the stop of the position that stands as it is', () => {
    // The second entry is for more than the account can carry; then the standing stop is lost and must be repaired where it stood.
    const record = runTape({
      tape,
      strategy: scripted({ 0: [short(1)], 3: [buy(600)] }),
      policy,
      faults: [onEvent('F1', 'silentStop', 'stop.accepted', 1, 4 * HOUR_MS + 1_000)],
    });
    expect(
      record.journal.some((entry) => entry.kind === 'truth' && entry.event.kind === 'orderRejected'),
    ).toBe(true);
    expect(record.firings).toHaveLength(1);
    expect(record.final.positions).toHaveLength(1);
    expect(record.final.liveOrders).toMatchObject([
      { side: 'buy', type: 'stopMarket', triggerPrice: 104.99 },
    ]);
  });
});

describe('a position that grows', () => {
  test('keeps the tighter of two stops, for the whole of it', () => {
    const loose: Intent = { ...buy(1), stop: { kind: 'fixedRatio', distanceRatio: 0.2 } } as Intent;
    const record = runTape({ tape, strategy: scripted({ 0: [buy(1)], 3: [loose] }), policy });
    expect(record.final.liveOrders).toMatchObject([{ side: 'sell', qty: 2, triggerPrice: 95.01 }]);
  });

  test('takes the tighter of a new one', () => {
    const tight: Intent = { ...buy(1), stop: { kind: 'fixedRatio', distanceRatio: 0.02 } } as Intent;
    const record = runTape({ tape, strategy: scripted({ 0: [buy(1)], 3: [tight] }), policy });
    expect(record.final.liveOrders).toMatchObject([{ side: 'sell', qty: 2, triggerPrice: 98.01 }]);
  });
});

describe('a position that is gone', () => {
  test('leaves no stop behind', () => {
    const exit: Intent = { kind: 'exit', symbol: 'BTC-USDT' };
    const record = runTape({ tape, strategy: scripted({ 0: [buy(1)], 3: [exit] }), policy });
    expect(record.final.positions).toEqual([]);
    expect(record.final.liveOrders).toEqual([]);
  });
});

describe('an entry against the position', () => {
  test('that only reduces it leaves the stop of what remains where it stood', () => {
    // Of 15 to sell the bar takes 2: the long of 7 that is left keeps its own stop, also when that has to be placed anew.
    const thin: BarRow = [100, 100.5, 99.5, 100, 20];
    const bars = [CALM, thin, CALM, CALM, CALM];
    const record = runTape({
      tape: makeTape({ lookback: [CALM], bars }),
      strategy: scripted({ 0: [buy(9)], 1: [short(15)] }),
      policy,
      faults: [onEvent('F1', 'silentStop', 'stop.accepted', 1, 2 * HOUR_MS + 600_000)],
    });
    expect(record.firings).toHaveLength(1);
    expect(record.final.positions).toMatchObject([{ positionQty: 7 }]);
    expect(record.final.liveOrders).toMatchObject([
      { side: 'sell', type: 'stopMarket', triggerPrice: 95.01 },
    ]);
  });
});

describe('a close that the market does not take', () => {
  // Nothing trades in the third hour: the exit expires and waits for its next try.
  const thin: BarRow = [100, 100.5, 99.5, 100, 0];
  const thinTape = makeTape({ lookback: [CALM], bars: [CALM, CALM, thin, CALM, CALM] });

  test('lets no entry into the symbol meanwhile, and closes when it can', () => {
    const exit: Intent = { kind: 'exit', symbol: 'BTC-USDT' };
    const record = runTape({
      tape: thinTape,
      strategy: scripted({ 0: [buy(1)], 2: [exit], 3: [buy(1)] }),
      policy,
    });
    const refusals = record.journal.flatMap((entry) =>
      entry.kind === 'decision' && entry.decision.kind === 'refused' ? [entry.decision.rule] : [],
    );
    expect(refusals).toEqual(['closeUnderWay']);
    expect(record.final.positions).toEqual([]);
  });
});
