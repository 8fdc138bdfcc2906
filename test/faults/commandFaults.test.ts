import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { FaultTrigger, ScheduledFault } from '../../src/faults/fault.ts';
import { faults } from '../../src/faults/index.ts';
import type { TriggerName } from '../../src/faults/trigger.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, onEvent, type RunOptions, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM], bars: Array.from({ length: 8 }, () => CALM) });
const EXIT: Intent = { kind: 'exit', symbol: 'BTC-USDT' };

/** Two round trips. */
const WISHES = { 0: [buy(2)], 2: [EXIT], 4: [buy(2)], 6: [EXIT] };

function run(schedule: readonly ScheduledFault[], options: Partial<RunOptions> = {}): RunRecord {
  return runTape({
    tape,
    strategy: scripted(WISHES),
    policy: allBrakes('perOrderCap'),
    faults: schedule,
    ...options,
  });
}

/** Every fault of the command layer: a new one is asked the same. */
const COMMAND_FAULTS = (Object.keys(faults) as (keyof typeof faults)[]).filter(
  (name) => faults[name].layer === 'command',
);
const paramsOf = (name: keyof typeof faults) => withDefaults(faults[name].params as never);

const sentAt = ({ journal }: RunRecord, prefix: string): number[] =>
  journal.flatMap((entry) =>
    entry.kind === 'request' && entry.request.kind === 'placeOrder' && entry.request.key.startsWith(prefix)
      ? [entry.atMs]
      : [],
  );

const SEEDS = Array.from({ length: 10 }, (_none, seed) => seed);

test('the triplet is of the command layer', () => {
  expect(COMMAND_FAULTS).toEqual(expect.arrayContaining(['timeoutAccepted', 'timeoutLost', 'timeoutLate']));
});

describe.each(COMMAND_FAULTS)('%s', (name) => {
  const at = (id: string, event: TriggerName, nth: number | null) =>
    onEvent(id, name, event, nth, 0, paramsOf(name));

  test.each([
    ['entry.sent', 'entry:'],
    ['stop.sent', 'stop:'],
    ['exit.sent', 'exit:'],
  ] as const)('acts on the second %s as it is sent, and really takes something', (event, prefix) => {
    const record = run([at('F1', event, 2)]);
    const [firing] = record.firings;
    expect(record.firings).toHaveLength(1);
    expect(firing).toMatchObject({
      atMs: sentAt(record, prefix)[1],
      target: { event, ordinal: 2, symbol: 'BTC-USDT' },
    });
    expect(firing!.lostCount).toBeGreaterThan(0);
    expect(record.fingerprint).not.toBe(run([]).fingerprint);
    // What it excuses is told, and it is longer than it is in force.
    expect(firing!.excusedUntilMs).toBeGreaterThan(firing!.untilMs);
  });

  test.each<[string, FaultTrigger]>([
    [
      'every order, by chance',
      {
        kind: 'on',
        event: 'order.sent',
        symbol: null,
        fromMs: null,
        nth: null,
        afterMs: 0,
        probability: 0.5,
        maxFires: 3,
      },
    ],
    [
      'every order of a window',
      {
        kind: 'during',
        fromMs: TAPE_FROM_MS + HOUR_MS,
        toMs: TAPE_FROM_MS + 5 * HOUR_MS,
        symbol: 'BTC-USDT',
        probability: 1,
        maxFires: 2,
      },
    ],
  ])('%s: the resolved schedule replays it without the seed', (_name, trigger) => {
    const schedule: ScheduledFault[] = [
      { id: 'F1', fault: name, params: paramsOf(name), trigger },
      disconnectAt('F2', TAPE_FROM_MS + 3 * HOUR_MS, 60_000),
    ];
    // Latency is of the seed, too, so that only the schedule changes.
    const record = run(schedule, { seed: 5 });
    const fired = record.firings.filter(({ faultId }) => faultId === 'F1');
    expect(fired.length).toBeGreaterThan(0);
    const replayed = run(record.resolvedFaults, { seed: 5 });
    expect(replayed.fingerprint).toBe(record.fingerprint);
    const fault = record.resolvedFaults.map(({ trigger: { kind } }) => kind);
    expect(fault).toEqual(['exactly', 'exactly']);
  });

  test('another fault more or less moves none of its draws', () => {
    const chance: ScheduledFault = {
      ...at('F1', 'entry.sent', null),
      trigger: {
        kind: 'on',
        event: 'entry.sent',
        symbol: null,
        fromMs: null,
        nth: null,
        afterMs: 0,
        probability: 0.3,
        maxFires: 1,
      },
    };
    const targets = (schedule: ScheduledFault[], seed: number) =>
      run(schedule, { seed })
        .firings.filter(({ faultId }) => faultId === 'F1')
        .map(({ target }) => target);
    const chances = SEEDS.map((seed) => targets([chance], seed));
    expect(chances.some((fired) => fired.length === 0)).toBe(true);
    expect(chances.some((fired) => fired.length > 0)).toBe(true);
    const other = onEvent('F0', 'duplicateFill', 'fill', 1, 0, { delayMs: 250, copyCount: 1 });
    const beside = SEEDS.map((seed) => targets([other, chance], seed));
    expect(beside).toEqual(chances);
  });

  test('of a request that a disconnect has taken it takes nothing, and has not fired', () => {
    // A naive client sends again while the line is down.
    const naive = { ...NO_BRAKES, guardian: { requestTimeout: { timeoutMs: 10_000 } } };
    const schedule = [disconnectAt('F2', TAPE_FROM_MS + 5, 15_000), at('F1', 'entry.sent', 2)];
    const record = run(schedule, { policy: naive, strategy: scripted({ 0: [buy(2)] }) });
    expect(sentAt(record, 'entry:').map((atMs) => atMs - TAPE_FROM_MS)).toEqual([0, 10_000, 20_000]);
    expect(record.firings.map(({ faultId }) => faultId)).toEqual(['F2']);
  });

  test('after heal it does not fire', () => {
    const record = run([at('F1', 'entry.sent', 2)], { healMs: TAPE_FROM_MS + 3 * HOUR_MS });
    expect(sentAt(record, 'entry:')).toHaveLength(2);
    expect(record.firings).toEqual([]);
  });
});

describe('what each does to the request', () => {
  const told = ({ journal }: RunRecord) =>
    journal.flatMap((entry) =>
      entry.kind === 'decision' ? [`${entry.decision.kind} ${entry.decision.orderKey}`] : [],
    );
  const truthOf = ({ journal }: RunRecord, kind: string) =>
    journal.flatMap((entry) => (entry.kind === 'truth' && entry.event.kind === kind ? [entry.atMs] : []));

  test('lost: it never arrives, and the next try does', () => {
    const record = run([onEvent('F1', 'timeoutLost', 'entry.sent', 1)]);
    const [firstTry, secondTry] = sentAt(record, 'entry:');
    expect(truthOf(record, 'orderAccepted')[0]).toBeGreaterThan(secondTry!);
    expect(secondTry! - firstTry!).toBeGreaterThan(10_000);
    expect(record.firings[0]!.lostCount).toBe(1);
  });

  test('late: it arrives by as much later, and not before', () => {
    const params = { delayMs: 30_000, silentMs: 0 };
    const record = run([onEvent('F1', 'timeoutLate', 'entry.sent', 1, 0, params)], { policy: NO_BRAKES });
    const without = run([], { policy: NO_BRAKES });
    expect(truthOf(record, 'orderAccepted')[0]! - truthOf(without, 'orderAccepted')[0]!).toBe(30_000);
    // The request that was held back, and the reply that was not given.
    expect(record.firings[0]!.lostCount).toBe(2);
  });

  test('accepted: the order is there, and nothing says so before its stream may speak', () => {
    const silent = run([onEvent('F1', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 15_000 })]);
    expect(truthOf(silent, 'orderAccepted')[0]! - sentAt(silent, 'entry:')[0]!).toBeLessThan(1_000);
    // The reply and the fill.
    expect(silent.firings[0]!.lostCount).toBe(2);
    expect(told(silent)).toContain('orderConfirmed entry:BTC-USDT:1');
    const spoken = run([onEvent('F1', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 0 })]);
    expect(spoken.firings[0]!.lostCount).toBe(1);
    expect(told(spoken)).not.toContain('orderConfirmed entry:BTC-USDT:1');
  });

  test('accepted: a refusal is told, and then the fault has taken nothing', () => {
    const tooLarge = scripted({ 0: [buy(2_000)] });
    const record = run([onEvent('F1', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 15_000 })], {
      policy: NO_BRAKES,
      strategy: tooLarge,
    });
    expect(truthOf(record, 'orderRejected')).toHaveLength(1);
    expect(record.firings.map(({ lostCount }) => lostCount)).toEqual([0]);
    const late = run([onEvent('F1', 'timeoutLate', 'entry.sent', 1, 0, { delayMs: 5_000, silentMs: 0 })], {
      policy: NO_BRAKES,
      strategy: scripted({ 0: [buy(2_000)] }),
    });
    expect(late.firings.map(({ lostCount }) => lostCount)).toEqual([2]);
  });

  test('another order of the same session is heard of all the same', () => {
    const both = run([onEvent('F1', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 15_000 })], {
      strategy: scripted({ 0: [buy(1), buy(1)] }),
    });
    expect(both.firings[0]!.lostCount).toBe(2);
    expect(told(both)).toContain('orderConfirmed entry:BTC-USDT:1');
    expect(told(both)).not.toContain('orderConfirmed entry:BTC-USDT:2');
  });

  test('a heal while nothing is heard lets the rest be heard', () => {
    const params = { delayMs: 30_000, silentMs: 0 };
    const record = run([onEvent('F1', 'timeoutLate', 'entry.sent', 1, 0, params)], {
      policy: NO_BRAKES,
      healMs: TAPE_FROM_MS + 20_000,
    });
    expect(record.firings[0]!.lostCount).toBe(1);
    expect(record.firings[0]!.untilMs).toBe(TAPE_FROM_MS + 20_000);
  });

  test('two faults each take their own request', () => {
    const record = run([
      onEvent('F1', 'timeoutLost', 'entry.sent', 1),
      onEvent('F2', 'timeoutAccepted', 'stop.sent', 1, 0, { silentMs: 15_000 }),
      onEvent('F3', 'timeoutLate', 'exit.sent', 1, 0, { delayMs: 3_000, silentMs: 0 }),
    ]);
    expect(record.firings.map(({ faultId, lostCount }) => [faultId, lostCount! > 0])).toEqual([
      ['F1', true],
      ['F2', true],
      ['F3', true],
    ]);
    expect(record.final.positions).toEqual([]);
    expect(run(record.resolvedFaults).fingerprint).toBe(record.fingerprint);
  });

  test('a fault of another layer may wait for a request, too', () => {
    const record = run([onEvent('F1', 'disconnect', 'exit.sent', 1, 0, { durationMs: 5_000 })]);
    expect(record.firings).toHaveLength(1);
    expect(record.firings[0]).toMatchObject({
      target: { event: 'exit.sent', ordinal: 1 },
      atMs: sentAt(record, 'exit:')[0],
    });
  });
});
