import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { JournalEntry } from '../../src/engine/journal.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import { conservation } from '../../src/stress/invariants/conservation.ts';
import { arbitraryMoves, type Move, tapeOf } from '../support/arbitraryTape.ts';
import { HOUR_MS, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, onEvent, runTape } from '../support/runTape.ts';

const LOOKBACK = 6;
const BARS = 30;
const moves = arbitraryMoves(LOOKBACK + BARS);
/** Room enough for losses that halt. */
const wide: Policy = {
  ...allBrakes('perOrderCap'),
  rules: {
    ...allBrakes('perOrderCap').rules,
    maxPosition: { limitRatio: 1.5, onBreach: 'refuse' },
    totalExposureCap: { limitRatio: 2, onBreach: 'refuse' },
    riskPerTrade: { limitRatio: 0.1, onBreach: 'refuse' },
  },
};

/** A strategy that trades often, both ways. */
function strategy() {
  const params = withDefaults(smaCross.params, { fast: 2, slow: 4, allowShort: true, stopBarCount: 3 });
  return smaCross.create(params, ['BTC-USDT']);
}

function run(path: readonly Move[], policy: Policy, faults: readonly ScheduledFault[] = [], seed = 1) {
  return runTape({
    tape: tapeOf(path, LOOKBACK),
    strategy: strategy(),
    policy,
    faults,
    seed,
    sizing: { name: 'fixedFraction', params: { riskRatio: 0.08, capRatio: 2 } },
  });
}

const trouble: ScheduledFault[] = [
  {
    id: 'F1',
    fault: 'silentStop',
    params: {},
    trigger: {
      kind: 'on',
      event: 'stop.accepted',
      symbol: null,
      fromMs: null,
      nth: null,
      afterMs: 300,
      probability: 0.4,
      maxFires: null,
    },
  },
  {
    id: 'F2',
    fault: 'duplicateFill',
    params: { delayMs: 250, copyCount: 2 },
    trigger: {
      kind: 'during',
      fromMs: TAPE_FROM_MS,
      toMs: TAPE_FROM_MS + 20 * HOUR_MS,
      symbol: null,
      probability: 0.5,
      maxFires: null,
    },
  },
  disconnectAt('F3', TAPE_FROM_MS + 7 * HOUR_MS + 20, 3 * HOUR_MS),
  {
    id: 'F4',
    fault: 'spread10x',
    // Some 60 bps at a price of 100: over the limit of maxSpread at some prices and under it at others.
    params: { spreadFactor: 60, depthDivisor: 30, durationMs: 1 },
    trigger: {
      kind: 'during',
      fromMs: TAPE_FROM_MS + 5 * HOUR_MS + 60_000,
      toMs: TAPE_FROM_MS + 18 * HOUR_MS,
      symbol: 'BTC-USDT',
      probability: 1,
      maxFires: null,
    },
  },
];

describe('the runs that the properties below are about', () => {
  test('trade, are refused, fail and recover', () => {
    const kinds = new Map<string, number>();
    for (const path of fc.sample(moves, { numRuns: 50, seed: 7 })) {
      for (const entry of run(path, wide, trouble).journal) {
        const name =
          entry.kind === 'truth'
            ? entry.event.kind
            : entry.kind === 'decision'
              ? entry.decision.kind
              : entry.kind;
        kinds.set(name, (kinds.get(name) ?? 0) + 1);
      }
    }
    for (const kind of [
      'fill',
      'fault',
      'stopFailed',
      'stopRepaired',
      'stopMoved',
      'duplicateIgnored',
      'reconciled',
      'refused',
      'halt',
    ]) {
      expect(kinds.get(kind) ?? 0, kind).toBeGreaterThan(10);
    }
  });
});

describe('no look-ahead', () => {
  test.prop([moves, moves, fc.integer({ min: 1, max: BARS - 1 })])(
    'scrambling every bar after the k-th changes nothing up to its close',
    (path, other, k) => {
      const scrambled = [...path.slice(0, LOOKBACK + k), ...other.slice(LOOKBACK + k)];
      const untilMs = TAPE_FROM_MS + k * HOUR_MS;
      const upTo = (journal: readonly JournalEntry[]) => journal.filter(({ atMs }) => atMs < untilMs);
      const decided = (journal: readonly JournalEntry[]) =>
        journal.filter(
          ({ atMs, kind }) =>
            atMs === untilMs && (kind === 'wish' || kind === 'decision' || kind === 'request'),
        );
      const one = run(path, wide, trouble).journal;
      const two = run(scrambled, wide, trouble).journal;
      expect(upTo(two)).toEqual(upTo(one));
      expect(decided(two)).toEqual(decided(one));
    },
  );
});

describe('money', () => {
  test.prop([moves, fc.boolean(), fc.boolean()])(
    'cash, positions and fees are conserved to a billionth, whatever fails',
    (path, hasBrakes, hasTrouble) => {
      const record = run(path, hasBrakes ? wide : NO_BRAKES, hasTrouble ? trouble : []);
      expect(conservation.judge(record, withDefaults(conservation.params)).violations).toEqual([]);
    },
  );
});

describe('faults', () => {
  test.prop([moves, fc.integer({ min: 1, max: 4 })])(
    'a fill delivered again and again changes nothing under dedupeFills',
    (path, copyCount) => {
      const always: ScheduledFault = {
        id: 'F1',
        fault: 'duplicateFill',
        params: { delayMs: 100, copyCount },
        trigger: {
          kind: 'during',
          fromMs: 0,
          toMs: Number.MAX_SAFE_INTEGER,
          symbol: null,
          probability: 1,
          maxFires: null,
        },
      };
      const clean = run(path, wide);
      const doubled = run(path, wide, [always]);
      const truth = (journal: readonly JournalEntry[]) =>
        journal.flatMap((entry) =>
          entry.kind === 'truth' && entry.event.kind === 'fill'
            ? [[entry.event.fill.symbol, entry.event.fill.side, entry.event.fill.qty]]
            : [],
        );
      expect(truth(doubled.journal)).toEqual(truth(clean.journal));
      expect(doubled.beliefGaps.every(({ fromMs, toMs }) => toMs - fromMs < 2_000)).toBe(true);
    },
  );

  test.prop([moves, fc.integer({ min: 1, max: 1_000 })])(
    'an idle fault leaves every draw and every event as it was',
    (path, seed) => {
      const idle = [
        onEvent('F0', 'silentStop', 'stop.accepted', 10_000, 500),
        disconnectAt('F9', TAPE_FROM_MS + 10_000 * HOUR_MS, 1_000),
      ];
      const [first, ...rest] = trouble;
      const without = run(path, wide, trouble, seed);
      expect(run(path, wide, [idle[0]!, first!, idle[1]!, ...rest], seed).fingerprint).toBe(
        without.fingerprint,
      );
      expect(
        run(path, wide, [...trouble].reverse(), seed)
          .firings.map(({ faultId, atMs }) => `${faultId} ${atMs}`)
          .sort(),
      ).toEqual(without.firings.map(({ faultId, atMs }) => `${faultId} ${atMs}`).sort());
    },
  );

  test.prop([moves, fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 })])(
    'a wide book alone moves no mark, and its stops trigger where they would have',
    (path, spreadFactor, fromBar) => {
      const wideBook: ScheduledFault = {
        id: 'F1',
        fault: 'spread10x',
        params: { spreadFactor, depthDivisor: 1, durationMs: 6 * HOUR_MS },
        trigger: { kind: 'at', timeMs: TAPE_FROM_MS + (fromBar % BARS) * HOUR_MS, symbol: null },
      };
      const calm = run(path, NO_BRAKES);
      const stressed = run(path, NO_BRAKES, [wideBook]);
      expect(stressed.samples.markPrice).toEqual(calm.samples.markPrice);
      if (spreadFactor === 1) expect(stressed.fingerprint).toBe(calm.fingerprint);
      for (const entry of stressed.journal) {
        if (entry.kind !== 'truth' || entry.event.kind !== 'orderTriggered') continue;
        const { triggerPrice, side } = entry.event.order;
        const fill = stressed.journal.find(
          (other) =>
            other.kind === 'truth' &&
            other.event.kind === 'fill' &&
            other.event.fill.venueOrderId ===
              (entry.event as { order: { venueOrderId: string } }).order.venueOrderId,
        );
        if (fill?.kind !== 'truth' || fill.event.kind !== 'fill') continue;
        // Mid, and not the bid of a wide book, has come to the trigger.
        const beyond =
          side === 'sell' ? triggerPrice! - fill.event.midPrice : fill.event.midPrice - triggerPrice!;
        expect(beyond).toBeGreaterThanOrEqual(-1e-9);
      }
    },
  );

  test.prop([moves, fc.integer({ min: 1, max: 1_000 })])(
    'the resolved schedule replays the run without a draw',
    (path, seed) => {
      const drawn = run(path, wide, trouble, seed);
      const replayed = run(path, wide, drawn.resolvedFaults, seed);
      expect(replayed.fingerprint).toBe(drawn.fingerprint);
      for (const { trigger } of drawn.resolvedFaults) expect(trigger.kind).toBe('exactly');
    },
  );
});

describe('one run, one name', () => {
  test.prop([moves, fc.integer({ min: 1, max: 1_000 })])(
    'the same input gives the same fingerprint',
    (path, seed) => {
      expect(run(path, wide, trouble, seed).fingerprint).toBe(run(path, wide, trouble, seed).fingerprint);
    },
  );
});

describe('brakes in odd company', () => {
  const names = [...Object.keys(wide.rules), ...Object.keys(wide.guardian)];

  test.prop([moves, fc.subarray(names), fc.integer({ min: 1, max: 1_000 })])(
    'whatever is left out, nothing throws, nothing runs away in one millisecond, money is conserved, and a rerun is the same',
    (path, left, seed) => {
      const keep = (all: object) =>
        Object.fromEntries(Object.entries(all).filter(([name]) => !left.includes(name)));
      const policy: Policy = { ...wide, rules: keep(wide.rules), guardian: keep(wide.guardian) };
      const record = run(path, policy, trouble, seed);
      expect(conservation.judge(record, withDefaults(conservation.params)).violations).toEqual([]);
      const sentAt = new Map<number, number>();
      for (const { kind, atMs } of record.journal)
        if (kind === 'request') sentAt.set(atMs, (sentAt.get(atMs) ?? 0) + 1);
      expect(Math.max(0, ...sentAt.values())).toBeLessThan(50);
      expect(run(path, policy, trouble, seed).fingerprint).toBe(record.fingerprint);
    },
  );
});
