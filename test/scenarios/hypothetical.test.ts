import { sampleCorrelation } from 'simple-statistics';
import { beforeAll, describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';
import type { JournalEntry } from '../../src/engine/journal.ts';
import type { Tape } from '../../src/market/tape.ts';
import type { Decision } from '../../src/risk/decision.ts';
import {
  type FaultedRun,
  loadShipped,
  metricOf,
  runFaulted,
  wishesOf,
  withoutRules,
} from '../support/runShipped.ts';

const lossOf = ({ measured }: FaultedRun): number => -metricOf(measured, 'totalReturn');
const metric = ({ measured }: FaultedRun, name: string): number => metricOf(measured, name);

function decisionsOf({ measured }: FaultedRun): (Decision & { atMs: number })[] {
  return measured.record.journal.flatMap((entry) =>
    entry.kind === 'decision' ? [{ ...entry.decision, atMs: entry.atMs }] : [],
  );
}

function truthOf({ measured }: FaultedRun): Extract<JournalEntry, { kind: 'truth' }>['event'][] {
  return measured.record.journal.flatMap((entry) => (entry.kind === 'truth' ? [entry.event] : []));
}

/** Both judge the same wishes, so that a difference is the rule's and not the strategy's. */
function expectSameWishes(left: FaultedRun, right: FaultedRun): void {
  const wishes = wishesOf(left.measured.record);
  expect(wishes.length).toBeGreaterThan(20);
  expect(wishesOf(right.measured.record)).toEqual(wishes);
}

describe('spread-10x', () => {
  let braked: FaultedRun;
  let open: FaultedRun;
  beforeAll(async () => {
    braked = await runFaulted('spread-10x');
    open = await runFaulted('spread-10x', { change: withoutRules('maxSpread') });
  });

  test('without maxSpread the same wishes lose money, with it they earn some; per unit held, too', () => {
    expectSameWishes(braked, open);
    expect(lossOf(open)).toBeGreaterThan(0.015);
    expect(lossOf(braked)).toBeLessThan(0);
    expect(metric(open, 'lossPerPeakNotional')).toBeGreaterThan(0.025);
    expect(metric(braked, 'lossPerPeakNotional')).toBeLessThan(0);
    expect(metric(braked, 'maxDrawdown')).toBeGreaterThan(metric(open, 'maxDrawdown') + 0.02);
    // What the spread took, in quote: the difference is the rule's, not luck's.
    expect(metric(open, 'spreadPaid')).toBeGreaterThan(2 * metric(braked, 'spreadPaid'));
    expect([braked.broken, open.broken]).toEqual([[], []]);
  });

  test('it refuses while the books are a hundred times as wide, and allows equality while they are ten', () => {
    const refused = decisionsOf(braked).filter(
      ({ rule, kind }) => rule === 'maxSpread' && kind === 'refused',
    );
    expect(refused.length).toBeGreaterThan(5);
    for (const { atMs, actual, limit, unit } of refused) {
      expect(new Date(atMs).toISOString()).toMatch(/^2021-02-17T(06|07|08|09|1[0-8])/);
      expect(unit).toBe('bps');
      expect(limit).toBe(50);
      expect(actual!).toBeGreaterThan(90);
    }
    const entered = truthOf(braked).filter(
      (event) =>
        event.kind === 'fill' && Math.abs(event.positionQtyAfter) > Math.abs(event.positionQtyBefore),
    );
    const wideFromMs = Date.UTC(2021, 1, 17, 6, 16);
    const wideToMs = Date.UTC(2021, 1, 17, 18);
    expect(entered.filter(({ atMs }) => atMs >= wideFromMs && atMs < wideToMs)).toEqual([]);
    expect(entered.some(({ atMs }) => atMs >= Date.UTC(2021, 1, 17) && atMs < wideFromMs)).toBe(true);
  });
});

describe('correlation-09', () => {
  let braked: FaultedRun;
  let open: FaultedRun;
  const uncapped = { change: withoutRules('correlationCap') };
  beforeAll(async () => {
    braked = await runFaulted('correlation-09');
    open = await runFaulted('correlation-09', uncapped);
  });

  test('without correlationCap the same wishes lose more, per unit held, too, and further from the peak', () => {
    expectSameWishes(braked, open);
    expect(lossOf(open)).toBeGreaterThan(0.05);
    expect(lossOf(braked)).toBeLessThan(0.7 * lossOf(open));
    expect(metric(braked, 'lossPerPeakNotional')).toBeLessThan(0.75 * metric(open, 'lossPerPeakNotional'));
    expect(metric(braked, 'maxDrawdown')).toBeGreaterThan(metric(open, 'maxDrawdown') + 0.01);
    // The drawdown breaker ends both; without the cap it does so days earlier.
    const haltMs = (run: FaultedRun) =>
      decisionsOf(run).find(({ rule, kind }) => rule === 'drawdownBreaker' && kind === 'halt')!.atMs;
    expect(haltMs(braked)).toBeGreaterThan(haltMs(open) + 5 * DAY_MS);
    expect([braked.broken, open.broken]).toEqual([[], []]);
  });

  test('the seed is no trick: on others the drawdown is never deeper with the cap, and mostly less deep', async () => {
    const others = [1, 2, 4];
    let lessDeep = 0;
    for (const seed of others) {
      const [capped, free] = [
        await runFaulted('correlation-09', { seed }),
        await runFaulted('correlation-09', { seed, ...uncapped }),
      ];
      expect(metric(capped, 'maxDrawdown')).toBeGreaterThanOrEqual(metric(free, 'maxDrawdown'));
      if (metric(capped, 'maxDrawdown') > metric(free, 'maxDrawdown') + 0.01) lessDeep++;
    }
    expect(lessDeep).toBeGreaterThanOrEqual(2);
  });

  test('the cap sees nothing in the first weeks, and with a year of memory it never does', async () => {
    const refusals = (run: FaultedRun) => decisionsOf(run).filter(({ rule }) => rule === 'correlationCap');
    const times = refusals(braked).map(({ atMs }) => new Date(atMs).toISOString());
    expect(times.length).toBeGreaterThan(20);
    expect(times[0]).toMatch(/^2021-03-22/);
    const lateCount = times.filter((time) => time >= '2021-05-16' && time < '2021-06-01').length;
    expect(lateCount / times.length).toBeGreaterThan(0.5);
    for (const { actual } of refusals(braked)) expect(actual!).toBeGreaterThan(0.8);
    const withYear = await runFaulted('correlation-09', { policy: 'all-brakes' });
    expectSameWishes(braked, withYear);
    expect(refusals(withYear)).toEqual([]);
    expect(lossOf(withYear)).toBe(lossOf(open));
  });

  test('what was asked of the tape was achieved, and Bitcoin’s bars stayed where they were', () => {
    const { baseline, faulted } = braked.tapes;
    const pairs = faulted.effects.flatMap(({ correlations }) => correlations);
    expect(pairs.length).toBe(15);
    for (const { spearmanAchieved } of pairs) expect(spearmanAchieved).toBeCloseTo(0.9, 2);
    const before4h = pairs.map(({ spearmanBefore }) => spearmanBefore);
    expect(Math.min(...before4h)).toBeCloseTo(0.72, 2);
    expect(Math.max(...before4h)).toBeCloseTo(0.85, 2);
    const [before, after] = [baseline, faulted].map(({ tape }) => tape.symbols[0]!);
    expect(before!.instrument.symbol).toBe('BTC-USDT');
    expect(after!.candles).toEqual(before!.candles);
  });

  test('daily returns, of which the cap judges, move together, and the worst bar of all six is one', () => {
    const { baseline, faulted } = braked.tapes;
    const calm = dailyCorrelations(baseline.tape);
    const shocked = dailyCorrelations(faulted.tape);
    expect(Math.min(...calm)).toBeCloseTo(0.14, 2);
    expect(Math.max(...calm)).toBeCloseTo(0.77, 2);
    expect(Math.min(...shocked)).toBeCloseTo(0.64, 2);
    expect(Math.max(...shocked)).toBeCloseTo(0.87, 2);
    for (const { candles, firstRow } of faulted.tape.symbols) {
      let worst = firstRow;
      for (let row = firstRow; row < candles.length; row++) {
        const ratio = (at: number) => candles.close[at]! / candles.close[at - 1]!;
        if (ratio(row) < ratio(worst)) worst = row;
      }
      expect(new Date(candles.openTimeMs[worst]!).toISOString()).toBe('2021-05-19T12:00:00.000Z');
    }
  });
});

/** Pearson correlation of the daily returns of every pair, in the window of the shock. */
function dailyCorrelations({ symbols, intervalMs }: Tape): number[] {
  const [fromMs, toMs] = [Date.UTC(2021, 2, 1), Date.UTC(2021, 5, 5)];
  const returns = symbols.map(({ candles }) => {
    const closes: number[] = [];
    for (let row = 0; row < candles.length; row++) {
      const closeMs = candles.openTimeMs[row]! + intervalMs;
      if (closeMs % DAY_MS === 0 && closeMs >= fromMs && closeMs <= toMs) closes.push(candles.close[row]!);
    }
    return closes.slice(1).map((close, day) => close / closes[day]! - 1);
  });
  return returns.flatMap((left, index) =>
    returns.slice(index + 1).map((right) => sampleCorrelation(left, right)),
  );
}

test('all-brakes-30-days is all-brakes but for the memory of its correlation cap', async () => {
  const short = (await loadShipped('correlation-09')).scenario.policy;
  const long = (await loadShipped('correlation-09', { policy: 'all-brakes' })).scenario.policy;
  expect(short.guardian).toEqual(long.guardian);
  const { correlationCap, ...rest } = short.rules as Record<string, Record<string, unknown>>;
  const { correlationCap: longCap, ...longRest } = long.rules as Record<string, Record<string, unknown>>;
  expect(rest).toEqual(longRest);
  expect(correlationCap).toEqual({ ...longCap, lookbackDays: 30 });
});

describe('simultaneous-stops', () => {
  const GAP_MS = Date.UTC(2021, 1, 5, 6);
  const SYMBOLS = ['BTC-USDT', 'BNB-USDT', 'LINK-USDT', 'XRP-USDT', 'DOGE-USDT', 'SOL-USDT'];
  let braked: FaultedRun;
  let open: FaultedRun;
  beforeAll(async () => {
    braked = await runFaulted('simultaneous-stops');
    open = await runFaulted('simultaneous-stops', {
      change: withoutRules('perOrderCap', 'maxPosition', 'totalExposureCap', 'sectorCap', 'weeklyDrawdown'),
    });
  });

  test('all six stops are jumped over at one open, and none sells at its price', () => {
    const triggered = truthOf(braked).filter(
      (event) => event.kind === 'orderTriggered' && event.atMs === GAP_MS,
    );
    expect(triggered.map((event) => event.kind === 'orderTriggered' && event.order.symbol).sort()).toEqual(
      [...SYMBOLS].sort(),
    );
    const fills = truthOf(braked).flatMap((event) =>
      event.kind === 'fill' && event.atMs === GAP_MS ? [event.fill] : [],
    );
    expect(new Set(fills.map(({ symbol }) => symbol)).size).toBe(6);
    for (const { symbol, price } of fills) {
      const { candles } = braked.tapes.faulted.tape.symbols.find(
        ({ instrument }) => instrument.symbol === symbol,
      )!;
      const row = candles.openTimeMs.indexOf(GAP_MS);
      expect(price).toBeLessThan(candles.open[row]!);
      expect(candles.open[row]! / candles.close[row - 1]!).toBeCloseTo(0.85, 1);
    }
  });

  test('the loss is what the caps on size allow, and without them it is half the account', () => {
    expectSameWishes(braked, open);
    const atGap = ({ measured }: FaultedRun): { before: number; after: number } => {
      const { timeMs, equityQuote } = measured.record.samples;
      const row = timeMs.indexOf(GAP_MS + 3_600_000);
      return { before: equityQuote[row - 1]!, after: equityQuote[row]! };
    };
    const { before, after } = atGap(braked);
    // Six tenths of equity, each with 15 % gone, and up to 3 % of it for a book ten times as wide and a tenth as deep.
    expect(1 - after / before).toBeLessThan(0.6 * 0.18);
    expect(lossOf(braked)).toBeLessThan(0.06);
    expect(lossOf(open)).toBeGreaterThan(0.4);
    expect(metric(open, 'peakNotional')).toBeGreaterThan(4 * 50_000);
    expect(metric(open, 'lossPerPeakNotional')).toBeGreaterThan(metric(braked, 'lossPerPeakNotional'));
    expect(metric(open, 'maxDrawdown')).toBeLessThan(-0.5);
  });

  test('with the caps every stop fits into its bar; without them one walks its book empty and the rest stays bare for hours', () => {
    expect(braked.broken).toEqual([]);
    expect(metric(braked, 'longestUnprotectedTime')).toBeLessThan(10_000);
    expect(open.broken).toContain('protected');
    expect(metric(open, 'longestUnprotectedTime')).toBeGreaterThan(3_600_000);
  });
});
