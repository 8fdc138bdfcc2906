import { describe, expect, test } from 'vitest';
import { type BarRow, HOUR_MS, makeTape } from '../support/makeTape.ts';
import { allBrakes, onEvent, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 100_000];
/** A tenth of the volume can be had: 2. */
const THIN: BarRow = [100, 100.5, 99.5, 100, 20];
const policy = allBrakes('perOrderCap');

describe('an exit of a part of the position', () => {
  test('that the bar cannot take whole is finished, and closes no more than was asked for', () => {
    const tape = makeTape({ lookback: [CALM], bars: [CALM, THIN, CALM, CALM] });
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(9)], 1: [{ kind: 'exit', symbol: 'BTC-USDT', qty: 3 }] }),
      policy,
    });
    expect(record.final.positions).toMatchObject([{ positionQty: 6 }]);
    const closes = record.journal.filter(
      (entry) => entry.kind === 'request' && entry.request.key.startsWith('exit:'),
    );
    expect(closes.length).toBeGreaterThan(1);
  });

  test.each([0.0004, 0, -1])('of %s closes nothing, and the guardian goes on', (qty) => {
    const crash: BarRow = [100, 100, 50, 50, 100_000];
    const tape = makeTape({ lookback: [CALM], bars: [CALM, CALM, CALM, crash, [50, 50, 40, 40, 100_000]] });
    // Every stop is dropped in silence before the crash, so that only an emergency close can save the position.
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(9)], 1: [{ kind: 'exit', symbol: 'BTC-USDT', qty }] }),
      policy,
      faults: [onEvent('F1', 'silentStop', 'stop.accepted', null, HOUR_MS + 600_000)],
    });
    expect(record.strategyError).toBeNull();
    expect(record.final.positions).toEqual([]);
  });
});
