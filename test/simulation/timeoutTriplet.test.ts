import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { LatencyModel } from '../../src/engine/latency/latency.ts';
import type { SessionLike, SessionOptions } from '../../src/engine/session.ts';
import { faults } from '../../src/faults/index.ts';
import type { Side } from '../../src/market/order.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { badSessions } from '../../src/stress/badSessions/index.ts';
import { invariants } from '../../src/stress/invariants/index.ts';
import type { Invariant } from '../../src/stress/invariants/invariant.ts';
import { generic } from '../../src/venue/profiles/generic.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, onEvent, runTape } from '../support/runTape.ts';
import { scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM], bars: Array.from({ length: 12 }, () => CALM) });

const TRIPLET = ['timeoutAccepted', 'timeoutLost', 'timeoutLate'] as const;
const ERRANDS = ['entry', 'stop', 'exit'] as const;
const SIDES = ['buy', 'sell'] as const;
const ID_SCOPES = ['recent', 'open'] as const;

interface Case {
  readonly fault: (typeof TRIPLET)[number];
  /** Whose order nothing is heard of. */
  readonly errand: (typeof ERRANDS)[number];
  readonly side: Side;
  readonly idScope: VenueProfile['idScope'];
  /** How long the stream says nothing of it; 0: only the reply is lost. */
  readonly silentMs: number;
  readonly delayMs: number;
  readonly seed: number;
  readonly latency: LatencyModel;
  readonly policy: Policy;
  /** Instead of one that only says how its ids are unique. */
  readonly profile: string | null;
  readonly makeSession: ((options: SessionOptions) => SessionLike) | null;
}

/** Every brake, with a visibility lag as long as an order may be on its way: that is what the lag means. */
const VISIBILITY_LAG_MS = 9_000;
const patient = withLag(VISIBILITY_LAG_MS);

function withLag(visibilityLagMs: number): Policy {
  const policy = allBrakes('perOrderCap');
  const waits = { requestTimeout: { timeoutMs: 3_000 }, confirmBeforeResend: { visibilityLagMs } };
  return { ...policy, guardian: { ...policy.guardian, ...waits } };
}

const DELAY = { minMs: 20, meanMs: 80 };
const CASE: Case = {
  fault: 'timeoutAccepted',
  errand: 'entry',
  side: 'buy',
  idScope: 'recent',
  silentMs: 15_000,
  delayMs: 5_000,
  seed: 1,
  latency: { command: DELAY, reply: DELAY, event: DELAY },
  policy: patient,
  profile: null,
  makeSession: null,
};

/** Enters 8, and takes 3 of it away three hours later: the exit is a part, so that nothing but the client keeps it from being made twice. */
const HELD_QTY = 5;

/** What went wrong: the invariants that were violated, and `wish` where the account did not end with what was asked for. */
function wrongIn(given: Partial<Case>): string[] {
  const { fault, errand, side, idScope, silentMs, delayMs, seed, latency, policy, profile, makeSession } = {
    ...CASE,
    ...given,
  };
  const wanted: Intent = {
    kind: 'enter',
    symbol: 'BTC-USDT',
    side,
    qty: 8,
    stop: { kind: 'fixedRatio', distanceRatio: 0.05 },
  };
  const params = { timeoutAccepted: { silentMs }, timeoutLost: {}, timeoutLate: { silentMs, delayMs } }[
    fault
  ];
  const record = runTape({
    tape,
    profile: profile ?? { ...generic, name: idScope, idScope },
    strategy: scripted({ 0: [wanted], 3: [{ kind: 'exit', symbol: 'BTC-USDT', qty: 3 }] }),
    policy,
    faults: [
      onEvent(
        'F1',
        fault,
        `${errand}.sent`,
        1,
        0,
        withDefaults(faults[fault].params as never, params as never),
      ),
    ],
    seed,
    latency,
    healMs: TAPE_FROM_MS + 6 * HOUR_MS,
    ...(makeSession === null ? {} : { makeSession }),
  });
  expect(record.firings.map(({ lostCount }) => lostCount! > 0)).toEqual([true]);
  const broken = Object.values(invariants as unknown as Record<string, Invariant<never>>).filter(
    (invariant) => invariant.judge(record, withDefaults(invariant.params) as never).violations.length > 0,
  );
  const heldQty = record.final.positions[0]?.positionQty ?? 0;
  const isAsWished = heldQty === (side === 'buy' ? HELD_QTY : -HELD_QTY);
  return [...broken.map(({ name }) => name), ...(isAsWished ? [] : ['wish'])];
}

const everySide = SIDES.flatMap((side) => ID_SCOPES.map((idScope) => ({ side, idScope })));

/** The same in every combination of side and id scope, or it is not one answer. */
function wrongOnEverySide(given: Partial<Case>): string[] {
  const answers = everySide.map((sides) => wrongIn({ ...given, ...sides }));
  for (const answer of answers) expect(answer).toEqual(answers[0]);
  return answers[0]!;
}

describe('a bot that resends blindly', () => {
  const blind = { makeSession: badSessions.blindRetry };

  test.each(ERRANDS)('is right by luck where the %s was lost', (errand) => {
    expect(wrongOnEverySide({ ...blind, errand, fault: 'timeoutLost' })).toEqual([]);
  });

  test.each(
    ERRANDS.flatMap((errand) =>
      (['timeoutAccepted', 'timeoutLate'] as const).flatMap((fault) =>
        [0, 15_000].map((silentMs) => ({ errand, fault, silentMs })),
      ),
    ),
  )('does it twice: $fault of the $errand, the stream silent for $silentMs ms', (given) => {
    const wrong = wrongOnEverySide({ ...blind, ...given });
    expect(wrong).toContain('noDuplicateEffect');
    // Two stops for one position are one too many, and nothing more.
    expect(wrong.includes('wish')).toBe(given.errand !== 'stop');
  });
});

describe('a bot that never resends', () => {
  const never = { makeSession: badSessions.neverResends };

  test.each([
    // What was wanted never comes.
    { errand: 'entry', fault: 'timeoutLost', wrong: ['wish'] },
    { errand: 'exit', fault: 'timeoutLost', wrong: ['wish'] },
    { errand: 'stop', fault: 'timeoutLost', wrong: ['protected'] },
    // What is there is not believed in: the entry's position has no stop, and its exit finds nothing to close.
    { errand: 'entry', fault: 'timeoutAccepted', wrong: ['protected', 'bookedOnce', 'converges', 'wish'] },
    { errand: 'entry', fault: 'timeoutLate', wrong: ['protected', 'bookedOnce', 'converges', 'wish'] },
    { errand: 'exit', fault: 'timeoutAccepted', wrong: ['bookedOnce', 'converges'] },
    { errand: 'exit', fault: 'timeoutLate', wrong: ['bookedOnce', 'converges'] },
    // A stop that is thought dead and lives protects all the same.
    { errand: 'stop', fault: 'timeoutAccepted', wrong: [] },
    { errand: 'stop', fault: 'timeoutLate', wrong: [] },
  ] as const)('$fault of the $errand: $wrong', ({ wrong, ...given }) => {
    expect(wrongOnEverySide({ ...never, ...given })).toEqual(wrong);
  });

  test.each(ERRANDS.flatMap((errand) => [{ errand, fault: 'timeoutAccepted' as const }]))(
    'is right by luck where the stream tells what the reply to the $errand did not',
    (given) => {
      expect(wrongOnEverySide({ ...never, ...given, silentMs: 0 })).toEqual([]);
    },
  );
});

describe('ours', () => {
  test('passes all three, whatever request, side, id scope, seed and latency', () => {
    const delay = fc
      .tuple(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 0, max: 200 }))
      .map(([minMs, more]) => ({ minMs, meanMs: minMs + more }));
    fc.assert(
      fc.property(
        fc.record({
          fault: fc.constantFrom(...TRIPLET),
          errand: fc.constantFrom(...ERRANDS),
          side: fc.constantFrom(...SIDES),
          idScope: fc.constantFrom(...ID_SCOPES),
          silentMs: fc.constantFrom(0, 5_000, 15_000, 40_000),
          // Until it may be longer on its way than the lag allows for.
          delayMs: fc.integer({ min: 1, max: VISIBILITY_LAG_MS - 3_000 }),
          seed: fc.integer({ min: 0, max: 1_000_000 }),
          latency: fc.record({ command: delay, reply: delay, event: delay }),
        }),
        (given) => {
          expect(wrongIn(given)).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  test.each(TRIPLET.flatMap((fault) => ERRANDS.map((errand) => ({ fault, errand }))))(
    'passes $fault of the $errand with every brake and every delay at its default, where the venue remembers ids',
    ({ fault, errand }) => {
      const given = { fault, errand, policy: allBrakes('perOrderCap'), delayMs: 12_000 };
      for (const side of SIDES) expect(wrongIn({ ...given, side })).toEqual([]);
    },
  );

  test('an id that is new among open orders only does not keep a filled order from filling again: asking first does', () => {
    const { confirmBeforeResend, ...unasked } = patient.guardian;
    const blindWithId = { ...patient, guardian: unasked };
    expect(wrongIn({ policy: blindWithId, idScope: 'recent' })).toEqual([]);
    expect(wrongIn({ policy: blindWithId, idScope: 'open' })).toContain('noDuplicateEffect');
    expect(wrongIn({ policy: patient, idScope: 'open' })).toEqual([]);
  });

  test.each(TRIPLET.flatMap((fault) => ERRANDS.map((errand) => ({ fault, errand }))))(
    'passes $fault of the $errand on Binance, whose ids are unique among open orders only',
    (given) => {
      expect(wrongIn({ ...given, profile: 'binance' })).toEqual([]);
    },
  );

  test('an order that is longer on its way than the visibility lag allows for is what that venue can still do twice', () => {
    const late = { fault: 'timeoutLate', delayMs: 6_000, policy: withLag(2_000) } as const;
    expect(wrongIn({ ...late, idScope: 'recent' })).toEqual([]);
    expect(wrongIn({ ...late, idScope: 'open' })).toContain('noDuplicateEffect');
    expect(wrongIn({ ...late, idScope: 'open', policy: patient })).toEqual([]);
  });
});
