import { describe, expect, test } from 'vitest';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { brokenIn, judge } from '../../src/stress/judge.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, onEvent, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 100_000];
const tape = makeTape({ lookback: [CALM], bars: [CALM, CALM, CALM, CALM] });
const policy = allBrakes('perOrderCap');

/** The parts of a scenario that judging looks at. */
function scenarioOf(faults: readonly ScheduledFault[], expected: readonly string[] = []): Scenario {
  return {
    faults,
    invariants: [{ name: 'conservation', params: { toleranceRatio: 1e-9 } }],
    expect: { violates: expected, metrics: [] },
  } as unknown as Scenario;
}

function judged(
  faults: readonly ScheduledFault[],
  strategy: () => Strategy = () => scripted({ 0: [buy(1)] }),
) {
  const run = (schedule: readonly ScheduledFault[]) =>
    runTape({ tape, strategy: strategy(), policy, faults: schedule });
  const scenario = scenarioOf(faults);
  const record = run(faults);
  return { scenario, record, ...judge(scenario, record, run([]), {}) };
}

describe('a pass must mean something', () => {
  test('a fault that never fired is said', () => {
    const { vacuities } = judged([onEvent('F1', 'silentStop', 'stop.accepted', 99)]);
    expect(vacuities).toEqual(['the fault F1 (silentStop) never fired']);
  });

  test('so is a disconnect that took no message away', () => {
    const { vacuities } = judged([disconnectAt('F1', TAPE_FROM_MS + HOUR_MS / 2 + 10_000, 1)]);
    expect(vacuities).toEqual(['the fault F1 (disconnect) fired and took no message away']);
    expect(judged([disconnectAt('F1', TAPE_FROM_MS + HOUR_MS / 2, HOUR_MS)]).vacuities).toEqual([]);
  });

  test('and a baseline that does not trade, and an invariant that nothing could have broken', () => {
    const { vacuities, invariants } = judged([], () => scripted({}));
    expect(invariants[0]!.status).toBe('vacuous');
    expect(vacuities).toHaveLength(2);
    expect(vacuities.at(-1)).toBe('the baseline without faults does not trade');
  });
});

describe('a strategy that throws', () => {
  test('fails the run under its own name, with faults and without', () => {
    const thrower = (): Strategy => ({
      warmupBars: 0,
      onBars() {
        throw new Error('boom');
      },
    });
    const { invariants, expectation, scenario, record } = judged([], thrower);
    expect(invariants.at(-1)).toMatchObject({ name: 'strategyError', status: 'violated' });
    expect(expectation.unmet).toContain('strategyError was violated');
    expect([...brokenIn(scenario, record)]).toEqual(['strategyError']);
  });
});
