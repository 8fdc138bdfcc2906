import { describe, expect, test } from 'vitest';
import { type ParamSpecs, withDefaults } from '../../../src/core/params.ts';
import type { RunRecord } from '../../../src/engine/runRecord.ts';
import type { Intent } from '../../../src/risk/intent.ts';
import { strategies } from '../../../src/strategy/index.ts';
import type { Strategy, StrategyDefinition } from '../../../src/strategy/strategy.ts';
import { badSessions } from '../../../src/stress/badSessions/index.ts';
import { doubleFee } from '../../../src/stress/badVenues/doubleFee.ts';
import { type InvariantName, invariants } from '../../../src/stress/invariants/index.ts';
import type { Finding, Invariant } from '../../../src/stress/invariants/invariant.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../../support/makeTape.ts';
import {
  allBrakes,
  disconnectAt,
  NO_BRAKES,
  onEvent,
  type RunOptions,
  runTape,
  withBrakes,
} from '../../support/runTape.ts';
import { buy, scripted } from '../../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const calm = makeTape({ lookback: [CALM], bars: Array.from({ length: 24 }, () => CALM) });

/** Three calm hours, four per cent down and no farther: above a stop at 95, below a day's loss of three per cent of a large position. */
const dipped: BarRow = [96, 96.5, 95.5, 96, 1_000_000];
const dip = makeTape({
  lookback: [CALM],
  bars: [CALM, CALM, CALM, [100, 100, 96, 96, 1_000_000], dipped, dipped, dipped],
});

/** Down through the stop in the second hour, and level from there. */
const low: BarRow = [80, 80.5, 79.5, 80, 1_000_000];
const fall = makeTape({
  lookback: [CALM],
  bars: [CALM, [100, 100, 80, 80, 1_000_000], ...Array.from({ length: 22 }, () => low)],
});

/** Down by a half an hour: at a leverage of four the margin lasts for some forty of them. */
const wearing = makeTape({
  lookback: [CALM],
  bars: Array.from({ length: 60 }, (_, hour): BarRow => {
    const open = 100 - hour / 2;
    return [open, open, open - 0.5, open - 0.5, 1_000_000];
  }),
});

/** No cap on the position, so that a day's loss can be large while nothing else objects. */
const uncapped = allBrakes('perOrderCap', 'maxPosition', 'riskPerTrade', 'totalExposureCap');

const make = (definition: unknown): Strategy =>
  (definition as StrategyDefinition).create(
    withDefaults((definition as StrategyDefinition).params as ParamSpecs) as never,
    ['BTC-USDT'],
  );

function judge(name: InvariantName, record: RunRecord): Finding {
  const invariant = invariants[name] as unknown as Invariant<ParamSpecs>;
  return invariant.judge(record, withDefaults(invariant.params));
}

interface Case {
  readonly invariant: InvariantName;
  readonly culprit: string;
  /** Strategies keep state, so that each run makes its own. */
  run(): RunOptions;
  /** What is replaced to make it bad. */
  readonly bad: Partial<RunOptions>;
  readonly says: RegExp;
}

const cases: Case[] = [
  {
    invariant: 'positionCap',
    culprit: 'the strategy runaway',
    run: () => ({ tape: calm, strategy: make(strategies.runaway), policy: allBrakes() }),
    bad: { policy: NO_BRAKES },
    says: /brought the position to -/,
  },
  {
    invariant: 'positionCap',
    culprit: 'the strategy flippedSide',
    run: () => ({ tape: calm, strategy: make(strategies.flippedSide), policy: allBrakes() }),
    bad: { policy: NO_BRAKES },
    says: /% of equity/,
  },
  {
    invariant: 'protected',
    culprit: 'the session trustsAcknowledgement',
    run: () => ({
      tape: calm,
      strategy: make(strategies.buyAndHold),
      policy: allBrakes(),
      faults: [onEvent('F1', 'silentStop', 'stop.accepted', 1, 500)],
    }),
    bad: { makeSession: badSessions.trustsAcknowledgement },
    says: /unknown for 23h/,
  },
  {
    invariant: 'noDuplicateEffect',
    culprit: 'the session blindRetry',
    // The entry is on its way when the line goes; the answer is lost, and the next try finds the line open.
    run: () => ({
      tape: calm,
      strategy: scripted({ 0: [buy(1)] }),
      policy: allBrakes(),
      faults: [disconnectAt('F1', TAPE_FROM_MS + 5, 5_000)],
    }),
    bad: { makeSession: badSessions.blindRetry },
    says: /v2 was accepted while v1 had filled; the entry is doubled/,
  },
  {
    invariant: 'noAvoidableLiquidation',
    culprit: 'the session ignoresMargin',
    // Four times its equity under a stop that is far away, at a leverage of five, and the margin wears away by the hour.
    run: () => ({
      tape: wearing,
      strategy: scripted({
        0: [{ ...buy(390), stop: { kind: 'fixedRatio', distanceRatio: 0.9 } } as Intent],
      }),
      policy: allBrakes(
        'perOrderCap',
        'maxPosition',
        'riskPerTrade',
        'totalExposureCap',
        'sectorCap',
        'localStop',
        'dailyLossHalt',
      ),
    }),
    bad: { makeSession: badSessions.ignoresMargin },
    says: /Liquidated .* after a close at which the margin buffer was 0\.\d+, and nothing was sent/,
  },
  {
    invariant: 'singleWriter',
    culprit: 'the session ignoresLock',
    run: () => ({
      tape: calm,
      strategy: scripted({ 0: [buy(1)] }),
      secondStrategy: () => scripted({ 0: [buy(1)] }),
      policy: withBrakes(allBrakes(), { singleWriter: {} }),
      faults: [onEvent('F1', 'doubleOpen', 'entry.accepted', 1)],
    }),
    bad: { makeSession: badSessions.ignoresLock },
    says: /Session s2 sent entry:BTC-USDT:w2.1: buy 1, on an account for which s1 sends/,
  },
  {
    invariant: 'bookedOnce',
    culprit: 'the session doubleBooker',
    run: () => ({
      tape: calm,
      strategy: make(strategies.buyAndHold),
      policy: allBrakes(),
      faults: [onEvent('F1', 'duplicateFill', 'fill', 1, 0, { delayMs: 250, copyCount: 1 })],
    }),
    bad: { makeSession: badSessions.doubleBooker },
    says: /booked trade t1 again/,
  },
  {
    invariant: 'haltStopsEntries',
    culprit: 'the session entersWhileHalted',
    run: () => ({ tape: dip, strategy: scripted({ 0: [buy(90)], 5: [buy(1)] }), policy: uncapped }),
    bad: { makeSession: badSessions.entersWhileHalted },
    says: /sent entry:BTC-USDT:side-door-1/,
  },
  {
    invariant: 'haltAllowsExits',
    culprit: 'the session blocksExits',
    run: () => ({
      tape: dip,
      strategy: scripted({ 0: [buy(90)], 5: [{ kind: 'exit', symbol: 'BTC-USDT' }] }),
      policy: uncapped,
    }),
    bad: { makeSession: badSessions.blocksExits },
    says: /wished to exit BTC-USDT, of which it held 90; nothing was sent.*\n.*refused exit:BTC-USDT:1 while halted/,
  },
  {
    invariant: 'haltAllowsExits',
    culprit: 'the session cancelsAllAtHalt',
    run: () => ({
      tape: dip,
      strategy: scripted({ 0: [buy(90)], 5: [{ kind: 'exit', symbol: 'BTC-USDT' }] }),
      policy: uncapped,
    }),
    bad: { makeSession: badSessions.cancelsAllAtHalt },
    says: /took the stop v2 from a position of 90 in BTC-USDT; stops for 0 were left/,
  },
  {
    invariant: 'standDown',
    culprit: 'the session leavesOrphans',
    run: () => ({
      tape: calm,
      strategy: scripted({ 0: [buy(1)], 3: [{ kind: 'exit', symbol: 'BTC-USDT' }] }),
      policy: allBrakes(),
      drainMs: TAPE_FROM_MS + 6 * HOUR_MS,
    }),
    bad: { makeSession: badSessions.leavesOrphans },
    says: /is live and has no position to reduce/,
  },
  {
    invariant: 'standDown',
    culprit: 'the session leavesOrphans, and the target that the stop has made useless',
    run: () => ({
      tape: fall,
      strategy: scripted({
        0: [{ ...buy(1), takeProfit: { kind: 'fixedPrice', price: 150 } } as Intent],
      }),
      policy: allBrakes('localStop'),
      drainMs: TAPE_FROM_MS + 6 * HOUR_MS,
    }),
    bad: { makeSession: badSessions.leavesOrphans },
    says: /sell 1 at 150\) is live and has no position to reduce/,
  },
  {
    invariant: 'converges',
    culprit: 'the session neverReconciles',
    // The stop fills while nobody can be told.
    run: () => ({
      tape: fall,
      strategy: scripted({ 0: [buy(1)] }),
      policy: allBrakes(),
      faults: [disconnectAt('F1', TAPE_FROM_MS + HOUR_MS - 60_000, 2 * HOUR_MS)],
      healMs: TAPE_FROM_MS + 6 * HOUR_MS,
    }),
    bad: { makeSession: badSessions.neverReconciles },
    says: /was not the true one for/,
  },
  {
    invariant: 'converges',
    culprit: 'the session neverResends',
    // The entry fills, nothing says so, and it is given up for dead.
    run: () => ({
      tape: calm,
      strategy: scripted({ 0: [buy(1)] }),
      policy: allBrakes(),
      faults: [onEvent('F1', 'timeoutAccepted', 'entry.sent', 1, 0, { silentMs: 15_000 })],
      healMs: TAPE_FROM_MS + 6 * HOUR_MS,
    }),
    bad: { makeSession: badSessions.neverResends },
    says: /was not the true one for/,
  },
  {
    invariant: 'conservation',
    culprit: 'the venue doubleFee',
    run: () => ({ tape: calm, strategy: make(strategies.buyAndHold), policy: allBrakes() }),
    bad: { wrapExchange: doubleFee },
    says: /The venue states a wallet of/,
  },
];

describe.each(cases)('$invariant is broken by $culprit', ({ invariant, run, bad, says }) => {
  test('in a run', () => {
    const { violations } = judge(invariant, runTape({ ...run(), ...bad }));
    expect(violations.map(({ message }) => message).join('\n')).toMatch(says);
  });

  test('and holds, meaning something, without the culprit', () => {
    const found = judge(invariant, runTape(run()));
    expect(found.violations).toEqual([]);
    expect(found.antecedentCount).toBeGreaterThan(0);
  });
});

test('every invariant has something known-bad that breaks it', () => {
  expect(new Set(cases.map(({ invariant }) => invariant))).toEqual(new Set(Object.keys(invariants)));
});

test('every known-bad session is shown to be bad', () => {
  const shown = cases.map(({ culprit }) => culprit.replace('the session ', ''));
  for (const name of Object.keys(badSessions)) expect(shown).toContain(name);
});
