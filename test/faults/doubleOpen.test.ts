import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, onEvent, runTape, withBrakes } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM, CALM], bars: Array.from({ length: 6 }, () => CALM) });
const wide = allBrakes('perOrderCap', 'maxPosition', 'riskPerTrade', 'totalExposureCap');

function run(options: {
  first?: Strategy;
  second?: () => Strategy;
  fault?: ScheduledFault;
  policy?: typeof wide;
}): RunRecord {
  return runTape({
    tape,
    strategy: options.first ?? scripted({ 0: [buy(2)] }),
    secondStrategy: options.second ?? (() => scripted({ 0: [buy(2)] })),
    policy: options.policy ?? wide,
    faults: [options.fault ?? onEvent('F1', 'doubleOpen', 'entry.accepted', null)],
  });
}

const sessionsOf = ({ journal }: RunRecord): string[] => [
  ...new Set(journal.flatMap((entry) => (entry.kind === 'request' ? [entry.sessionId] : []))),
];

describe('doubleOpen', () => {
  test('opens the position twice; the order of the second process starts no third', () => {
    const record = run({});
    expect(record.firings).toHaveLength(1);
    expect(sessionsOf(record)).toEqual(['s1', 's2']);
    expect(record.final.positions).toMatchObject([{ positionQty: 4 }]);
    // Two writers, two names: no key and no client id is used twice.
    const accepted = record.journal.flatMap((entry) =>
      entry.kind === 'truth' && entry.event.kind === 'orderAccepted' ? [entry.event] : [],
    );
    expect(new Set(accepted.map(({ requestKey }) => requestKey)).size).toBe(accepted.length);
    expect(new Set(accepted.map(({ order }) => order.clientOrderId)).size).toBe(accepted.length);
  });

  test('has not fired where the second process wishes for nothing', () => {
    const record = run({ second: () => scripted({}) });
    expect(record.firings).toEqual([]);
    expect(record.final.positions).toMatchObject([{ positionQty: 2 }]);
  });

  test('the second process sees the same bars, believes itself flat, knows the wallet, and has one turn', () => {
    const seen: object[] = [];
    const second = (): Strategy => ({
      warmupBars: 2,
      onBars(bars, account, submit) {
        const bar = bars.of('BTC-USDT');
        seen.push({
          length: bar.length,
          close: bar.close(),
          positionQty: account.positionQty('BTC-USDT'),
          equityQuote: account.equityQuote,
        });
        submit(buy(1));
      },
    });
    const record = run({
      second,
      first: scripted({ 1: [buy(2)] }),
      fault: onEvent('F1', 'doubleOpen', 'entry.accepted', 1, 60_000),
    });
    // The first has paid its fee by then.
    const [fill] = record.journal.flatMap((entry) =>
      entry.kind === 'truth' && entry.event.kind === 'fill' ? [entry.event.fill] : [],
    );
    expect(seen).toEqual([{ length: 3, close: 100, positionQty: 0, equityQuote: 10_000 - fill!.feeQuote }]);
    expect(record.firings).toMatchObject([{ atMs: expect.any(Number) }]);
    expect(record.firings[0]!.atMs - TAPE_FROM_MS).toBeGreaterThan(HOUR_MS + 60_000);
  });

  test('every run of it is a process of its own', () => {
    const record = run({ first: scripted({ 0: [buy(2)], 2: [buy(2)] }) });
    expect(sessionsOf(record)).toEqual(['s1', 's2', 's3']);
    expect(record.firings.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    expect(record.final.positions).toMatchObject([{ positionQty: 8 }]);
  });

  test.each(['singleWriter', 'preOpenPosition'] as const)(
    '%s keeps the position as it was decided',
    (brake) => {
      const record = run({ policy: withBrakes(wide, { [brake]: {} }) });
      expect(record.firings).toHaveLength(1);
      expect(record.final.positions).toMatchObject([{ positionQty: 2 }]);
    },
  );
});
