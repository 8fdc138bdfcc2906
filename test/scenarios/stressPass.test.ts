import { beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import { type JudgedRun, runJudged } from '../support/runShipped.ts';

type Taken = Decision & { readonly index: number };

function decisionsOf({ journal }: RunRecord): Taken[] {
  return journal.flatMap((entry, index) => (entry.kind === 'decision' ? [{ ...entry.decision, index }] : []));
}

const liquidations = ({ journal }: RunRecord): number =>
  journal.filter((entry) => entry.kind === 'truth' && entry.event.kind === 'liquidationStarted').length;

function withoutMarginWatch(scenario: Scenario): Scenario {
  const { marginWatch, ...guardian } = scenario.policy.guardian;
  if (marginWatch === undefined) throw new Error('the policy has no marginWatch');
  return { ...scenario, policy: { ...scenario.policy, guardian } };
}

describe('incident 6, the stress pass', () => {
  let braked: JudgedRun;
  let open: JudgedRun;
  beforeAll(async () => {
    braked = await runJudged('incidents/stress-pass');
    open = await runJudged('incidents/stress-pass', { change: withoutMarginWatch });
  }, 60_000);

  test('exposure is added, the budget blocks, the margin shrinks, one order, its result, rest: in that order', () => {
    const { record } = braked.measured;
    const decisions = decisionsOf(record);
    const fallMs = Date.UTC(2020, 6, 15, 6);
    const added = decisions.filter(({ kind, atMs }) => kind === 'approved' && atMs < fallMs);
    expect(added.length).toBeGreaterThanOrEqual(3);
    const story = [
      added.at(-1),
      decisions.find(({ kind, reason }) => kind === 'refused' && reason.includes('totalExposureCap')),
      decisions.find(({ kind }) => kind === 'reduce'),
      decisions.find(({ kind }) => kind === 'reducingSent'),
      decisions.find(({ kind }) => kind === 'reducingDone'),
      decisions.find(({ kind, rule }) => kind === 'resume' && rule === 'marginWatch'),
      decisions.find(({ kind }) => kind === 'stoodDown'),
    ];
    const places = story.map((decision) => decision?.index ?? -1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places[0]).toBeGreaterThanOrEqual(0);
    expect(decisions.filter(({ kind }) => kind === 'reducingSent')).toHaveLength(1);
    expect(decisions.filter(({ kind }) => kind === 'panic')).toEqual([]);
    const [, , reduce, sent, done, resume] = story;
    expect(reduce).toMatchObject({ limit: 0.5, stateBefore: 'active', stateAfter: 'reducing' });
    expect(reduce!.actual).toBeGreaterThan(0.15);
    expect(reduce!.actual).toBeLessThan(0.5);
    expect(done).toMatchObject({ orderKey: sent!.orderKey, qty: sent!.qty });
    expect(resume).toMatchObject({ limit: 0.8, stateBefore: 'reducing', stateAfter: 'active' });
    expect(resume!.actual).toBeLessThanOrEqual(0.8);
  });

  test('with the brake the account lives and every invariant holds, without it the venue liquidates', () => {
    expect(braked.judgement.invariants.filter(({ status }) => status !== 'held')).toEqual([]);
    expect([liquidations(braked.measured.record), liquidations(open.measured.record)]).toEqual([0, 1]);
    expect(open.measured.record.final.isLiquidated).toBe(true);
    expect(braked.measured.record.final.equityQuote).toBeGreaterThan(open.measured.record.final.equityQuote);
    // The only reducing order is a quarter to a half of the position, and not all of it.
    expect(braked.measured.record.final.positions[0]!.positionQty).toBeGreaterThan(200);
  });

  test('the use of every limit stands beside the other samples', () => {
    const { samples } = braked.measured.record;
    expect(Object.keys(samples.limitUse!)).toEqual(['totalExposureCap', 'marginWatch']);
    const { marginWatch, totalExposureCap } = samples.limitUse!;
    expect(marginWatch).toHaveLength(samples.timeMs.length);
    // Belief is truth at a close, so that the use is what the buffer at the venue says.
    let compared = 0;
    for (const [row, buffer] of samples.marginBufferRatio.entries()) {
      if (Number.isNaN(buffer)) continue;
      expect(marginWatch![row]).toBeCloseTo(1.5 / (1 + buffer), 6);
      expect(totalExposureCap![row]).toBeCloseTo(
        samples.grossNotionalQuote[row]! / samples.equityQuote[row]! / 4,
        6,
      );
      compared++;
    }
    expect(compared).toBeGreaterThan(50);
  });

  test('levels are told when they change, red while the answer is in force; without `alerts` nothing else differs', async () => {
    const levels = decisionsOf(braked.measured.record).filter(
      ({ kind, rule }) => kind === 'level' && rule === 'marginWatch',
    );
    expect(levels.slice(0, 2).map(({ reason }) => reason)).toEqual([
      'green to red: it has tripped.',
      'red to orange.',
    ]);
    expect(levels[0]).toMatchObject({ limit: 1, stateAfter: 'reducing' });
    expect(levels[1]).toMatchObject({ limit: 0.75, stateAfter: 'active' });
    const quiet = await runJudged('incidents/stress-pass', {
      change: (scenario) => {
        const { alerts: _alerts, ...guardian } = scenario.policy.guardian;
        return { ...scenario, policy: { ...scenario.policy, guardian } };
      },
    });
    expect(quiet.measured.record.samples.limitUse).toBeUndefined();
    const rest = ({ journal }: RunRecord) =>
      journal
        .filter((entry) => entry.kind !== 'decision' || entry.decision.kind !== 'level')
        .map((entry) =>
          entry.kind === 'decision' ? { ...entry, decision: { ...entry.decision, ordinal: 0 } } : entry,
        );
    expect(rest(quiet.measured.record)).toEqual(rest(braked.measured.record));
    expect(quiet.measured.record.journal.length).toBeLessThan(braked.measured.record.journal.length);
  });
});
