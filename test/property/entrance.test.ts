import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Decision } from '../../src/risk/decision.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, onEvent, runTape, withBrakes } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const HOUR_MS = 3_600_000;
const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM, CALM], bars: Array.from({ length: 8 }, () => CALM) });

const wish: fc.Arbitrary<Intent> = fc.oneof(
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 7 }).map((qty) => buy(qty)) },
  { weight: 1, arbitrary: fc.constant(buy()) },
  { weight: 1, arbitrary: fc.constant<Intent>({ kind: 'exit', symbol: 'BTC-USDT' }) },
);
const world = fc.record({
  script: fc.dictionary(fc.constantFrom('0', '1', '2', '3', '4'), fc.array(wish, { maxLength: 4 })),
  seed: fc.integer({ min: 1, max: 1_000 }),
  latencyMs: fc.constantFrom(20, 80, 2_000, 12_000),
  awayFromMs: fc.option(fc.integer({ min: 0, max: 4 * HOUR_MS })),
  pace: fc.record({ burstCount: fc.integer({ min: 1, max: 4 }), perSecond: fc.constantFrom(0.5, 1, 5) }),
  hasSecond: fc.boolean(),
  hasLock: fc.boolean(),
});
type World = typeof world extends fc.Arbitrary<infer Value> ? Value : never;

function play({ script, seed, latencyMs, awayFromMs, pace, hasSecond, hasLock }: World): RunRecord {
  const delay = { minMs: Math.min(20, latencyMs), meanMs: latencyMs };
  return runTape({
    tape,
    seed,
    strategy: scripted(script as never),
    secondStrategy: () => scripted({ 0: [buy(3)] }),
    latency: { command: delay, reply: delay, event: delay },
    policy: withBrakes(allBrakes('perOrderCap', 'riskPerTrade'), {
      preOpenPosition: {},
      preflight: withDefaults(guardianBrakes.preflight.params),
      rateLimit: { ...pace, staleMs: 30_000 },
      ...(hasLock ? { singleWriter: {} } : {}),
    }),
    faults: [
      ...(awayFromMs === null ? [] : [disconnectAt('F1', TAPE_FROM_MS + awayFromMs, 5 * 60_000)]),
      ...(hasSecond ? [onEvent('F2', 'doubleOpen', 'entry.accepted', 1)] : []),
    ],
    healMs: TAPE_FROM_MS + 5 * HOUR_MS,
    drainMs: TAPE_FROM_MS + 6 * HOUR_MS,
  });
}

const decisionsOf = ({ journal }: RunRecord): Decision[] =>
  journal.flatMap((entry) => (entry.kind === 'decision' && entry.sessionId === 's1' ? [entry.decision] : []));

describe('over random wishes, latencies, disconnects and second processes', () => {
  test('what waits comes to an end, once; no cap is passed; no window holds too many requests; no second writer is heard of with a lock', () => {
    fc.assert(
      fc.property(world, (given) => {
        const record = play(given);
        // Each wish to enter that was deferred is decided, once.
        const fates = new Map<number, string[]>();
        for (const { kind, rule, wishOrdinal } of decisionsOf(record)) {
          if (wishOrdinal === null || rule === 'rateLimit') continue;
          if (!['deferred', 'approved', 'resized', 'refused'].includes(kind)) continue;
          fates.set(wishOrdinal, [...(fates.get(wishOrdinal) ?? []), kind]);
        }
        for (const kinds of fates.values()) {
          const last = kinds.filter((kind) => kind !== 'deferred');
          expect(last).toHaveLength(1);
          expect(kinds.length).toBe(kinds.includes('deferred') ? 2 : 1);
        }
        // Orders of all sessions keep to the cap of ten per cent, but for a second process that has not been kept out.
        for (const entry of record.journal) {
          if (entry.kind !== 'truth' || entry.event.kind !== 'fill' || (given.hasSecond && !given.hasLock))
            continue;
          expect(Math.abs(entry.event.positionQtyAfter)).toBeLessThanOrEqual(10);
        }
        const sent = record.journal.filter((entry) => entry.kind === 'request');
        if (given.hasLock) for (const entry of sent) expect(entry.sessionId).toBe('s1');
        for (const sessionId of ['s1', 's2']) {
          const timesMs = sent.filter((entry) => entry.sessionId === sessionId).map(({ atMs }) => atMs);
          const { burstCount, perSecond } = given.pace;
          for (let from = 0; from + burstCount < timesMs.length; from++) {
            // One more than the burst takes at least one spacing.
            expect(timesMs[from + burstCount]! - timesMs[from]!).toBeGreaterThanOrEqual(
              1_000 / perSecond - 1,
            );
          }
        }
        expect(record.final.unsettledOrders).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });

  test('a run is the same twice', () => {
    fc.assert(
      fc.property(world, (given) => {
        expect(play(given).fingerprint).toBe(play(given).fingerprint);
      }),
      { numRuns: 10 },
    );
  });
});
