import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { SessionLike } from '../../src/engine/session.ts';
import type { Crash } from '../../src/engine/sessionSetup.ts';
import type { ManagedOrder } from '../../src/risk/guardian/managedOrder.ts';
import { readRecords, type SessionRecord } from '../../src/risk/sessionRecord.ts';
import type { Intent, Strategy } from '../../src/strategy/strategy.ts';
import { type InvariantName, invariants } from '../../src/stress/invariants/index.ts';
import { type BarRow, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, onEvent, runTape, withBrakes } from '../support/runTape.ts';

const MINUTE = 60_000;
const SYMBOL = 'BTC-USDT';

/** Wishes by the bar that has just closed, whatever the strategy has seen in a former life. */
function atBars(wishes: Readonly<Record<number, readonly Intent[]>>): Strategy {
  return {
    warmupBars: 15,
    onBars(bars, _account, submit) {
      const bar = Math.round((bars.of(SYMBOL).openTimeMs() - TAPE_FROM_MS) / MINUTE) + 1;
      for (const wish of wishes[bar] ?? []) submit(wish);
    },
  };
}

function tapeOf(closes: readonly number[]) {
  let before = 100;
  const bars = closes.map((close): BarRow => {
    const open = before;
    before = close;
    return [open, Math.max(open, close) + 0.1, Math.min(open, close) - 0.1, close, 1_000_000];
  });
  const calm: BarRow = [100, 100.1, 99.9, 100, 1_000_000];
  return makeTape({ lookback: Array.from({ length: 20 }, () => calm), bars }, { intervalMs: MINUTE });
}

const stop = { kind: 'atrTrail', barCount: 14, multiple: 8 } as const;
const enter = (side: 'buy' | 'sell', qty: number): Intent => ({
  kind: 'enter',
  symbol: SYMBOL,
  side,
  qty,
  stop,
});
const exit: Intent = { kind: 'exit', symbol: SYMBOL };

/** In at 0 in two parts, the stop follows the rise, out at 5; short at 7 into a rise that halts at 9; the wish at 10 is refused. */
const tape = tapeOf([100, 100.5, 101.5, 102.5, 103, 103, 103, 103, 103.2, 103.4, 103.4, 103.4, 103.4, 103.4]);
const WISHES = {
  0: [enter('buy', 10)],
  5: [exit],
  7: [enter('sell', 12)],
  10: [enter('buy', 3)],
  11: [exit],
};
const policy = {
  ...withBrakes(allBrakes('perOrderCap', 'portfolioHeat', 'localStop'), {
    singleWriter: {},
    preOpenPosition: {},
  }),
  sizing: [{ name: 'tranches', params: { count: 2, by: 'time', waitMs: 90_000, stepRatio: 0.01 } } as const],
};
Object.assign(policy, {
  rules: {
    ...policy.rules,
    drawdownBreaker: { limitRatio: 0.0004 },
    maxPosition: { limitRatio: 0.2, onBreach: 'refuse' },
  },
});

const HEAL_MS = TAPE_FROM_MS + 8 * MINUTE;
const DRAIN_MS = TAPE_FROM_MS + 12 * MINUTE;

function run(crashes: readonly Crash[], more: Partial<Parameters<typeof runTape>[0]> = {}) {
  const sessions: SessionLike[] = [];
  const record = runTape({
    tape,
    strategy: atBars(WISHES),
    policy,
    faults: [
      onEvent('F1', 'timeoutAccepted', 'stop.sent', 1, 0, { silentMs: 3_000 }),
      disconnectAt('F2', TAPE_FROM_MS + 3.4 * MINUTE, 15_000),
    ],
    healMs: HEAL_MS,
    drainMs: DRAIN_MS,
    crashes,
    onSession: (session) => sessions.push(session),
    ...more,
  });
  return { record, session: sessions.at(-1)!, lives: sessions.length };
}

const BOUNDS: Partial<Record<InvariantName, Readonly<Record<string, unknown>>>> = {
  positionCap: { limitRatio: 0.2 },
  standDown: { withinBars: 1, graceMs: 1_000 },
  // While it is dead it believes nothing.
  converges: { inFlightMs: 50_000 },
};

/** Everything that must be true of a run, whatever died in it. */
function wrongs(record: RunRecord, session: SessionLike, but: readonly InvariantName[] = []): string[] {
  const found: string[] = [];
  for (const name of Object.keys(invariants) as InvariantName[]) {
    // Of stops there is a check of its own below: while nobody lives nobody can place one.
    if (name === 'protected' || but.includes(name)) continue;
    const { judge, params } = invariants[name];
    const bounds = withDefaults(params as never, (BOUNDS[name] ?? {}) as never);
    for (const { message } of judge(record, bounds as never).violations) found.push(`${name}: ${message}`);
  }
  const { belief } = session;
  const known = belief.openOrders.map(({ venueOrderId }) => venueOrderId).sort();
  const live = record.final.liveOrders.map(({ venueOrderId }) => venueOrderId).sort();
  if (JSON.stringify(known) !== JSON.stringify(live))
    found.push(`orders: ${known} are believed in, ${live} are live`);
  if (record.final.unsettledOrders.length > 0)
    found.push(`unsettled: ${JSON.stringify(record.final.unsettledOrders)}`);
  const heldQty = record.final.positions.find(({ symbol }) => symbol === SYMBOL)?.positionQty ?? 0;
  if (Math.abs(belief.positionQty(SYMBOL) - heldQty) > 1e-9)
    found.push('the believed position is not the true one');
  found.push(...nakedTooLong(record));
  return found;
}

/** So long after a restart, a reconnect or a fill a position may still wait for its stop. */
const NAKED_MS = 10_000;

function nakedTooLong(record: RunRecord): string[] {
  const down: [number, number][] = [];
  let diedMs: number | null = null;
  for (const entry of record.journal) {
    if (entry.kind === 'crash' || (entry.kind === 'connection' && !entry.isConnected)) diedMs ??= entry.atMs;
    if (entry.kind === 'restart' || (entry.kind === 'connection' && entry.isConnected)) {
      down.push([diedMs ?? entry.atMs, entry.atMs]);
      diedMs = null;
    }
  }
  const downIn = (fromMs: number, toMs: number) =>
    down.reduce((sum, [from, to]) => sum + Math.max(0, Math.min(to, toMs) - Math.max(from, fromMs)), 0);
  const found: string[] = [];
  let fromMs: number | null = null;
  let untilMs = 0;
  const close = () => {
    const restarts = fromMs === null ? 0 : down.filter(([, to]) => to >= fromMs! && to <= untilMs).length;
    if (fromMs !== null && untilMs - fromMs - downIn(fromMs, untilMs) > NAKED_MS * (1 + restarts))
      found.push(`naked: from ${fromMs - TAPE_FROM_MS} to ${untilMs - TAPE_FROM_MS}`);
    fromMs = null;
  };
  for (const interval of record.protection) {
    if (interval.status === 'protected' || (fromMs !== null && interval.fromMs > untilMs)) close();
    if (interval.status === 'protected') continue;
    fromMs ??= interval.fromMs;
    untilMs = interval.toMs;
  }
  close();
  return found;
}

const decisionKinds = ({ journal }: RunRecord) =>
  new Set(journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision.kind] : [])));

/** Items that a life of the process puts out, from first to last. */
function countItems(): number {
  let count = 0;
  const counting = (session: SessionLike): SessionLike => {
    const step = session.step.bind(session);
    session.step = (event) => {
      const outbox = step(event);
      count += outbox.length;
      return outbox;
    };
    return session;
  };
  run([], { onSession: counting });
  return count;
}

describe('a process that dies and is started again', () => {
  test('the run has all in it that a death may come between', () => {
    const { record, session } = run([]);
    expect(wrongs(record, session)).toEqual([]);
    const kinds = decisionKinds(record);
    for (const kind of [
      'approved',
      'resized',
      'deferred',
      'stopVerified',
      'stopMoved',
      'orderUnknown',
      'reconciled',
      'halt',
      'refused',
    ] as const)
      expect(kinds.has(kind), kind).toBe(true);
    const keys = new Set(
      record.journal.flatMap((entry) => (entry.kind === 'request' ? [entry.request.key.split(':')[0]] : [])),
    );
    for (const key of ['entry', 'stop', 'exit', 'cancel', 'lookup', 'preOpen', 'reconcile'])
      expect(keys.has(key), key).toBe(true);
    expect(countItems()).toBeGreaterThan(150);
  });

  test('with its records: after every item of its outbox it converges, and a halt is still in force', () => {
    const count = countItems();
    const failures: string[] = [];
    for (let atItem = 0; atItem < count; atItem++) {
      const afterMs = [700, 3_000, 40_000][atItem % 3]!;
      const { record, session, lives } = run([{ atItem, restart: { afterMs, withRecords: true } }]);
      const found = wrongs(record, session);
      if (lives !== 2) found.push('it did not die');
      const halts = record.journal.some(
        (entry) => entry.kind === 'decision' && entry.decision.kind === 'halt',
      );
      if (halts && record.final.tradingState !== 'halted') found.push('the halt is forgotten');
      if (found.length > 0) failures.push(`item ${atItem}, ${afterMs} ms: ${found.join(' | ')}`);
    }
    expect(failures).toEqual([]);
  });

  test('killed twice, whenever and for however long: it converges', () => {
    const count = countItems();
    fc.assert(
      fc.property(
        fc.nat(count - 1),
        fc.nat(150),
        fc.integer({ min: 1, max: 100_000 }),
        fc.integer({ min: 1, max: 60_000 }),
        fc.integer({ min: 1, max: 1_000 }),
        (first, further, afterMs, againMs, seed) => {
          const { record, session } = run(
            [
              { atItem: first, restart: { afterMs, withRecords: true } },
              { atItem: first + further, restart: { afterMs: againMs, withRecords: true } },
            ],
            { seed },
          );
          // Two deaths may keep it from the market for longer than a message takes.
          expect(wrongs(record, session, ['converges', 'standDown'])).toEqual([]);
        },
      ),
      { numRuns: 40 },
    );
  });

  test('without its records, wherever it dies: belief is the account, every position has a stop or is closed, and nothing is left over', () => {
    const count = countItems();
    for (let atItem = 5; atItem < count; atItem += 9) {
      const { record, session } = run([{ atItem, restart: { afterMs: 5_000, withRecords: false } }], {
        policy: { ...policy, guardian: { ...policy.guardian, localStop: { lossRatio: 0.05 } } },
      });
      // What it never heard of it has never booked, and a halt that it does not know stops nothing.
      const found = wrongs(record, session, ['bookedOnce', 'haltStopsEntries', 'haltAllowsExits']);
      expect(found, `item ${atItem}`).toEqual([]);
    }
  });

  test('a process that never dies writes what it would write if it could die, and no item more', () => {
    const alive = run([]).record;
    expect(alive.journal.some(({ kind }) => kind === 'crash' || kind === 'restart')).toBe(false);
    expect(run([]).record.fingerprint).toBe(alive.fingerprint);
  });
});

describe('the records', () => {
  test('are plain JSON, are never changed once they are out, and always tell what a restart must know', () => {
    const kept: { text: string; content: unknown }[] = [];
    const spy = (session: SessionLike): void => {
      const step = session.step.bind(session);
      session.step = (event) => {
        const outbox = step(event);
        for (const item of outbox) {
          if (item.kind !== 'persist') continue;
          const { content } = item.record;
          expect(JSON.parse(JSON.stringify(content))).toEqual(content);
          kept.push({ text: JSON.stringify(content), content });
        }
        const last = kept.findLast(({ content }) => 'account' in (content as object));
        if (last === undefined) return outbox;
        const { account, gateway } = last.content as SessionRecord;
        expect(account.walletQuote).toBe(session.belief.walletQuote);
        expect(account.symbols[SYMBOL]?.positionQty ?? 0).toBe(session.belief.positionQty(SYMBOL));
        expect(gateway.trips).toEqual(session.gateway.state.trips);
        const open = account.orders.filter(({ phase }) => phase !== 'closed');
        const bare = ({ requestId: _r, cancelRequestId: _c, ...order }: ManagedOrder) => order;
        expect(open.map(({ plannedStop: _p, ...order }) => bare(order))).toEqual(
          session.belief.openOrders.map(bare),
        );
        return outbox;
      };
    };
    run([], { onSession: spy });
    expect(kept.length).toBeGreaterThan(50);
    for (const { text, content } of kept) expect(JSON.stringify(content)).toBe(text);
  });

  test('a quiet bar in a position writes none', () => {
    const rising = tapeOf(Array.from({ length: 30 }, (_, bar) => 100 + bar * 0.0001));
    let count = 0;
    run([], {
      tape: rising,
      strategy: atBars({ 0: [enter('buy', 1)] }),
      policy: { ...policy, sizing: [], guardian: { verifyStop: { waitMs: 2_000, tries: 3 } } },
      faults: [],
      healMs: null,
      drainMs: null,
      onSession: (session) => {
        const step = session.step.bind(session);
        session.step = (event) => {
          const outbox = step(event);
          if (event.atMs > TAPE_FROM_MS + 5 * MINUTE)
            count += outbox.filter(({ kind }) => kind === 'persist').length;
          return outbox;
        };
      },
    });
    expect(count).toBe(0);
  });

  test('of another version are refused', () => {
    const records = [{ key: 'session', content: { version: 2 } }];
    expect(() => readRecords(records)).toThrow(/version 2/);
    expect(readRecords([])).toBeNull();
  });
});

describe('the faults that kill a process', () => {
  test.each(['crashBetweenSendAndPersist', 'restartCold'] as const)(
    '%s kills it and it comes back',
    (fault) => {
      const trigger = onEvent('F1', fault, 'entry.accepted', 1, 0, { downMs: 20_000 }).trigger;
      const at = { kind: 'at', timeMs: TAPE_FROM_MS + 2.5 * MINUTE, symbol: null } as const;
      const { record, session, lives } = run([], {
        faults: [
          { id: 'F1', fault, params: { downMs: 20_000 }, trigger: fault === 'restartCold' ? at : trigger },
        ],
        policy: { ...policy, guardian: { ...policy.guardian, localStop: { lossRatio: 0.05 } } },
      });
      expect(lives).toBe(2);
      expect(record.firings).toHaveLength(1);
      expect(record.journal.filter(({ kind }) => kind === 'crash' || kind === 'restart')).toMatchObject([
        { kind: 'crash' },
        { kind: 'restart', bootEpoch: 1, withRecords: fault !== 'restartCold' },
      ]);
      expect(wrongs(record, session, fault === 'restartCold' ? ['bookedOnce'] : [])).toEqual([]);
    },
  );
});
