import { beforeAll, describe, expect, test } from 'vitest';
import type { JournalEntry } from '../../src/engine/journal.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { GuardianPolicy } from '../../src/risk/guardian/brakes.ts';
import type { TruthEvent } from '../../src/venue/truthEvent.ts';
import { type JudgedRun, loadShipped, runJudged } from '../support/runShipped.ts';

type Entry<Kind extends JournalEntry['kind']> = Extract<JournalEntry, { kind: Kind }>;

const entriesOf = <Kind extends JournalEntry['kind']>({ journal }: RunRecord, kind: Kind): Entry<Kind>[] =>
  journal.filter((entry): entry is Entry<Kind> => entry.kind === kind);
const decisionsOf = (record: RunRecord): Decision[] =>
  entriesOf(record, 'decision').map(({ decision }) => decision);
const decisionOf = (record: RunRecord, kind: string): Decision => {
  const found = decisionsOf(record).find((decision) => decision.kind === kind);
  if (found === undefined) throw new Error(`nothing was decided that is called ${kind}`);
  return found;
};
const truthOf = <Kind extends TruthEvent['kind']>(record: RunRecord, kind: Kind) =>
  entriesOf(record, 'truth').flatMap(({ event }) =>
    event.kind === kind ? [event as Extract<TruthEvent, { kind: Kind }>] : [],
  );
const sentAt = (record: RunRecord, prefix: string): number[] =>
  entriesOf(record, 'request').flatMap(({ request, atMs }) =>
    request.kind === 'placeOrder' && request.key.startsWith(prefix) ? [atMs] : [],
  );

/** The scenario with its brake, and the one without: what differs, and that each ends as its author expects. */
const PAIRS = [
  { name: 'silent-stop', brakes: ['verifyStop'], rules: [] },
  { name: 'duplicate-order', brakes: ['clientOrderId', 'confirmBeforeResend'], rules: [] },
  { name: 'disconnect-in-crash', brakes: ['verifyStop', 'stopHealth'], rules: ['requireStop'] },
  { name: 'runaway', brakes: [], rules: ['orderRate'] },
] as const;

const runs = new Map<string, JudgedRun>();
const runOf = (name: string): JudgedRun => runs.get(name)!;
const recordOf = (name: string): RunRecord => runOf(name).measured.record;

beforeAll(async () => {
  for (const { name } of PAIRS) {
    for (const one of [name, `${name}-without`]) runs.set(one, await runJudged(`incidents/${one}`));
  }
}, 60_000);

describe.each(PAIRS)('$name', ({ name, brakes, rules }) => {
  test('holds with its brake and not without, as each says of itself', () => {
    for (const one of [name, `${name}-without`]) {
      const { judgement, scenario } = runOf(one);
      expect(judgement.expectation.unmet, one).toEqual([]);
      expect(scenario.expect.violates.length > 0, one).toBe(one !== name);
    }
    // A pass says something; in a run that fails what was not asked matters less.
    expect(runOf(name).judgement.vacuities).toEqual([]);
  });

  test('the two differ in the brake and in nothing else', async () => {
    const [on, off] = await Promise.all(
      [name, `${name}-without`].map(async (one) => (await loadShipped(`incidents/${one}`)).scenario),
    );
    const left = (policy: object, without: readonly string[]) =>
      Object.fromEntries(Object.entries(policy).filter(([key]) => !without.includes(key)));
    expect(left(on!.policy.guardian, brakes)).toEqual(off!.policy.guardian);
    expect(left(on!.policy.rules, rules)).toEqual(off!.policy.rules);
    for (const key of ['data', 'venue', 'clock', 'sizing', 'faults', 'market', 'seed', 'drainMs'] as const)
      expect(off![key], key).toEqual(on![key]);
    // A stop at home is a wish without a plan; everywhere else the strategies are one, too.
    if (name !== 'disconnect-in-crash') expect(off!.strategy.params).toEqual(on!.strategy.params);
  });
});

describe('incident 2, the silent stop', () => {
  test('the stop at 1983.41 is accepted, is gone within two seconds, and the venue says nothing', () => {
    for (const name of ['silent-stop', 'silent-stop-without']) {
      const record = recordOf(name);
      const [accepted] = truthOf(record, 'orderAccepted').filter(({ order }) => order.type === 'stopMarket');
      expect(accepted!.order).toMatchObject({ side: 'buy', triggerPrice: 1983.41 });
      const [gone] = truthOf(record, 'orderEnded').filter(({ order }) => order.status === 'failed');
      expect(gone!.order.venueOrderId).toBe(accepted!.order.venueOrderId);
      expect(gone!.atMs - accepted!.atMs).toBeGreaterThan(0);
      expect(gone!.atMs - accepted!.atMs).toBeLessThanOrEqual(2_000);
    }
  });

  test('with verifyStop the failure is known within its budget, and the next stop closes the position at its price', () => {
    const record = recordOf('silent-stop');
    const failed = decisionOf(record, 'stopFailed');
    const [gone] = truthOf(record, 'orderEnded').filter(({ order }) => order.status === 'failed');
    expect(failed.atMs - gone!.atMs).toBeLessThan(3 * 2_000);
    const [triggered] = truthOf(record, 'orderTriggered');
    expect(triggered!.order.triggerPrice).toBe(1983.41);
    expect(truthOf(record, 'fill').at(-1)!.fill.price).toBeCloseTo(1983.42, 2);
    expect(decisionsOf(record).map(({ kind }) => kind)).not.toContain('emergencyClose');
  });

  test('the budget itself: of stops that are all dropped the third is the last, within three times two seconds and the way', async () => {
    const { measured } = await runJudged('incidents/silent-stop', {
      change: (scenario) => ({
        ...scenario,
        faults: scenario.faults.map((fault) => ({
          ...fault,
          trigger: { ...fault.trigger, nth: null } as never,
        })),
      }),
    });
    const { record } = measured;
    expect(sentAt(record, 'stop:')).toHaveLength(3);
    const closed = decisionOf(record, 'emergencyClose');
    expect(closed.atMs - sentAt(record, 'stop:')[0]!).toBeGreaterThan(3 * 2_000);
    expect(closed.atMs - sentAt(record, 'stop:')[0]!).toBeLessThan(3 * 2_000 + 2_000);
    expect(record.final.positions).toEqual([]);
  });

  test('without it, only when the price is through: the next stop is refused, and the emergency close gets 2006.02', () => {
    const record = recordOf('silent-stop-without');
    const failed = decisionOf(record, 'stopFailed');
    const [gone] = truthOf(record, 'orderEnded').filter(({ order }) => order.status === 'failed');
    expect(failed.atMs - gone!.atMs).toBeGreaterThan(59 * 60_000);
    const [refused] = truthOf(record, 'orderRejected');
    expect(refused).toMatchObject({
      reason: 'stopWouldTrigger',
      code: '51278',
      order: { triggerPrice: 1983.41 },
    });
    expect(refused!.atMs).toBeGreaterThan(failed.atMs);
    const closed = decisionOf(record, 'emergencyClose');
    expect(closed.atMs).toBeGreaterThan(refused!.atMs);
    expect(truthOf(record, 'fill').at(-1)!.fill.price.toFixed(2)).toBe('2006.02');
    expect(record.final.positions).toEqual([]);
    const lossOf = ({ startQuote, final }: RunRecord) => startQuote - final.equityQuote;
    expect(lossOf(record) / lossOf(recordOf('silent-stop'))).toBeGreaterThan(1.5);
  });
});

describe('incident 3, the duplicate after a timeout', () => {
  const heldOf = (name: string) => recordOf(name).final.positions[0]!.positionQty;

  test('asked first, there is one position; sent again, there are two', () => {
    const one = truthOf(recordOf('duplicate-order'), 'fill');
    expect(one).toHaveLength(1);
    expect(sentAt(recordOf('duplicate-order'), 'entry:')).toHaveLength(1);
    expect(decisionOf(recordOf('duplicate-order'), 'orderConfirmed')).toMatchObject({
      rule: 'confirmBeforeResend',
    });
    const [first, again] = sentAt(recordOf('duplicate-order-without'), 'entry:');
    expect(again! - first!).toBeGreaterThanOrEqual(10_000);
    expect(heldOf('duplicate-order-without')).toBeCloseTo(2 * heldOf('duplicate-order'), 9);
  });

  test('neither heard a word of the entry: the fault took its reply and its fill', () => {
    for (const name of ['duplicate-order', 'duplicate-order-without']) {
      expect(recordOf(name).firings[0]!.lostCount, name).toBeGreaterThanOrEqual(2);
      expect(recordOf(name).firings[0]!.target, name).toMatchObject({ event: 'entry.sent', ordinal: 1 });
    }
  });
});

describe('incident 4, a disconnect in a crash', () => {
  const down = (name: string) => recordOf(name).firings[0]!;

  test('a stop at the venue closes the position at its trigger while nobody can be told', () => {
    const record = recordOf('disconnect-in-crash');
    const { atMs, untilMs } = down('disconnect-in-crash');
    const [triggered] = truthOf(record, 'orderTriggered');
    expect(triggered!.atMs).toBeGreaterThan(atMs);
    expect(triggered!.atMs).toBeLessThan(untilMs);
    const closed = truthOf(record, 'fill').at(-1)!;
    expect(closed.positionQtyAfter).toBe(0);
    const { triggerPrice } = triggered!.order;
    // Half the spread and the impact below its trigger, and no more.
    expect(closed.fill.price / triggerPrice!).toBeGreaterThan(0.995);
    expect(closed.fill.price).toBeLessThanOrEqual(triggerPrice!);
    // The client hears of it when the line is back.
    const heard = entriesOf(record, 'booked').at(-1)!;
    expect(heard.atMs).toBeGreaterThanOrEqual(untilMs);
  });

  test('a stop at home is exposed all the way, and acts when the line is back', () => {
    const record = recordOf('disconnect-in-crash-without');
    const { untilMs } = down('disconnect-in-crash-without');
    expect(sentAt(record, 'stop:')).toEqual([]);
    const [bought, sold] = truthOf(record, 'fill');
    expect(sold!.atMs).toBeGreaterThanOrEqual(untilMs);
    const closed = decisionOf(record, 'localStop');
    expect(closed.limit).toBe(0.05);
    // Eight times as far as the loss at which it was to act.
    expect(closed.actual!).toBeGreaterThan(0.35);
    expect(1 - sold!.fill.price / bought!.fill.price).toBeGreaterThan(0.35);
    const bare = record.protection.filter(({ status }) => status === 'naked');
    expect(bare.at(-1)!.toMs).toBe(closed.atMs);
  });

  test('on a line that holds, the stop at home acts in time', () => {
    const { record } = runOf('disconnect-in-crash-without').baseline;
    const closed = decisionOf(record, 'localStop');
    expect(closed.actual!).toBeLessThan(0.1);
    expect(closed.atMs).toBeLessThan(down('disconnect-in-crash-without').untilMs);
  });
});

describe('incident 5, the runaway', () => {
  const withinMs = (times: readonly number[], ms: number) =>
    times.filter((atMs) => atMs < times[0]! + ms).length;

  test('dozens of orders in seconds, one way, and no exit, until the margin is used up', () => {
    const record = recordOf('runaway-without');
    const sent = sentAt(record, 'entry:');
    expect(withinMs(sent, 10_000)).toBeGreaterThanOrEqual(36);
    expect(sent.length).toBeGreaterThan(300);
    expect(sentAt(record, 'exit:')).toEqual([]);
    expect(new Set(truthOf(record, 'fill').map(({ fill }) => fill.side))).toEqual(new Set(['sell']));
    expect(truthOf(record, 'orderRejected').some(({ reason }) => reason === 'insufficientMargin')).toBe(true);
  });

  test('with orderRate ten, and then it is halted', () => {
    const record = recordOf('runaway');
    expect(sentAt(record, 'entry:')).toHaveLength(10);
    const halt = decisionOf(record, 'halt');
    expect(halt).toMatchObject({ rule: 'orderRate', actual: 11, limit: 10, stateAfter: 'halted' });
    expect(halt.atMs - sentAt(record, 'entry:')[0]!).toBeLessThan(10_000);
    const { positions, liveOrders, tradingState } = record.final;
    expect(tradingState).toBe('halted');
    expect(liveOrders).toHaveLength(1);
    expect(liveOrders[0]!.qty).toBe(Math.abs(positions[0]!.positionQty));
  });
});

test('every brake that an incident takes away is one that its policy has', async () => {
  for (const { name, brakes, rules } of PAIRS) {
    const { guardian, rules: asked } = (await loadShipped(`incidents/${name}`)).scenario.policy;
    for (const brake of brakes)
      expect(guardian[brake as keyof GuardianPolicy], `${name} ${brake}`).toBeDefined();
    for (const rule of rules) expect(asked[rule as keyof typeof asked], `${name} ${rule}`).toBeDefined();
  }
});
