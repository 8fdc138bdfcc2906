import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as metrics from '../../src/metrics/index.ts';

const held = (exposures: readonly number[], returns: readonly (readonly number[])[]) =>
  exposures.map((exposureQuote, row) => ({
    symbol: `S${row}`,
    exposureQuote,
    dailyReturns: [...returns[row]!],
  }));
const RETURNS = [
  [0.01, -0.02, 0.03, 0.0, -0.01],
  [0.02, -0.01, 0.01, 0.01, -0.03],
  [-0.05, 0.04, 0.02, -0.01, 0.0],
];

describe('the deviation of a portfolio', () => {
  test('stressed with the correlation that there is, is the deviation that there is', () => {
    const pair = held([100, -70], RETURNS);
    const rho = metrics.correlation(RETURNS[0]!, RETURNS[1]!).value!;
    expect(metrics.stressedSigma(pair, rho).value).toBeCloseTo(metrics.portfolioSigma(pair).value!, 10);
  });

  test('has its worst sign above every other', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 3, maxLength: 3 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (exposures, rho) => {
          const portfolio = held(exposures, RETURNS);
          const worst = metrics.stressedSigmaWorstSign(portfolio, rho).value!;
          expect(worst).toBeGreaterThanOrEqual(metrics.stressedSigma(portfolio, rho).value! - 1e-9);
        },
      ),
    );
  });

  test('at 0.9 a hedge of three quarters is what is left of it', () => {
    const portfolio = held([100, -100], [RETURNS[0]!, RETURNS[0]!]);
    const one = metrics.portfolioSigma(held([100], RETURNS)).value!;
    expect(metrics.stressedSigma(portfolio, 0.9).value).toBeCloseTo(one * Math.sqrt(2 - 1.8), 12);
    expect(metrics.stressedSigmaWorstSign(portfolio, 0.9).value).toBeCloseTo(one * Math.sqrt(2 + 1.8), 12);
    expect(metrics.stressedValueAtRiskNormal(portfolio, { alpha: 0.05, correlation: 0.9 }).value).toBeCloseTo(
      1.6448536269514726 * one * Math.sqrt(0.2),
      12,
    );
  });

  test('is refused without positions, returns, or a correlation that can be', () => {
    expect(metrics.portfolioSigma([]).reason).toBe('no position is held');
    expect(metrics.stressedSigma(held([1], [[0.1]]), 0.9).value).toBeNull();
    expect(() => metrics.stressedSigma(held([1, 1, 1], RETURNS), -0.6)).toThrow('between -0.5 and 1');
    expect(metrics.portfolioSigma(held([1], [[0.1, 0.1]])).value).toBe(0);
  });
});

test('a matrix of one correlation is no longer one below -1 / (n - 1)', () => {
  expect(metrics.equicorrelationEigenvalues(3, -0.5).min).toBe(0);
  expect(metrics.equicorrelationEigenvalues(3, -0.6).min).toBeLessThan(0);
  expect(() => metrics.equicorrelationEigenvalues(1, 0.5)).toThrow('two assets');
});

describe('effective exposure', () => {
  const ones = (correlation: number) => [0, 1].map((i) => [0, 1].map((j) => (i === j ? 1 : correlation)));

  test('is the sum of positions that move as one, and nothing of a perfect hedge', () => {
    expect(metrics.effectiveExposure([0.4, 0.3], ones(1)).effectiveRatio).toBeCloseTo(0.7, 12);
    expect(metrics.effectiveExposure([0.4, -0.4], ones(1)).effectiveRatio).toBeCloseTo(0, 7);
    expect(metrics.effectiveExposure([0.4, -0.1], ones(0))).toMatchObject({
      grossRatio: 0.5,
      netRatio: expect.closeTo(0.3, 12),
      shortRatio: 0.1,
    });
  });

  test('shrinks to a cap, and never grows', () => {
    expect(metrics.scaleToCap(0.4, 0.5)).toBe(1);
    expect(metrics.scaleToCap(1, 0.25)).toBe(0.25);
    expect(() => metrics.effectiveExposure([1], [])).toThrow('1 x 1');
  });
});

describe('shocks', () => {
  const positions = [
    { symbol: 'A', qty: 2, markPrice: 100, stopPrice: 90, spreadBps: 10 },
    { symbol: 'B', qty: -4, markPrice: 50, stopPrice: 55, spreadBps: 20 },
  ];

  test('a symbol without a shock is an error, and every one is named', () => {
    expect(() => metrics.scenarioPnl(positions, { ratioBySymbol: {} })).toThrow('no shock for A, B');
    const pnl = metrics.scenarioPnl(positions, { ratioBySymbol: { A: -0.5 }, otherwiseRatio: 0.1 });
    expect(pnl.totalQuote).toBe(-120);
    expect(pnl.quoteBySymbol.get('B')).toBe(-20);
  });

  test('open risk runs from the mark to the stop on either side', () => {
    expect(positions.map(metrics.openRisk)).toEqual([20, 20]);
    expect(metrics.openRisk({ ...positions[1]!, stopPrice: 45 })).toBe(0);
  });

  test('stops that all fire cost their open risk, the gap and half the spread', () => {
    expect(metrics.simultaneousStopOut(positions)).toBeCloseTo(-40 - 180 * 0.0005 - 220 * 0.001, 12);
    expect(metrics.simultaneousStopOut(positions, { gapRatio: 0.1 })).toBeCloseTo(
      -40 - 18 - 22 - 162 * 0.0005 - 242 * 0.001,
      12,
    );
    const narrow = metrics.liquidationCost(positions);
    expect(narrow).toBeCloseTo(200 * 0.0005 + 200 * 0.001, 12);
    expect(metrics.liquidationCost(positions, 10)).toBeCloseTo(10 * narrow, 12);
  });
});

test('growth by the calendar is growth by returns where there is one each day', () => {
  const equityQuote = [100, 110, 99, 120];
  const timeMs = equityQuote.map((_, day) => day * 86_400_000);
  const returns = [0.1, -0.1, 120 / 99 - 1];
  expect(metrics.calendarGrowth({ timeMs, equityQuote }).value! / metrics.cagr(returns).value!).toBeCloseTo(
    1,
    10,
  );
  expect(metrics.calendarGrowth({ timeMs: [0, 1], equityQuote: [100, 0] }).value).toBe(-1);
  expect(metrics.calendarGrowth({ timeMs: [0], equityQuote: [100] }).reason).toBe('no time has passed');
});
