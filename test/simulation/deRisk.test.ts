import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import { type OrderRequest, sideSign } from '../../src/market/order.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { Intent, Strategy } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, runTape } from '../support/runTape.ts';
import { scripted } from '../support/scripted.ts';

const VOLUME = 1_000_000;
/** Of 400 at 100, with 10,000 and 5 % of maintenance: long, the buffer is 0.5 at 81.1, 0.15 at 79.6, 0 at 78.9; short at 116.3, 118.2, 119.0. */
const QTY = 400;
const brakes: Policy = { ...allBrakes('localStop'), rules: {} };

/** A price path of hourly bars in straight lines; of a short, mirrored round 100. */
function tapeOf(closes: readonly number[], side: 'buy' | 'sell', volume = VOLUME) {
  let before = 100;
  const bars = closes.map((given): BarRow => {
    const close = side === 'buy' ? given : 200 - given;
    const open = before;
    before = close;
    return [open, Math.max(open, close), Math.min(open, close), close, volume];
  });
  return makeTape({
    lookback: [[100, 100, 100, 100, VOLUME]],
    bars: [[100, 100, 100, 100, VOLUME], ...bars],
  });
}

function enter(side: 'buy' | 'sell', qty = QTY): Intent {
  return { kind: 'enter', symbol: 'BTC-USDT', side, qty, stop: { kind: 'fixedRatio', distanceRatio: 0.5 } };
}

const decisionsOf = ({ journal }: RunRecord): Decision[] =>
  journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));

const kindsOf = (record: RunRecord): string[] =>
  decisionsOf(record)
    .map(({ kind }) => kind)
    .filter((kind) =>
      ['reduce', 'panic', 'halt', 'resume', 'reducingSent', 'reducingDone', 'stoodDown'].includes(kind),
    );

interface Placed {
  readonly atMs: number;
  readonly key: string;
  readonly order: OrderRequest;
}

function placedOf({ journal }: RunRecord): Placed[] {
  return journal.flatMap((entry) =>
    entry.kind === 'request' && entry.request.order !== null
      ? [{ atMs: entry.atMs, key: entry.request.key, order: entry.request.order }]
      : [],
  );
}

/** No fill crosses zero, and nothing that adds risk is sent while anything is in force. */
function checkReducing(record: RunRecord): void {
  for (const entry of record.journal) {
    if (entry.kind !== 'truth' || entry.event.kind !== 'fill') continue;
    const { fill, positionQtyBefore, positionQtyAfter } = entry.event;
    expect(positionQtyBefore * positionQtyAfter, `${fill.tradeId} crosses zero`).toBeGreaterThanOrEqual(0);
  }
  let stateAfter = 'active';
  for (const entry of record.journal) {
    if (entry.kind === 'decision') stateAfter = entry.decision.stateAfter;
    if (entry.kind === 'request' && entry.request.order !== null && stateAfter !== 'active')
      expect(entry.request.order.reduceOnly, `${entry.request.key} while ${stateAfter}`).toBe(true);
  }
}

const run = (
  closes: readonly number[],
  side: 'buy' | 'sell',
  more: Partial<Parameters<typeof runTape>[0]> & { volume?: number } = {},
) =>
  runTape({
    tape: tapeOf(closes, side, more.volume),
    strategy: scripted({ 0: [enter(side)] }),
    policy: brakes,
    ...more,
  });

describe.each(['buy', 'sell'] as const)('of a position that was opened by a %s', (side) => {
  // Between 0.5 and 0.15. A short loses on the way up, where its maintenance grows too, so that its levels come sooner.
  const shallow = side === 'buy' ? [80.7, 80.7, 82] : [83.1, 83.1, 84.5];

  test('a buffer under 0.5 is answered with one order at a time until 0.8 of the limit is used, and then entries may go out', () => {
    const record = run(shallow, side, { strategy: scripted({ 0: [enter(side)], 3: [enter(side, 1)] }) });
    const kinds = kindsOf(record);
    const sentCount = kinds.filter((kind) => kind === 'reducingSent').length;
    expect(sentCount).toBeGreaterThan(0);
    expect(kinds.filter((kind) => kind !== 'reducingSent' && kind !== 'reducingDone')).toEqual([
      'reduce',
      'resume',
      'stoodDown',
    ]);
    // Sent, done, sent, done: never two in a row.
    const orders = kinds.filter((kind) => kind.startsWith('reducing'));
    expect(orders).toEqual(Array.from({ length: sentCount }, () => ['reducingSent', 'reducingDone']).flat());
    const resume = decisionsOf(record).find(({ kind }) => kind === 'resume')!;
    expect(resume.actual).toBeLessThanOrEqual(0.8);
    expect(record.final.tradingState).toBe('active');
    expect(record.final.isLiquidated).toBe(false);
    expect(Math.sign(record.final.positions[0]!.positionQty)).toBe(sideSign(side));
    // The stop stands for all that is left.
    expect(record.final.liveOrders).toMatchObject([{ type: 'stopMarket', reduceOnly: true }]);
    checkReducing(record);
  });

  test('each reducing order takes at once, inside its collar, and no more than half of what was held', () => {
    const record = run(shallow, side);
    const orders = placedOf(record).filter(({ key }) => key.startsWith('deRisk:'));
    const sent = decisionsOf(record).filter(({ kind }) => kind === 'reducingSent');
    expect(orders.length).toBe(sent.length);
    for (const [index, { order }] of orders.entries()) {
      expect(order).toMatchObject({ type: 'limit', timeInForce: 'ioc', reduceOnly: true });
      expect(order.side).toBe(side === 'buy' ? 'sell' : 'buy');
      expect(order.qty).toBeLessThanOrEqual(QTY / 2 + 1e-9);
      expect(sent[index]).toMatchObject({ actual: 100, limit: 100, unit: 'bps' });
    }
    const reduce = decisionsOf(record).find(({ kind }) => kind === 'reduce')!;
    const markPrice =
      side === 'buy' ? orders[0]!.order.limitPrice! / 0.99 : orders[0]!.order.limitPrice! / 1.01;
    expect(Math.abs(markPrice - (side === 'buy' ? 81 : 116.4))).toBeLessThan(0.5);
    expect(reduce.actual).toBeLessThan(0.5);
  });

  test('a buffer under 0.15 closes everything at market; then it is a halt that only an operator ends', () => {
    // The jump at an open goes past everything between.
    const jumpedTo = side === 'buy' ? 79.4 : 118.4;
    const bars: BarRow[] = [100, jumpedTo, jumpedTo].map((price) => [
      price,
      price + 0.01,
      price - 0.01,
      price,
      VOLUME,
    ]);
    const tape = makeTape({ lookback: [[100, 100, 100, 100, VOLUME]], bars: [...bars, ...bars.slice(2)] });
    const entering = scripted({
      0: [enter(side)],
      2: [enter(side, 1)],
      3: [enter(side, 1)],
    });
    const record = runTape({ tape, strategy: entering, policy: brakes });
    if (record.final.isLiquidated) throw new Error('the jump goes too far for this test');
    expect(kindsOf(record)).toEqual(['panic', 'halt', 'stoodDown']);
    expect(record.final.positions).toEqual([]);
    expect(record.final.liveOrders).toEqual([]);
    expect(record.final.tradingState).toBe('halted');
    const close = placedOf(record).find(({ key }) => key.startsWith('panic:'))!;
    expect(close.order).toMatchObject({ type: 'market', reduceOnly: true, qty: QTY, limitPrice: null });
    const refused = decisionsOf(record).filter(({ kind }) => kind === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    for (const { rule, reason } of refused) {
      expect(rule).toBe('marginWatch');
      expect(reason).toMatch(/^Halted: /);
    }
    checkReducing(record);
  });

  test('in a market too thin for an order the collar widens and the account still gets there', () => {
    // A tenth of 60 can be had in a bar.
    const record = run([...shallow, ...Array.from({ length: 10 }, () => shallow[1]!)], side, { volume: 300 });
    const sent = decisionsOf(record).filter(({ kind }) => kind === 'reducingSent');
    const widths = sent.map(({ actual }) => actual!);
    expect(Math.max(...widths)).toBeGreaterThan(100);
    for (const [index, { atMs }] of sent.entries())
      if (index > 0 && widths[index]! > 100)
        expect(atMs - sent[index - 1]!.atMs).toBeGreaterThanOrEqual(1_000);
    checkReducing(record);
  });
});

describe('messages that are lost', () => {
  const closes = [80.7, 80.7, 82];

  test.each(Array.from({ length: 24 }, (_, index) => index * 25))(
    'a line that goes down %s ms after the first reducing order: the result is found, nothing crosses zero, and the account stands down',
    (afterMs) => {
      const calm = run(closes, 'buy');
      const firstMs = placedOf(calm).find(({ key }) => key.startsWith('deRisk:'))!.atMs;
      const record = run(closes, 'buy', { faults: [disconnectAt('F1', firstMs + afterMs, 45_000)] });
      checkReducing(record);
      const kinds = kindsOf(record).filter((kind) => kind.startsWith('reducing'));
      for (const [index, kind] of kinds.entries())
        expect(kind).toBe(index % 2 === 0 ? 'reducingSent' : 'reducingDone');
      expect(kinds.length % 2).toBe(0);
      expect(record.final.tradingState).toBe('active');
      expect(record.final.unsettledOrders).toEqual([]);
      expect(record.final.believedEquityQuote).toBeCloseTo(record.final.equityQuote, 6);
      expect(kindsOf(record)).toContain('stoodDown');
    },
  );

  test('nothing is sent into a line that is down, and at once when it is back', () => {
    const calm = run(closes, 'buy');
    const firstMs = placedOf(calm).find(({ key }) => key.startsWith('deRisk:'))!.atMs;
    const record = run(closes, 'buy', { faults: [disconnectAt('F1', firstMs - 1, 30_000)] });
    const first = placedOf(record).find(({ key }) => key.startsWith('deRisk:'))!;
    expect(first.atMs).toBeGreaterThanOrEqual(firstMs + 29_999);
    expect(first.atMs).toBeLessThan(firstMs + 90_000);
  });
});

describe('an exit of the strategy', () => {
  test('is granted while a reducing order is out, waits for its result, and closes what is left', () => {
    // The bar has less than the order wants, so that it fills in part and is not over when the strategy hears of that.
    const atFirstPart = (): Strategy => {
      const script = scripted({ 0: [enter('buy')] });
      let hasExited = false;
      return {
        ...script,
        onEvent(event, _account, submit) {
          if (hasExited || event.kind !== 'filled' || event.purpose !== 'deRisk') return;
          hasExited = true;
          submit({ kind: 'exit', symbol: 'BTC-USDT' });
        },
      };
    };
    const record = run([80.7, ...Array.from({ length: 8 }, () => 80.7)], 'buy', {
      strategy: atFirstPart(),
      volume: 500,
    });
    const sent = placedOf(record).filter(({ key }) => /^(?:deRisk|exit):/.test(key));
    expect(sent.slice(0, 2).map(({ key }) => key)).toEqual(['deRisk:BTC-USDT:1', 'exit:BTC-USDT:1']);
    const part = decisionsOf(record).find(({ kind }) => kind === 'reducingDone')!;
    expect(part.qty).toBeLessThan(part.wantedQty!);
    const granted = decisionsOf(record).find(
      ({ wishOrdinal, kind }) => wishOrdinal === 2 && kind === 'approved',
    )!;
    expect(granted.qty).toBeCloseTo(QTY - part.qty!, 9);
    // Granted when the part was heard of, sent when the order was over.
    const grantedAt = record.journal.findIndex(
      (entry) => entry.kind === 'decision' && entry.decision === granted,
    );
    const sentAt = record.journal.findIndex(
      (entry) => entry.kind === 'request' && entry.request.key === 'exit:BTC-USDT:1',
    );
    expect(sentAt).toBeGreaterThan(grantedAt);
    expect(sent[1]!.atMs).toBe(part.atMs);
    expect(sent[1]!.order.qty).toBeCloseTo(QTY - part.qty!, 9);
    expect(record.final.positions).toEqual([]);
    checkReducing(record);
  });
});

describe('two positions', () => {
  const symbols = ['BTC-USDT', 'ETH-USDT'] as const;
  const tapeWith = (volume: number) =>
    makeTape(
      symbols.map((symbol) => ({
        symbol,
        lookback: [[100, 100, 100, 100, VOLUME]],
        bars: [
          [100, 100, 100, 100, VOLUME],
          [100, 100, 80.7, 80.7, volume],
          ...Array.from({ length: 6 }, (): BarRow => [80.7, 80.7, 80.7, 80.7, volume]),
        ],
      })),
    );
  const both: Intent[] = [enter('buy', 250), { ...enter('buy', 150), symbol: 'ETH-USDT' }];

  test('are reduced one order at a time over both, the one that needs more margin first', () => {
    // So thin that an order takes several bars.
    const record = runTape({ tape: tapeWith(300), strategy: scripted({ 0: both }), policy: brakes });
    const orders = placedOf(record).filter(({ key }) => key.startsWith('deRisk:'));
    expect(orders[0]!.order.symbol).toBe('BTC-USDT');
    expect(new Set(orders.map(({ order }) => order.symbol))).toEqual(new Set(['BTC-USDT']));
    const kinds = kindsOf(record).filter((kind) => kind.startsWith('reducing'));
    expect(kinds.length).toBeGreaterThan(4);
    for (const [index, kind] of kinds.entries())
      expect(kind).toBe(index % 2 === 0 ? 'reducingSent' : 'reducingDone');
    checkReducing(record);
  });

  test('while the strategy closes one, the other is not reduced beside it', () => {
    let hasExited = false;
    const strategy: Strategy = {
      ...scripted({ 0: both }),
      onEvent(event, _account, submit) {
        if (hasExited || event.kind !== 'filled' || event.purpose !== 'deRisk') return;
        hasExited = true;
        submit({ kind: 'exit', symbol: 'ETH-USDT' });
      },
    };
    // Increments so small that the next would go out at once when the last has filled.
    const marginWatch = { ...brakes.guardian.marginWatch!, incrementRatio: 0.02 };
    const policy = { ...brakes, guardian: { ...brakes.guardian, marginWatch } };
    const record = runTape({ tape: tapeWith(VOLUME), strategy, policy });
    const out = new Set<string>();
    let exits = 0;
    for (const entry of record.journal) {
      if (entry.kind === 'request' && entry.request.order !== null) {
        const { key } = entry.request;
        if (key.startsWith('deRisk:')) expect([...out], key).toEqual([]);
        if (!key.startsWith('exit:')) continue;
        exits++;
        out.add(key);
      } else if (entry.kind === 'truth' && entry.event.kind === 'orderEnded') {
        for (const key of out) {
          const accepted = record.journal.find(
            (other) =>
              other.kind === 'truth' &&
              other.event.kind === 'orderAccepted' &&
              other.event.requestKey === key,
          );
          const isIt =
            accepted?.kind === 'truth' &&
            accepted.event.kind === 'orderAccepted' &&
            accepted.event.order.venueOrderId === entry.event.order.venueOrderId;
          if (isIt) out.delete(key);
        }
      }
    }
    expect(exits).toBe(1);
    expect(kindsOf(record).filter((kind) => kind === 'reducingSent').length).toBeGreaterThan(0);
    checkReducing(record);
  });
});

describe('an operator', () => {
  const policy: Policy = {
    ...allBrakes('localStop', 'marginWatch'),
    rules: { drawdownBreaker: { limitRatio: 0.1 } },
  };
  const flat = [100, 100, 100, 100];
  const strategy = () => scripted({ 0: [enter('buy', 200)], 3: [enter('buy', 1)], 5: [enter('buy', 1)] });

  test('resets the breaker, which counts from there: the next wish is granted, and the log says who did it', () => {
    const resetMs = TAPE_FROM_MS + 4 * HOUR_MS;
    const record = runTape({
      tape: tapeOf([94, 94, ...flat.map(() => 94)], 'buy'),
      strategy: strategy(),
      policy,
      operator: [{ rule: 'drawdownBreaker', atMs: resetMs }],
    });
    const outcomes = decisionsOf(record)
      .filter(({ kind }) => ['halt', 'operatorReset', 'refused', 'approved'].includes(kind))
      .map(({ kind, stateAfter }) => `${kind} ${stateAfter}`);
    expect(outcomes).toEqual([
      'approved active',
      'halt halted',
      'refused halted',
      'operatorReset active',
      'approved active',
    ]);
    expect(record.journal).toContainEqual({ kind: 'operatorReset', atMs: resetMs, rule: 'drawdownBreaker' });
  });

  test('who resets what has not tripped changes nothing but the log', () => {
    const options = { tape: tapeOf(flat, 'buy'), policy };
    const quiet = runTape({ ...options, strategy: strategy() });
    const reset = runTape({
      ...options,
      strategy: strategy(),
      operator: [{ rule: 'drawdownBreaker', atMs: TAPE_FROM_MS + HOUR_MS }],
    });
    expect(reset.final).toEqual(quiet.final);
    expect(decisionsOf(reset).filter(({ kind }) => kind === 'operatorReset')).toMatchObject([
      { stateBefore: 'active', stateAfter: 'active' },
    ]);
  });
});

test('without marginWatch the same fall is a liquidation', () => {
  const policy = { ...allBrakes('localStop', 'marginWatch'), rules: {} };
  const bare = run([78, 78], 'buy', { policy });
  expect(bare.final.isLiquidated).toBe(true);
  expect(kindsOf(bare)).toEqual([]);
});
