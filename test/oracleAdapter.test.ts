import { describe, expect, test } from 'vitest';
import adapter from './oracleAdapter.ts';

/** Cases in the shape of an oracle file, small enough to see that the adapter hands the right inputs to the right function. */
const INPUTS = {
  dates: ['2022-05-01', '2022-05-02', '2022-05-03', '2022-05-04'],
  close: [100, 50, 100, 80],
  open: [95, 55, 60, 100],
  high: [100, 60, 110, 100],
  low: [90, 50, 50, 80],
  equity: 1000,
  positions: [{ symbol: 'A', qty: -2, mark: 50, stop: 60, spreadBps: 200 }],
  returnDates: ['2022-05-02', '2022-05-03', '2022-05-04'],
  returns: { A: [-0.5, 1, -0.2], B: [0.5, -1, 0.2] },
};
const RETURNS = [-0.5, 1, -0.2];

const CASES: Record<keyof typeof adapter, { series?: number[]; params?: object; expected: unknown }> = {
  totalReturn: { series: RETURNS, expected: -0.2 },
  cagr: { series: [0.1], params: { periodsPerYear: 2 }, expected: 0.21 },
  volatility: { series: [0.1, 0.3], params: { periodsPerYear: 2 }, expected: 0.2 },
  sharpe: { series: [0.1, 0.3], params: { periodsPerYear: 2, riskFreeAnnual: 0.21 }, expected: 1 },
  sharpePerPeriod: { series: [0.1, 0.3], expected: Math.SQRT2 },
  sortino: { series: [0.5, 0], params: { periodsPerYear: 1, marAnnual: 0.25 }, expected: 0 },
  downsideDeviation: { series: [0.5, 0], params: { periodsPerYear: 2, marAnnual: 0 }, expected: 0 },
  maxDrawdown: { series: RETURNS, expected: -0.5 },
  ruined: { series: [-1], expected: true },
  calmar: { series: [-0.5], params: { periodsPerYear: 1 }, expected: -1 },
  omega: { series: RETURNS, params: { threshold: 0.1 }, expected: 1 },
  ulcerIndex: { series: [-0.5, 0, 1, 0], expected: Math.sqrt(0.125) },
  skew: { series: [-0.1, 0, 0.1], expected: 0 },
  excessKurtosis: { series: [-0.1, 0, 0, 0.1], expected: 1.5 },
  tailRatio: { series: [0.5], expected: 1 },
  varHistorical: { series: RETURNS, params: { alpha: 0.05, window: 2 }, expected: 0.2 },
  esHistorical: { series: RETURNS, params: { alpha: 0.05 }, expected: 0.5 },
  drawdownEpisodesTop5: {
    params: { top: 1 },
    expected: [
      {
        peak: 0,
        trough: 1,
        recovery: 2,
        depth: -0.5,
        to_trough: 1,
        recovery_time: 1,
        underwater: 2,
        open: false,
        peakDate: '2022-05-01',
        troughDate: '2022-05-02',
        recoveryDate: '2022-05-03',
      },
    ],
  },
  longestUnderwater: { expected: 2 },
  tradeStats: {
    series: [5],
    expected: {
      trades: 1,
      wins: 1,
      losses: 0,
      breakeven: 0,
      win_rate: 1,
      gross_profit: 5,
      gross_loss: 0,
      net: 5,
      profit_factor: null,
      avg_win: 5,
      avg_loss: null,
      payoff: null,
      expectancy: 5,
      sqn: null,
      kelly: null,
      max_consec_wins: 1,
      max_consec_losses: 0,
    },
  },
  trueRange: { expected: [null, 50, 60, 20] },
  atr: { params: { period: 2 }, expected: [null, null, 55, 37.5] },
  rsi: { params: { period: 2 }, expected: [null, null, 50, 2500 / 70] },
  chandelierLong: {
    params: { mult: 0.3, period: 1 },
    expected: { entryBar: 2, entryPrice: 60, stopForBar: [45, 92], exitBar: 3, exitPrice: 92 },
  },
  chandelierShort: {
    params: { mult: 1.1, period: 1 },
    expected: { entryBar: 2, entryPrice: 60, stopForBar: [115, 115, 72], exitBar: null, exitPrice: null },
  },
  seedAtrStop: { params: { mult: 1, period: 1 }, expected: [null, null, 40, 40] },
  seedAtrStopLoweredAt: { params: { mult: 1, period: 1 }, expected: [] },
  varHistoricalUsd: { params: { alpha: 0.05, window: 3 }, expected: 100 },
  esHistoricalUsd: { params: { alpha: 0.05, window: 3 }, expected: 100 },
  varScenarioDate: { params: { alpha: 0.05 }, expected: '2022-05-03' },
  cagrCalendar: { params: { yearDays: 3 }, expected: -0.2 },
  skewPopulation: { series: [-1, 0, 1], expected: 0 },
  excessKurtosisPopulation: { series: [-1, 0, 1], expected: -1.5 },
  psr: { series: [0.1, 0.3], params: { benchmarkSharpePerPeriod: Math.SQRT2 }, expected: 0.5 },
  // 1 + 1 x (1.96 / sqrt 2)^2: two equal steps about the mean have a raw kurtosis of 1.
  minTrackRecordLength: {
    series: [0.1, 0.3],
    params: { benchmarkSharpePerPeriod: 0, confidence: 0.975 },
    expected: 1 + 1.959963984540054 ** 2 / 2,
  },
  sharpeStdError: { params: { n: 101, skew: 0, kurtosisRaw: 3, sharpe: 0 }, expected: 0.1 },
  expectedMaxSharpe: { params: { trials: 100, trialSharpeStdPerPeriod: 0 }, expected: 0 },
  deflatedSharpe: {
    params: {
      sharpeAnnual: 0,
      periodsPerYear: 365,
      n: 101,
      trials: 2,
      trialSharpeVarAnnual: 0,
      skew: 0,
      kurtosisRaw: 3,
    },
    expected: 0.5,
  },
  varHistoricalInterpolated: { series: [0.1, -0.4, 0], params: { alpha: 0.25 }, expected: 0.2 },
  varNormal: { series: [-0.5, 0.1, 0.3], params: { alpha: 0.5, window: 2 }, expected: -0.2 },
  esNormal: { series: [-1, 1], params: { alpha: 0.5 }, expected: 2 / Math.sqrt(Math.PI) },
  varCornishFisher: { series: [-1, 1], params: { alpha: 0.5 }, expected: 0 },
  cornishFisherValid: { series: [-1, 0, 0, 0, 0, 1], params: { alpha: 0.5 }, expected: true },
  esCornishFisher: {
    series: [-1, 0, 0, 0, 0, 1],
    params: { alpha: 0.5 },
    expected: Math.sqrt(2 / 3 / Math.PI),
  },
  varEwma: { series: [0.1, -0.1], params: { alpha: 0.025, lambda: 0.5 }, expected: 0.1959963984540054 },
  varFiltered: { series: [-0.1, 0.1], params: { alpha: 0.05, lambda: 0.5 }, expected: 0.1 },
  esFiltered: { series: [-0.1, 0.1], params: { alpha: 0.05, lambda: 0.5 }, expected: 0.1 },
  varExceptions: {
    params: { returns: [-0.05, -0.06], var: [0.05, 0.05] },
    expected: [0, 1],
  },
  portfolioSigmaUsd: { expected: 100 * Math.sqrt((0.6 ** 2 + 0.9 ** 2 + 0.3 ** 2) / 2) },
  stressedSigmaUsd: { params: { rho: 0.9 }, expected: 100 * Math.sqrt(0.63) },
  stressedSigmaWorstSignUsd: { params: { rho: 0.9 }, expected: 100 * Math.sqrt(0.63) },
  stressedVarNormalUsd: {
    params: { alpha: 0.025, rho: 0.9 },
    expected: 1.959963984540054 * 100 * Math.sqrt(0.63),
  },
  equicorrelationEigen: { params: { n: 3, rho: 0.5 }, expected: { min: 0.5, max: 2 } },
  effectiveExposure: {
    params: {
      exposures: [0.6, -0.8],
      corr: [
        [1, 0],
        [0, 1],
      ],
    },
    expected: { gross: 1.4, net: -0.2, long: 0.6, short: 0.8, effective: 1, scaleTo05: 0.5 },
  },
  scenarioPnl: {
    params: { shocks: { DEFAULT: 0.2 } },
    expected: { total: -20, bySymbol: { A: -20 }, pctEquity: -0.02 },
  },
  liquidationCostUsd: {
    params: { spreadMultiplier: 10 },
    expected: { normal: 1, x10: 10, delta: 9 },
  },
  simultaneousStopOutUsd: {
    params: { gap: 0.1, spreadMultiplier: 1 },
    expected: -2 * (60 * 1.1 * 1.01 - 50),
  },
  openRiskUsd: { expected: { A: 20 } },
  halfKelly: {
    params: { winRate: 0.6, avgWin: 2, avgLoss: -1, cap: 0.1, capital: 1_000 },
    expected: { fullKelly: 0.4, halfKelly: 0.2, fraction: 0.1, amount: 100 },
  },
  fixedFractionalSize: {
    params: {
      equity: 10_000,
      entry: 100,
      stop: 102,
      riskFraction: 0.01,
      lotStep: 1,
      maxNotionalFraction: 0.3,
    },
    expected: { qty: 30, notional: 3_000, riskAtStop: 60, riskPct: 0.006, side: 'short' },
  },
  drawdownBreaker: {
    params: { initial: 100, limit: 0.2, pnl: [-9, -1, -5, -5, 60] },
    expected: [
      { step: 1, equity: 91, peak: 100, dd: -0.09, state: 'RUN', alert: null },
      { step: 2, equity: 90, peak: 100, dd: -0.1, state: 'RUN', alert: 'yellow' },
      { step: 3, equity: 85, peak: 100, dd: -0.15, state: 'RUN', alert: 'orange' },
      { step: 4, equity: 80, peak: 100, dd: -0.2, state: 'HALT', alert: 'red' },
      { step: 5, equity: 140, peak: 140, dd: 0, state: 'HALT', alert: 'red' },
    ],
  },
  correlationMatrix: {
    params: { symbols: ['A', 'B'] },
    expected: [
      [1, -1],
      [-1, 1],
    ],
  },
};

function rounded(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value), (_key, item) =>
    typeof item === 'number' ? Number(item.toFixed(10)) : item,
  );
}

describe('the adapter for oracle files', () => {
  test.each(Object.entries(CASES))('%s', (metric, { series = [], params = {}, expected }) => {
    const given = {
      series,
      params: params as Record<string, number>,
      inputs: INPUTS,
      case: { metric, expected },
    };
    expect(rounded(adapter[metric as keyof typeof adapter](given))).toEqual(rounded(expected));
  });

  test('finds where a stop that does not ratchet is put lower', () => {
    const inputs = { high: [10, 20, 21, 40], low: [9, 10, 15, 0], close: [10, 20, 21, 22] };
    const given = {
      series: [],
      params: { mult: 1, period: 1 },
      inputs,
      case: { metric: 'seedAtrStopLoweredAt' },
    };
    expect(adapter.seedAtrStopLoweredAt(given)).toEqual([3]);
  });

  test('reads equity where the case names an equity', () => {
    const given = {
      series: [100, 80],
      params: {},
      inputs: INPUTS,
      case: { metric: 'maxDrawdown', input: 'equity.fall' },
    };
    expect(adapter.maxDrawdown(given)).toBeCloseTo(-0.2, 12);
  });
});
