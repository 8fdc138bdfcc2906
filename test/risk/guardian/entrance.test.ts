import { describe, expect, test } from 'vitest';
import { AccountLocks } from '../../../src/engine/accountLocks.ts';
import { Session } from '../../../src/engine/session.ts';
import type { AccountSettings } from '../../../src/market/venueEvent.ts';
import { objectionTo } from '../../../src/risk/guardian/preflight.ts';
import type { OutboxItem } from '../../../src/risk/outbox.ts';
import type { SessionEvent } from '../../../src/risk/sessionEvent.ts';
import { makeTape } from '../../support/makeTape.ts';
import { allBrakes, withBrakes } from '../../support/runTape.ts';
import { buy, scripted } from '../../support/scripted.ts';

const instruments = makeTape({ bars: [[100, 101, 99, 100, 1_000]] }).symbols.map(
  ({ instrument }) => instrument,
);

/** A session that wishes to buy at its first turn, after one bar. */
function lockedSession() {
  const session = new Session({
    writer: 'w1',
    bootEpoch: 0,
    instruments,
    startQuote: 10_000,
    tradeFromMs: 0,
    policy: withBrakes(allBrakes('perOrderCap'), { singleWriter: {} }),
    sizing: { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
    strategy: scripted({ 0: [buy(4)], 1: [buy(4)] }),
  });
  let atMs = 0;
  type Told = SessionEvent extends infer Event
    ? Event extends SessionEvent
      ? Omit<Event, 'atMs'>
      : never
    : never;
  const tell = (event: Told): OutboxItem[] => [...session.step({ ...event, atMs: ++atMs } as SessionEvent)];
  const showBar = () =>
    tell({
      kind: 'bar',
      bar: {
        symbol: 'BTC-USDT',
        openTimeMs: 0,
        closeTimeMs: 1,
        open: 100,
        high: 101,
        low: 99,
        close: 100,
        volume: 1_000,
        bid: 99.99,
        ask: 100.01,
      },
    });
  return { session, tell, showBar };
}

const sentOf = (outbox: readonly OutboxItem[]): string[] =>
  outbox.flatMap((item) => (item.kind === 'send' ? [item.request.key] : []));

describe('a session with singleWriter', () => {
  test('asks for the lock before anything else, and sends nothing before it is granted', () => {
    const { tell, showBar } = lockedSession();
    expect(showBar()).toEqual([{ kind: 'acquireLock' }]);
    const turn = tell({ kind: 'barsClosed' });
    expect(sentOf(turn)).toEqual([]);
    expect(turn.filter(({ kind }) => kind === 'acquireLock')).toEqual([]);
    // A reconnect asks for the account: that waits, too.
    tell({ kind: 'disconnected' });
    expect(sentOf(tell({ kind: 'connected' }))).toEqual([]);
    expect(sentOf(tell({ kind: 'lockGranted' }))).toEqual([
      'reconcile:queryFills',
      'reconcile:queryOpenOrders',
      'reconcile:queryPositions',
      'reconcile:queryBalances',
    ]);
  });

  test('decides what waited for the lock when it is granted', () => {
    const { tell, showBar } = lockedSession();
    showBar();
    tell({ kind: 'barsClosed' });
    expect(sentOf(tell({ kind: 'lockGranted' }))).toEqual(['entry:BTC-USDT:1']);
    expect(sentOf(tell({ kind: 'lockGranted' }))).toEqual([]);
  });

  test('refused, it says so once and is silent for ever, whatever happens', () => {
    const { session, tell, showBar } = lockedSession();
    showBar();
    tell({ kind: 'barsClosed' });
    const outbox = tell({ kind: 'lockRefused' });
    const decisions = outbox.flatMap((item) => (item.kind === 'decision' ? [item.decision] : []));
    expect(decisions).toMatchObject([
      { kind: 'lockRefused', stateBefore: 'active', stateAfter: 'halted' },
      { kind: 'refused', wishOrdinal: 1, rule: 'singleWriter' },
    ]);
    expect(sentOf(outbox)).toEqual([]);
    for (const event of [
      { kind: 'barsClosed' },
      { kind: 'operatorReset', rule: 'singleWriter' },
      { kind: 'lockGranted' },
      { kind: 'connected' },
      { kind: 'operatorStop' },
      { kind: 'barsClosed' },
    ] as const) {
      expect(tell(event), event.kind).toEqual([]);
    }
    expect(session.gateway.tradingState).toBe('halted');
    expect(session.gateway.reset('singleWriter', session.belief)).toBeNull();
    expect(session.wantsMarks).toBe(false);
  });
});

describe('the locks of accounts', () => {
  test('go to who asks first, once an account, and die with their holder', () => {
    const locks = new AccountLocks();
    expect([locks.acquire('main', 's1'), locks.acquire('main', 's2'), locks.acquire('main', 's1')]).toEqual([
      true,
      false,
      true,
    ]);
    expect([locks.acquire('other', 's2'), locks.holderOf('main'), locks.holderOf('none')]).toEqual([
      true,
      's1',
      null,
    ]);
    locks.release('s1');
    expect([locks.holderOf('main'), locks.holderOf('other')]).toEqual([null, 's2']);
    expect(locks.acquire('main', 's2')).toBe(true);
  });
});

describe('what is wrong with an account', () => {
  const wanted = { positionMode: 'net', leverage: 5, symbols: ['BTC-USDT', 'ETH-USDT'] };
  const sound: AccountSettings = {
    permissions: ['read', 'trade'],
    hasIpAllowList: true,
    positionMode: 'net',
    leverage: { 'BTC-USDT': 5, 'ETH-USDT': 5 },
  };

  test('nothing, where it is as configured, with or without a list of addresses', () => {
    expect(objectionTo(sound, wanted)).toBeNull();
    expect(objectionTo({ ...sound, hasIpAllowList: false }, wanted)).toBeNull();
  });

  test.each([
    [{ permissions: ['read', 'trade', 'withdraw'] }, { actual: 1, limit: 0, unit: 'count' }],
    [{ permissions: ['trade'] }, { actual: 0, limit: 1, unit: 'count' }],
    [{ permissions: [] }, { actual: 0, limit: 1, unit: 'count' }],
    [{ positionMode: 'hedge' }, { actual: 1, limit: 0, unit: 'count' }],
    [{ leverage: { 'BTC-USDT': 5, 'ETH-USDT': 10 } }, { actual: 10, limit: 5, unit: 'multiple' }],
    [{ leverage: { 'BTC-USDT': 5, 'ETH-USDT': 4.9 } }, { actual: 4.9, limit: 5, unit: 'multiple' }],
    [{ leverage: { 'BTC-USDT': 5 } }, { actual: 0, limit: 5, unit: 'multiple' }],
    [{ leverage: { 'BTC-USDT': Number.NaN, 'ETH-USDT': 5 } }, { limit: 5, unit: 'multiple' }],
  ] as [Partial<AccountSettings>, object][])('%j', (change, breach) => {
    expect(objectionTo({ ...sound, ...change }, wanted)).toMatchObject({ rule: 'preflight', ...breach });
  });
});
