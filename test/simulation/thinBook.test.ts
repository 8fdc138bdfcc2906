/** spread10x and the rules that answer to what it and its like do: maxSpread before a wide book, correlationCap before a second copy of a position. */
import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, onEvent, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const SYMBOL = 'BTC-USDT';
const DAY_MS = 24 * HOUR_MS;
/** A price that does not move, so that what a trade costs is what the book takes. */
const STILL: BarRow = [100, 100, 100, 100, 100_000];
const QTY = 9;
const exit: Intent = { kind: 'exit', symbol: SYMBOL };

const tapeOf = (bars: readonly BarRow[]) =>
  makeTape({ lookback: [STILL], bars, instrument: { spreadBps: 20, takerFeeBps: 0 } });

/** Thin from the opening of one bar to the opening of another. */
function thin(
  fromBar: number,
  toBar: number,
  params: ScheduledFault['params'] = {},
  id = 'F1',
): ScheduledFault {
  return {
    id,
    fault: 'spread10x',
    params: { spreadFactor: 10, depthDivisor: 10, durationMs: (toBar - fromBar) * HOUR_MS, ...params },
    trigger: { kind: 'at', timeMs: TAPE_FROM_MS + fromBar * HOUR_MS, symbol: null },
  };
}

function run(
  policy: Policy,
  faults: readonly ScheduledFault[],
  wishes: Readonly<Record<number, readonly Intent[]>>,
  bars: readonly BarRow[] = Array<BarRow>(8).fill(STILL),
): RunRecord {
  return runTape({ tape: tapeOf(bars), strategy: scripted(wishes), policy, faults });
}

const lossOf = (record: RunRecord) => record.startQuote - record.final.equityQuote;
const fillsOf = (record: RunRecord) =>
  record.journal.flatMap((entry) =>
    entry.kind === 'truth' && entry.event.kind === 'fill' ? [entry.event] : [],
  );
const decisionsOf = (record: RunRecord) =>
  record.journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
const refusalsOf = (record: RunRecord) => decisionsOf(record).filter(({ kind }) => kind === 'refused');

describe('spread10x against maxSpread', () => {
  const without = allBrakes('perOrderCap', 'maxSpread');
  const wishes = { 2: [buy(QTY)], 4: [exit] };
  const faults = [thin(1, 6)];

  test('harm without the rule: in and out cost ten times the spread; with it nothing is entered', () => {
    const calm = run(without, [], wishes);
    const harmed = run(without, faults, wishes);
    const saved = run(allBrakes('perOrderCap'), faults, wishes);
    // 20 bps of 900 quote, and ten times that: half on the way in and half on the way out.
    expect(lossOf(calm)).toBeCloseTo(1.8, 9);
    expect(lossOf(harmed)).toBeCloseTo(18, 9);
    expect(lossOf(saved)).toBe(0);
    expect(fillsOf(saved)).toEqual([]);
    expect(harmed.firings.map(({ faultId, excusedUntilMs }) => [faultId, excusedUntilMs])).toEqual([
      ['F1', null],
    ]);
  });

  test('a session that holds nothing sees the wide book at the bar’s close, and says by how much', () => {
    const [refusal] = refusalsOf(run(allBrakes('perOrderCap'), faults, { 2: [buy(QTY)] }));
    expect(refusal).toMatchObject({ rule: 'maxSpread', limit: 50, unit: 'bps', price: 101 });
    expect(refusal!.actual).toBeCloseTo(200, 9);
  });

  test('it sees what the book is bar by bar: stresses multiply, and each takes its own part away again', () => {
    const everyTurn = Object.fromEntries(Array.from({ length: 8 }, (_, turn) => [turn, [buy(QTY)]]));
    const policy: Policy = {
      ...without,
      rules: { ...without.rules, maxSpread: { limitBps: 1 } },
    };
    const overlapping = [thin(1, 5), thin(3, 6, { spreadFactor: 2, depthDivisor: 1 }, 'F2')];
    const seen = refusalsOf(run(policy, overlapping, everyTurn)).map(({ actual }) => Math.round(actual!));
    expect(seen).toEqual([20, 200, 200, 400, 400, 40, 20, 20]);
  });

  test('of one symbol leaves the other as it is', () => {
    const specs = ['BTC-USDT', 'ETH-USDT'].map((symbol) => ({
      symbol,
      lookback: [STILL],
      bars: Array<BarRow>(5).fill(STILL),
      instrument: { spreadBps: 20, takerFeeBps: 0 },
    }));
    const aimed: ScheduledFault = {
      ...thin(1, 4),
      trigger: { kind: 'at', timeMs: TAPE_FROM_MS + HOUR_MS, symbol: 'ETH-USDT' },
    };
    const record = runTape({
      tape: makeTape(specs),
      strategy: scripted({ 2: [buy(4), buy(4, 'ETH-USDT')] }),
      policy: allBrakes('perOrderCap', 'correlationCap'),
      faults: [aimed],
    });
    expect(refusalsOf(record).map(({ symbol, rule }) => [symbol, rule])).toEqual([['ETH-USDT', 'maxSpread']]);
    expect(fillsOf(record).map(({ fill }) => fill.symbol)).toEqual(['BTC-USDT']);
  });

  test('waiting for an event, it is aimed at the symbol of that event', () => {
    const specs = ['BTC-USDT', 'ETH-USDT'].map((symbol) => ({
      symbol,
      lookback: [STILL],
      bars: Array<BarRow>(6).fill(STILL),
      instrument: { spreadBps: 20, takerFeeBps: 0 },
    }));
    const record = runTape({
      tape: makeTape(specs),
      strategy: scripted({ 0: [buy(4)], 2: [buy(1), buy(4, 'ETH-USDT')] }),
      policy: allBrakes('perOrderCap', 'correlationCap'),
      faults: [
        onEvent('F1', 'spread10x', 'entry.accepted', 1, 1_000, {
          spreadFactor: 10,
          depthDivisor: 10,
          durationMs: 4 * HOUR_MS,
        }),
      ],
    });
    expect(refusalsOf(record).map(({ symbol, rule }) => [symbol, rule])).toEqual([['BTC-USDT', 'maxSpread']]);
    expect(fillsOf(record).map(({ fill }) => [fill.symbol, fill.price])).toEqual([
      ['BTC-USDT', 100.1],
      ['ETH-USDT', 100.1],
    ]);
  });

  test('no exit and no stop asks for the spread: what was held before goes out through the wide book', () => {
    const record = run(allBrakes('perOrderCap'), faults, { 0: [buy(QTY)], 3: [exit] });
    expect(fillsOf(record).map(({ fill }) => [fill.side, fill.price])).toEqual([
      ['buy', 100.1],
      ['sell', 99],
    ]);
    const fall: BarRow[] = [STILL, STILL, STILL, [100, 100, 90, 90, 100_000], [90, 90, 90, 90, 100_000]];
    const stopped = run(allBrakes('perOrderCap', 'localStop'), faults, { 0: [buy(QTY)] }, fall);
    expect(stopped.final.positions).toEqual([]);
    // The stop stands 5 % under the entry, triggers at last, which is mid, and sells at the bid under it.
    expect(fillsOf(stopped)[1]!.midPrice).toBeCloseTo(95.1, 9);
    expect(fillsOf(stopped)[1]!.fill.price).toBeLessThan(95.1 * 0.99 + 1e-9);
  });
});

describe('depth / 10', () => {
  /** A tenth of the volume, 30, can be had in a calm bar, and 3 in a thin one. */
  const small: BarRow = [100, 100, 100, 100, 300];
  const bars = Array<BarRow>(10).fill(small);
  const wishes = { 0: [buy(QTY)], 2: [exit] };
  const barsOfExit = (record: RunRecord) =>
    fillsOf(record)
      .filter(({ fill }) => fill.side === 'sell')
      .map(({ fill, atMs }) => [Math.floor((atMs - TAPE_FROM_MS) / HOUR_MS), fill.qty]);

  test('makes a large exit take several bars, and it gets there', () => {
    const policy = allBrakes('perOrderCap');
    expect(barsOfExit(run(policy, [], wishes, bars))).toEqual([[2, 9]]);
    const record = run(policy, [thin(1, 10, { spreadFactor: 1 })], wishes, bars);
    expect(barsOfExit(record)).toEqual([
      [2, 3],
      [3, 3],
      [4, 3],
    ]);
    expect(record.final.positions).toEqual([]);
  });

  test('and the rest goes at once when the book is back', () => {
    const record = run(allBrakes('perOrderCap'), [thin(1, 3, { spreadFactor: 1 })], wishes, bars);
    expect(barsOfExit(record)).toEqual([
      [2, 3],
      [3, 6],
    ]);
  });
});

describe('a stress that can touch nobody has not fired', () => {
  const wishes = { 0: [buy(QTY)] };
  const calm = run(allBrakes('perOrderCap'), [], wishes);
  const untouched = (faults: readonly ScheduledFault[]) => {
    const record = run(allBrakes('perOrderCap'), faults, wishes);
    expect(record.firings).toEqual([]);
    expect(record.fingerprint).toBe(calm.fingerprint);
  };

  test('one of no strength', () => untouched([thin(1, 5, { spreadFactor: 1, depthDivisor: 1 })]));

  test('one after the last bar', () => untouched([thin(8, 9)]));

  test('one in which the symbol has no bar, but for a millisecond of one it has fired', () => {
    const gappy = (untilMs: number) =>
      runTape({
        tape: makeTape({ lookback: [STILL], bars: [STILL, STILL, null, null, STILL, STILL] }),
        strategy: scripted({}),
        policy: allBrakes(),
        faults: [{ ...thin(2, 4), params: { spreadFactor: 10, depthDivisor: 10, durationMs: untilMs } }],
      }).firings.length;
    expect(gappy(2 * HOUR_MS)).toBe(0);
    expect(gappy(2 * HOUR_MS + 1)).toBe(1);
  });
});

test('what fired can be replayed, and the heal calms the book', () => {
  const options = {
    tape: tapeOf(Array<BarRow>(8).fill(STILL)),
    policy: allBrakes('perOrderCap', 'maxSpread'),
    healMs: TAPE_FROM_MS + 3 * HOUR_MS,
  };
  const strategy = () => scripted({ 1: [buy(4)], 4: [exit] });
  const during: ScheduledFault = {
    ...thin(1, 7),
    trigger: {
      kind: 'during',
      fromMs: TAPE_FROM_MS + HOUR_MS,
      toMs: TAPE_FROM_MS + 7 * HOUR_MS,
      symbol: SYMBOL,
      probability: 1,
      maxFires: null,
    },
  };
  const record = runTape({ ...options, strategy: strategy(), faults: [during] });
  expect(record.firings).toMatchObject([{ symbol: SYMBOL, untilMs: options.healMs }]);
  expect(fillsOf(record).map(({ fill }) => fill.price)).toEqual([101, 99.9]);
  const replay = runTape({ ...options, strategy: strategy(), faults: record.resolvedFaults });
  expect(replay.fingerprint).toBe(record.fingerprint);
});

describe('correlationCap before a second copy of a position', () => {
  /** Days in which both go the same way; then both lose 4 % a day. */
  function rows(count: number, scale: number): BarRow[] {
    let price = 100 * scale;
    return Array.from({ length: count }, (_, day) => {
      const open = price;
      price = Math.round(price * (1 + (((day * 7) % 5) - 2) / 100) * 100) / 100;
      return [open, Math.max(open, price), Math.min(open, price), price, 1e6];
    });
  }
  function crash(from: number): BarRow[] {
    return [1, 2, 3, 4].map((day) => {
      const [open, close] = [from * 0.96 ** (day - 1), from * 0.96 ** day].map(
        (p) => Math.round(p * 100) / 100,
      );
      return [open!, open!, close!, close!, 1e6];
    });
  }
  function tape(lookbackDays: number) {
    const specs = [
      { symbol: 'BTC-USDT', scale: 10 },
      { symbol: 'ETH-USDT', scale: 1 },
    ].map(({ symbol, scale }) => {
      const all = rows(lookbackDays, scale);
      return { symbol, lookback: all, bars: crash(all.at(-1)![3]) };
    });
    return makeTape(specs, { intervalMs: DAY_MS });
  }
  const both: Intent[] = ['BTC-USDT', 'ETH-USDT'].map((symbol) => ({
    kind: 'enter',
    symbol,
    side: 'buy',
    stop: { kind: 'fixedRatio', distanceRatio: 0.3 },
  }));
  const policy = (...without: Parameters<typeof allBrakes>) =>
    allBrakes('perOrderCap', 'localStop', 'dailyLossHalt', 'drawdownBreaker', ...without);
  const play = (lookbackDays: number, chosen: Policy) =>
    runTape({
      tape: tape(lookbackDays),
      strategy: scripted({ 0: [both[0]!], 1: [both[1]!], 3: [{ kind: 'exit', symbol: 'BTC-USDT' }] }),
      policy: chosen,
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.03, capRatio: 0.1 } },
    });

  test('harm without it: both lose; with it the second is refused, with its numbers, and the first still gets out', () => {
    const harmed = play(60, policy('correlationCap'));
    const saved = play(60, policy());
    expect(fillsOf(harmed).map(({ fill }) => fill.symbol)).toContain('ETH-USDT');
    expect(lossOf(harmed)).toBeGreaterThan(1.5 * lossOf(saved));
    const [refusal] = refusalsOf(saved);
    expect(refusal).toMatchObject({ symbol: 'ETH-USDT', rule: 'correlationCap', limit: 0.8, unit: 'number' });
    expect(refusal!.actual).toBeGreaterThan(0.99);
    expect(fillsOf(saved).map(({ fill }) => [fill.symbol, fill.side])).toEqual([
      ['BTC-USDT', 'buy'],
      ['BTC-USDT', 'sell'],
    ]);
  });

  test('with twenty days of look-back it refuses and says how many days there were', () => {
    const [refusal] = refusalsOf(play(20, policy()));
    // Nineteen returns of the look-back, and the day on which the first was bought.
    expect(refusal).toMatchObject({ symbol: 'ETH-USDT', rule: 'correlationCap', actual: 20, limit: 30 });
  });

  test('scale: the second is entered at 0.8 of its size, and the first is left as it is', () => {
    const chosen = policy();
    const scaling: Policy = {
      ...chosen,
      rules: { ...chosen.rules, correlationCap: { ...chosen.rules.correlationCap!, onBreach: 'scale' } },
    };
    const whole = fillsOf(play(60, policy('correlationCap')));
    const scaled = fillsOf(play(60, scaling));
    const bought = (fills: typeof whole, symbol: string) =>
      fills.find(({ fill }) => fill.symbol === symbol && fill.side === 'buy')!.fill.qty;
    expect(bought(scaled, 'BTC-USDT')).toBe(bought(whole, 'BTC-USDT'));
    expect(bought(scaled, 'ETH-USDT') / bought(whole, 'ETH-USDT')).toBeCloseTo(0.8, 3);
  });
});
