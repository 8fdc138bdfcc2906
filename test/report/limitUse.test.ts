import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { limitUsePlot } from '../../src/report/charts/limitUse.ts';
import { limitUseOf, timeAt } from '../../src/report/facts/limitUse.ts';
import { limits } from '../../src/report/sections/limits.ts';
import { missedByRule } from '../../src/report/sections/missedWishes.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const plain = makeOutcome();
const alerts = withDefaults(guardianBrakes.alerts.params);

/** The outcome with a policy that records the use of limits, which is the rest of the column at a twentieth. */
function recorded(use: Readonly<Record<string, readonly number[]>>): Outcome {
  const { record } = plain.faulted;
  const columns = Object.entries(use).map(([name, head]) => {
    const column = new Float64Array(record.samples.timeMs.length).fill(0.05);
    column.set(head);
    return [name, column] as const;
  });
  const samples = { ...record.samples, limitUse: Object.fromEntries(columns) };
  const guardian = { ...plain.scenario.policy.guardian, alerts };
  return {
    ...plain,
    scenario: { ...plain.scenario, policy: { ...plain.scenario.policy, guardian } },
    faulted: { ...plain.faulted, record: { ...record, samples } },
  };
}

describe('the use of limits', () => {
  const times = plain.faulted.record.samples.timeMs;
  const barMs = times[2]! - times[1]!;

  test('levels begin at half, three quarters and all of the limit; what is not known has none', () => {
    const outcome = recorded({ maxPosition: [0.49, 0.5, 0.74, 0.75, 0.99, 1, 1.2, Number.NaN, 0.5] });
    const [use] = limitUseOf(outcome, outcome.faulted)!;
    expect(use).toMatchObject({ name: 'maxPosition', worstRatio: 1.2, worstMs: times[6] });
    const [, ...at] = times;
    expect(use!.stretches.slice(0, 6)).toEqual([
      { level: 'green', fromMs: times[0], toMs: at[0] },
      { level: 'yellow', fromMs: at[0], toMs: at[2] },
      { level: 'orange', fromMs: at[2], toMs: at[4] },
      { level: 'red', fromMs: at[4], toMs: at[6] },
      { level: 'yellow', fromMs: at[7], toMs: at[8] },
      { level: 'green', fromMs: at[8], toMs: times.at(-1) },
    ]);
    expect(timeAt(use!, 'red')).toBe(2 * barMs);
  });

  test('a limit of which nothing was ever known says so', () => {
    const outcome = recorded({ maxPosition: [...times].map(() => Number.NaN) });
    expect(limitUseOf(outcome, outcome.faulted)).toEqual([
      { name: 'maxPosition', worstRatio: null, worstMs: null, stretches: [] },
    ]);
    expect(limits(outcome)!.text).toContain('maxPosition');
    expect(limitUsePlot(outcome, [])!.description).toContain('maxPosition not known');
  });

  test('the section has the worst first; a policy that records nothing has neither section nor lane', () => {
    const outcome = recorded({ leverageCap: [0.2], maxPosition: [0.1, 1.5] });
    const text = limits(outcome)!.text;
    expect(text.indexOf('maxPosition')).toBeLessThan(text.indexOf('leverageCap'));
    expect(text).toContain('1 limit of 2 limits stood at red');
    expect(limits(plain)).toBeNull();
    expect(limitUsePlot(plain, [])).toBeNull();
  });

  test('a single close at red is drawn, however long the run is', () => {
    const plot = limitUsePlot(recorded({ maxPosition: [0, 0, 1, 0] }), [])!;
    const red = plot.layers.find((layer) => JSON.stringify(layer).includes('--vermilion'))!;
    expect(red.feed).toMatchObject({
      kind: 'stretches',
      leastPx: 2,
      stretches: [{ fromMs: times[2], toMs: times[3] }],
    });
  });
});

test('what the brakes cost and saved says so where no wish was refused', () => {
  const { record } = plain.faulted;
  const journal = record.journal.filter(({ kind }) => kind !== 'decision');
  const outcome = { ...plain, faulted: { ...plain.faulted, record: { ...record, journal } } };
  expect(missedByRule(outcome).text).toContain('No wish to enter was refused or cut.');
});
