import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, onEvent, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 100_000];
/** Four calm hours, then down by four fifths and no way back. */
const CRASH: BarRow[] = [
  CALM,
  CALM,
  CALM,
  CALM,
  [100, 100, 80, 80, 100_000],
  [80, 80, 50, 50, 100_000],
  [50, 50, 20, 20, 100_000],
  [20, 20.5, 19.5, 20, 100_000],
];
const tape = makeTape({ lookback: [CALM], bars: CRASH });
/** 10 units at 100: a tenth of 10,000. A stop at 95 loses about 50, no stop loses 800. */
const QTY = 9;

function lossOf(policy: Policy, faults: readonly ScheduledFault[], wishes = { 0: [buy(QTY)] }): number {
  const record = runTape({ tape, strategy: scripted(wishes), policy, faults });
  return record.startQuote - record.final.equityQuote;
}

function longestUnprotectedMs(record: RunRecord): number {
  let longest = 0;
  let fromMs: number | null = null;
  let untilMs = 0;
  for (const interval of record.protection) {
    if (interval.status === 'protected') continue;
    if (fromMs === null || interval.fromMs > untilMs) fromMs = interval.fromMs;
    untilMs = interval.toMs;
    longest = Math.max(longest, untilMs - fromMs);
  }
  return longest;
}

describe('without a fault', () => {
  test('the stop at the venue closes the position, with all brakes and with none', () => {
    for (const policy of [allBrakes('perOrderCap'), NO_BRAKES]) {
      expect(lossOf(policy, [])).toBeGreaterThan(40);
      expect(lossOf(policy, [])).toBeLessThan(60);
    }
  });
});

describe('silentStop: the venue accepts the stop and drops it', () => {
  const faults = [onEvent('F1', 'silentStop', 'stop.accepted', 1, 500)];

  test('harm without the brakes that look: the position falls all the way', () => {
    expect(lossOf(NO_BRAKES, faults)).toBeGreaterThan(700);
    expect(lossOf(allBrakes('perOrderCap', 'verifyStop', 'stopHealth', 'localStop'), faults)).toBeGreaterThan(
      700,
    );
  });

  test.each([
    ['verifyStop', allBrakes('perOrderCap', 'stopHealth', 'localStop')],
    ['stopHealth', allBrakes('perOrderCap', 'verifyStop', 'localStop')],
    ['localStop', allBrakes('perOrderCap', 'verifyStop', 'stopHealth')],
  ])('%s alone bounds it', (_name, policy) => {
    expect(lossOf(policy, faults)).toBeLessThan(70);
  });

  test('verifyStop knows within its wait, and the position stands bare for seconds', () => {
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(QTY)] }),
      policy: allBrakes('perOrderCap'),
      faults,
    });
    expect(longestUnprotectedMs(record)).toBeLessThan(5_000);
    const decisions = record.journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
    expect(decisions.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(['stopPlaced', 'stopFailed', 'stopRepaired', 'stopVerified']),
    );
  });

  test('when every stop is dropped, three are tried and then the position is closed', () => {
    const always = [onEvent('F1', 'silentStop', 'stop.accepted', null, 500)];
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(QTY)] }),
      policy: allBrakes('perOrderCap'),
      faults: always,
    });
    expect(record.firings.length).toBe(3);
    const emergency = record.journal.find(
      (entry) => entry.kind === 'decision' && entry.decision.kind === 'emergencyClose',
    );
    expect(emergency).toBeDefined();
    expect(record.final.positions).toEqual([]);
    expect(record.startQuote - record.final.equityQuote).toBeLessThan(5);
    // The failure is known and answered within three waits of two seconds and the latency.
    expect(emergency!.atMs - TAPE_FROM_MS).toBeLessThan(8_000);
  });

  test('emergencyClose off: the failure is known, written down, and left', () => {
    const always = [onEvent('F1', 'silentStop', 'stop.accepted', null, 500)];
    expect(lossOf(allBrakes('perOrderCap', 'emergencyClose', 'localStop'), always)).toBeGreaterThan(700);
  });
});

describe('duplicateFill: one fill is told twice', () => {
  // The first sale is the stop loss; the next entry then meets a belief that is short by as much.
  const rebound: BarRow[] = [
    CALM,
    [100, 100, 94, 96, 100_000],
    [96, 97, 95, 96, 100_000],
    [96, 97, 95, 96, 100_000],
    [96, 96, 60, 60, 100_000],
    [60, 60, 20, 20, 100_000],
    [20, 20.5, 19.5, 20, 100_000],
  ];
  const twoTrades = makeTape({ lookback: [CALM], bars: rebound });
  const faults = [onEvent('F1', 'duplicateFill', 'fill.reducing', 1, 0, { delayMs: 250, copyCount: 1 })];
  const run = (policy: Policy, schedule: readonly ScheduledFault[]) =>
    runTape({
      tape: twoTrades,
      strategy: scripted({ 0: [buy(QTY)], 3: [buy(QTY)] }),
      policy,
      faults: schedule,
    });

  test('harm without the brake: the second position is not believed in, has no stop, and falls all the way', () => {
    const record = run(NO_BRAKES, faults);
    expect(record.firings).toHaveLength(1);
    expect(record.startQuote - record.final.equityQuote).toBeGreaterThan(600);
    expect(run(NO_BRAKES, []).final.equityQuote).toBeGreaterThan(record.final.equityQuote + 500);
    expect(record.beliefGaps.some(({ fromMs, toMs }) => toMs - fromMs > HOUR_MS)).toBe(true);
  });

  test('with the brake it changes nothing at all', () => {
    const policy = allBrakes('perOrderCap');
    const record = run(policy, faults);
    expect(record.firings).toHaveLength(1);
    expect(record.final.equityQuote).toBe(run(policy, []).final.equityQuote);
    const ignored = record.journal.filter(
      (entry) => entry.kind === 'decision' && entry.decision.kind === 'duplicateIgnored',
    );
    expect(ignored).toHaveLength(1);
  });

  test('dedupeFills alone is enough', () => {
    const only: Policy = { ...NO_BRAKES, guardian: { dedupeFills: {} } };
    expect(run(only, faults).final.equityQuote).toBe(run(only, []).final.equityQuote);
  });
});

describe('disconnect: stream and requests are down, the market is not', () => {
  // The entry is on its way when the line goes: it fills, and nobody is told.
  const faults = [disconnectAt('F1', TAPE_FROM_MS + 5, 10 * 60_000)];

  test('harm without the brakes: a position that is not known has no stop', () => {
    const record = runTape({ tape, strategy: scripted({ 0: [buy(QTY)] }), policy: NO_BRAKES, faults });
    expect(record.startQuote - record.final.equityQuote).toBeGreaterThan(700);
    expect(record.protection.every(({ status }) => status !== 'protected')).toBe(true);
  });

  test('with them the fill is found and protected within seconds of the reconnect', () => {
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(QTY)] }),
      policy: allBrakes('perOrderCap'),
      faults,
    });
    expect(record.startQuote - record.final.equityQuote).toBeLessThan(70);
    const firstProtected = record.protection.find(({ status }) => status === 'protected')!;
    expect(firstProtected.fromMs - (TAPE_FROM_MS + 5 + 10 * 60_000)).toBeLessThan(10_000);
    expect(record.final.believedEquityQuote).toBeCloseTo(record.final.equityQuote, 6);
  });

  test('a round of questions that was begun while the line was down is begun anew at the reconnect', () => {
    // Long enough for the tries to be used up: then the account is asked for, and nobody hears.
    const durationMs = 185_000;
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(QTY)] }),
      policy: allBrakes('perOrderCap'),
      faults: [disconnectAt('F1', TAPE_FROM_MS + 5, durationMs)],
    });
    const firstProtected = record.protection.find(({ status }) => status === 'protected')!;
    expect(firstProtected.fromMs - (TAPE_FROM_MS + 5 + durationMs)).toBeLessThan(3_000);
  });

  test('of two that overlap, the connection is back when both are over', () => {
    const minutes = (count: number) => TAPE_FROM_MS + count * 60_000;
    const record = runTape({
      tape,
      strategy: scripted({ 0: [buy(QTY)] }),
      policy: allBrakes('perOrderCap'),
      faults: [disconnectAt('F1', minutes(1), 600_000), disconnectAt('F2', minutes(2), 60_000)],
    });
    expect(record.firings).toHaveLength(2);
    const changes = record.journal.flatMap((entry) =>
      entry.kind === 'connection' ? [[entry.atMs, entry.isConnected]] : [],
    );
    expect(changes).toEqual([
      [minutes(1), false],
      [minutes(11), true],
    ]);
  });

  test('one that the heal ends as it begins is over at once, in the replay too', () => {
    const options = {
      tape,
      policy: allBrakes('perOrderCap'),
      healMs: TAPE_FROM_MS + HOUR_MS,
    };
    const record = runTape({
      ...options,
      strategy: scripted({ 0: [buy(QTY)] }),
      faults: [disconnectAt('F1', TAPE_FROM_MS + HOUR_MS, 60_000)],
    });
    expect(record.firings).toHaveLength(1);
    const replayed = runTape({
      ...options,
      strategy: scripted({ 0: [buy(QTY)] }),
      faults: record.resolvedFaults,
    });
    expect(replayed.fingerprint).toBe(record.fingerprint);
  });

  test('a stop at the venue works while the line is down; a local stop alone does not', () => {
    const inTheCrash = [disconnectAt('F1', TAPE_FROM_MS + 2 * HOUR_MS, 5 * HOUR_MS)];
    expect(lossOf(allBrakes('perOrderCap'), inTheCrash)).toBeLessThan(60);
    // The stop is dropped while nobody can look, so that only the local stop is left.
    const localOnly = [onEvent('F0', 'silentStop', 'stop.accepted', 1, 2 * HOUR_MS), ...inTheCrash];
    expect(lossOf(allBrakes('perOrderCap'), localOnly)).toBeGreaterThan(600);
  });

  test('no entry goes out before belief is reconciled', () => {
    const early = { 0: [buy(QTY)], 1: [buy(1)], 2: [buy(1)] };
    const during = [disconnectAt('F1', TAPE_FROM_MS + HOUR_MS - 1_000, 30 * 60_000)];
    const record = runTape({
      tape,
      strategy: scripted(early),
      policy: allBrakes('perOrderCap', 'maxPosition'),
      faults: during,
    });
    // The bar of the disconnect never came, so the strategy's second turn is an hour later, when all is well.
    const entries = record.journal.filter(
      (entry) => entry.kind === 'request' && entry.request.key.startsWith('entry:'),
    );
    expect(entries.map(({ atMs }) => (atMs - TAPE_FROM_MS) / HOUR_MS)).toEqual([0, 2, 3]);
  });
});

describe('a fault that finds nothing to act on has not fired', () => {
  test('a stop that is already gone cannot be dropped', () => {
    const late = [onEvent('F1', 'silentStop', 'stop.accepted', 1, 7 * HOUR_MS)];
    expect(
      runTape({ tape, strategy: scripted({ 0: [buy(QTY)] }), policy: NO_BRAKES, faults: late }).firings,
    ).toEqual([]);
  });
});

describe('a disconnect counts what it takes', () => {
  test('messages, bars and marks of its time, and none where there was nothing to say', () => {
    const run = (fromMs: number, durationMs: number) =>
      runTape({
        tape,
        strategy: scripted({ 0: [buy(QTY)] }),
        policy: allBrakes('perOrderCap'),
        faults: [disconnectAt('F1', fromMs, durationMs)],
      }).firings[0]!.lostCount;
    expect(run(TAPE_FROM_MS + HOUR_MS / 2, 2 * HOUR_MS)).toBeGreaterThan(60);
    // Between two marks, long after the last message.
    expect(run(TAPE_FROM_MS + HOUR_MS / 2 + 10_000, 1)).toBe(0);
  });
});
