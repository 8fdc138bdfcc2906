import { beforeAll, describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { BrakeName } from '../../src/risk/guardian/brakes.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import type { TruthEvent } from '../../src/venue/truthEvent.ts';
import { type JudgedRun, loadShipped, runJudged, runShipped } from '../support/runShipped.ts';

type TruthFill = Extract<TruthEvent, { kind: 'fill' }>;

const fillsOf = ({ journal }: RunRecord): TruthFill[] =>
  journal.flatMap((entry) => (entry.kind === 'truth' && entry.event.kind === 'fill' ? [entry.event] : []));

const decisionsOf = ({ journal }: RunRecord, sessionId: string): Decision[] =>
  journal.flatMap((entry) =>
    entry.kind === 'decision' && entry.sessionId === sessionId ? [entry.decision] : [],
  );

const requestsOf = ({ journal }: RunRecord, sessionId: string): string[] =>
  journal.flatMap((entry) =>
    entry.kind === 'request' && entry.sessionId === sessionId ? [entry.request.kind] : [],
  );

/** The largest position, base, and what its fills lost by price, quote, before fees. */
function figuresOf(record: RunRecord) {
  const fills = fillsOf(record);
  const lossQuote = fills.reduce(
    (sum, { fill: { side, qty, price } }) => sum + (side === 'buy' ? qty : -qty) * price,
    0,
  );
  return { qty: Math.max(...fills.map(({ positionQtyAfter }) => positionQtyAfter)), lossQuote };
}

function withBrake(...names: BrakeName[]): (scenario: Scenario) => Scenario {
  return (scenario) => {
    const added = Object.fromEntries(names.map((name) => [name, {}]));
    return {
      ...scenario,
      policy: { ...scenario.policy, guardian: { ...scenario.policy.guardian, ...added } },
    };
  };
}

describe('incident 1, the double open', () => {
  let braked: JudgedRun;
  let open: JudgedRun;
  beforeAll(async () => {
    braked = await runJudged('incidents/double-open');
    open = await runJudged('incidents/double-open-without');
  }, 60_000);

  test('each ends as its author expects, and the pass means something', () => {
    expect(braked.judgement.expectation).toEqual({ isMet: true, unmet: [] });
    expect(braked.judgement.vacuities).toEqual([]);
    expect(open.judgement.expectation).toEqual({ isMet: true, unmet: [] });
    expect(open.broken).toEqual(['positionCap', 'singleWriter']);
  });

  test('without the brakes 0.0019 BTC instead of 0.00095, and the stop at -5.03 % costs 6.63 instead of about 3.30', () => {
    const [entry] = fillsOf(open.measured.record);
    const stops = fillsOf(open.measured.record).filter(({ fill }) => fill.side === 'sell');
    expect(figuresOf(open.measured.record).qty).toBeCloseTo(0.0019, 9);
    expect(figuresOf(open.measured.record).lossQuote).toBeCloseTo(6.63, 2);
    expect(figuresOf(braked.measured.record).qty).toBeCloseTo(0.00095, 9);
    expect(figuresOf(braked.measured.record).lossQuote).toBeCloseTo(3.3, 1);
    for (const { fill } of stops) expect(fill.price / entry!.fill.price - 1).toBeCloseTo(-0.0503, 4);
    // Fees come on top: 4.5 basis points in and out.
    const { record } = open.measured;
    expect(record.startQuote - record.final.equityQuote).toBeCloseTo(6.63 + record.final.feesQuote, 2);
    expect(record.final.feesQuote).toBeCloseTo(0.0019 * (69_356 + 65_867) * 0.00045, 3);
  });

  test('the lock keeps the second out: it asks for nothing and sends nothing, ever', () => {
    const { record } = braked.measured;
    expect(requestsOf(record, 's2')).toEqual([]);
    expect(decisionsOf(record, 's2')).toMatchObject([
      { kind: 'deferred', rule: 'singleWriter', stateAfter: 'active' },
      { kind: 'lockRefused', rule: 'singleWriter', stateBefore: 'active', stateAfter: 'halted' },
      { kind: 'refused', rule: 'singleWriter' },
    ]);
    expect(record.firings).toMatchObject([
      { faultId: 'F1', target: { event: 'entry.accepted', ordinal: 1 } },
    ]);
  });

  test('singleWriter alone prevents it', async () => {
    const { measured, broken } = await runJudged('incidents/double-open-without', {
      change: withBrake('singleWriter'),
    });
    expect(broken).toEqual([]);
    expect(figuresOf(measured.record).qty).toBeCloseTo(0.00095, 9);
  });

  test('preOpenPosition alone prevents it: the second finds what it did not know of, and stays flat', async () => {
    const { measured, broken } = await runJudged('incidents/double-open-without', {
      change: withBrake('preOpenPosition'),
    });
    const { record } = measured;
    expect(broken).toEqual([]);
    expect(figuresOf(record).qty).toBeCloseTo(0.00095, 9);
    const refused = decisionsOf(record, 's2').find(({ kind }) => kind === 'refused');
    expect(refused).toMatchObject({ rule: 'preOpenPosition', actual: 0.00095, limit: 0, unit: 'qty' });
    expect(requestsOf(record, 's2').filter((kind) => kind === 'placeOrder')).toEqual([]);
    expect(decisionsOf(record, 's2').map(({ kind }) => kind)).toContain('reconciled');
  });

  test('the baseline has one process, and so has the run without the fault: the fault bears its own loss', async () => {
    const outcome = await runShipped('incidents/double-open-without');
    const sessions = new Set(
      outcome.baseline.record.journal.flatMap((entry) => ('sessionId' in entry ? [entry.sessionId] : [])),
    );
    expect([...sessions]).toEqual(['s1']);
    expect(outcome.attribution.byFault).toMatchObject([{ faultId: 'F1', fault: 'doubleOpen' }]);
    expect(outcome.attribution.byFault[0]!.quote).toBeCloseTo(-3.37, 2);
    expect(outcome.faults).toMatchObject([{ id: 'F1', fireCount: 1 }]);
    // Belief is the first session's, and it heard of both fills.
    expect(outcome.faulted.record.final.believedEquityQuote).toBeCloseTo(
      outcome.faulted.record.final.equityQuote,
      9,
    );
    expect(outcome.faulted.trades).toMatchObject([{ maxQty: 0.0019, exitCause: 'stop' }]);
  });

  test('what fired replays without its trigger, event for event', async () => {
    const { record } = open.measured;
    const again = await runJudged('incidents/double-open-without', {
      change: (scenario) => ({ ...scenario, faults: record.resolvedFaults }),
    });
    expect(again.measured.record.fingerprint).toBe(record.fingerprint);
  });

  test('the two files differ in two brakes and in what they expect, and in nothing else', async () => {
    const [on, off] = await Promise.all(
      ['double-open', 'double-open-without'].map(
        async (name) => (await loadShipped(`incidents/${name}`)).scenario,
      ),
    );
    const { singleWriter, preOpenPosition, ...guardian } = on!.policy.guardian;
    expect([singleWriter, preOpenPosition]).toEqual([{}, {}]);
    expect(off!.policy.guardian).toEqual(guardian);
    expect(off!.policy.rules).toEqual(on!.policy.rules);
    const rest = ({ name: _n, why: _w, policy: _p, expect: _e, strategy, ...same }: Scenario) => ({
      ...same,
      params: strategy.params,
    });
    expect(rest(off!)).toEqual(rest(on!));
  });
});
