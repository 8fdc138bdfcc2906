import { beforeAll, describe, expect, test } from 'vitest';
import { type JudgedRun, metricOf, runJudged, wishesOf } from '../support/runShipped.ts';

/** What a crash did to the account without brakes, and what it left of the one with all of them: parts of the first equity. */
interface Crash {
  readonly name: string;
  /** Without brakes: at least so much was lost. */
  readonly naiveLoss: number;
  /** Without brakes and without faults: at least so much more was left. */
  readonly faultCost: number;
  /** With all brakes: at most so much was lost. */
  readonly brakedLoss: number;
}

/** luna-2022 has a file of its own: test/golden/luna.test.ts. */
const CRASHES: readonly Crash[] = [
  { name: 'covid-2020', naiveLoss: 0.25, faultCost: 0.15, brakedLoss: 0.002 },
  { name: 'may-2021', naiveLoss: 0.2, faultCost: 0.7, brakedLoss: 0 },
  { name: 'ftx-2022', naiveLoss: 0.4, faultCost: 0.3, brakedLoss: 0.02 },
];

/** The faults that fired, once each. */
function firedIn({ measured }: JudgedRun): string[] {
  return measured.record.firings.map(({ fault }) => fault).sort();
}

describe.each(CRASHES)('$name', ({ name, naiveLoss, faultCost, brakedLoss }) => {
  let braked: JudgedRun;
  let naive: JudgedRun;
  beforeAll(async () => {
    braked = await runJudged(name);
    naive = await runJudged(name, { policy: 'none' });
  });

  test('with all brakes every invariant holds and means something; every fault fired, and the baseline trades', () => {
    const { invariants, vacuities, expectation } = braked.judgement;
    expect(vacuities).toEqual([]);
    expect(expectation).toEqual({ isMet: true, unmet: [] });
    expect(invariants.map(({ status }) => status)).toEqual(Array(9).fill('held'));
    expect(firedIn(braked)).toEqual(['disconnect', 'duplicateFill', 'silentStop']);
    expect(braked.baseline.trades.length).toBeGreaterThan(30);
  });

  test('with none the faults break what the brakes kept, and cost a good part of the account', () => {
    expect(naive.broken).toEqual(
      expect.arrayContaining(['protected', 'bookedOnce', 'standDown', 'converges']),
    );
    expect(firedIn(naive)).toEqual(firedIn(braked));
    expect(-metricOf(naive.measured, 'totalReturn')).toBeGreaterThan(naiveLoss);
    const without = metricOf(naive.baseline, 'totalReturn');
    expect(without - metricOf(naive.measured, 'totalReturn')).toBeGreaterThan(faultCost);
    expect(metricOf(naive.measured, 'longestUnprotectedTime')).toBeGreaterThan(3_600_000);
  });

  test('the same wishes with all brakes lose next to nothing, per unit of what was held, too, and nothing is bare', () => {
    const wishes = wishesOf(braked.measured.record);
    expect(wishes.length).toBeGreaterThan(100);
    expect(wishesOf(naive.measured.record)).toEqual(wishes);
    expect(-metricOf(braked.measured, 'totalReturn')).toBeLessThanOrEqual(brakedLoss);
    expect(metricOf(braked.measured, 'lossPerPeakNotional')).toBeLessThan(
      metricOf(naive.measured, 'lossPerPeakNotional'),
    );
    expect(metricOf(braked.measured, 'maxDrawdown')).toBeGreaterThan(-0.1);
    expect(metricOf(braked.measured, 'longestUnprotectedTime')).toBeLessThan(10_000);
  });
});
