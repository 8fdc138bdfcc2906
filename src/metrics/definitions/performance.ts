import type { MetricDefinition } from '../metricDefinition.ts';

/** Metrics of the returns and the equity of a run. */
export const performanceMetrics = {
  totalReturn: {
    name: 'totalReturn',
    title: 'Total return',
    unit: 'ratio',
    better: 'higher',
    definition: 'prod(1 + r) - 1 over daily returns.',
  },
  cagr: {
    name: 'cagr',
    title: 'Compound annual growth',
    unit: 'ratio',
    better: 'higher',
    definition: 'prod(1 + r)^(365 / N) - 1 over N daily returns; -1 after ruin.',
  },
  volatility: {
    name: 'volatility',
    title: 'Volatility',
    unit: 'ratio',
    better: 'lower',
    definition: 'Sample standard deviation (ddof 1) of daily returns x sqrt(365).',
  },
  downsideDeviation: {
    name: 'downsideDeviation',
    title: 'Downside deviation',
    unit: 'ratio',
    better: 'lower',
    definition: 'sqrt(sum min(r - mar, 0)^2 / N) x sqrt(365), N all daily returns.',
  },
  sharpe: {
    name: 'sharpe',
    title: 'Sharpe ratio',
    unit: 'number',
    better: 'higher',
    definition: 'mean(r - rf) / sample standard deviation x sqrt(365), daily returns.',
  },
  probabilisticSharpe: {
    name: 'probabilisticSharpe',
    title: 'Probability that the Sharpe ratio is above zero',
    unit: 'ratio',
    better: 'higher',
    definition:
      'Phi(SR / sqrt((1 - g3 SR + (g4 - 1) / 4 x SR^2) / (N - 1))), daily SR, population skewness g3 and raw kurtosis g4 (Bailey and Lopez de Prado); not under 30 daily returns.',
  },
  minTrackRecordLength: {
    name: 'minTrackRecordLength',
    title: 'Minimum track record length',
    unit: 'ms',
    better: 'lower',
    definition:
      'How long a record of such daily returns must be until a Sharpe ratio above zero is believed with 95 % (Bailey and Lopez de Prado); not under 30 daily returns.',
  },
  sortino: {
    name: 'sortino',
    title: 'Sortino ratio',
    unit: 'number',
    better: 'higher',
    definition: 'mean(r - mar) / sqrt(sum min(r - mar, 0)^2 / N) x sqrt(365), N all daily returns.',
  },
  calmar: {
    name: 'calmar',
    title: 'Calmar ratio',
    unit: 'number',
    better: 'higher',
    definition: 'CAGR / |maximum drawdown|.',
  },
  omega: {
    name: 'omega',
    title: 'Omega ratio',
    unit: 'number',
    better: 'higher',
    definition: 'Sum of daily gains / sum of daily losses.',
  },
  skewness: {
    name: 'skewness',
    title: 'Skewness',
    unit: 'number',
    better: 'higher',
    definition: 'Adjusted Fisher-Pearson coefficient G1 of daily returns.',
  },
  excessKurtosis: {
    name: 'excessKurtosis',
    title: 'Excess kurtosis',
    unit: 'number',
    better: 'lower',
    definition: 'Adjusted coefficient G2 of daily returns; 0 for a normal distribution.',
  },
  tailRatio: {
    name: 'tailRatio',
    title: 'Tail ratio',
    unit: 'number',
    better: 'higher',
    definition: '|95th percentile| / |5th percentile| of daily returns, type-7 quantiles.',
  },
  ulcerIndex: {
    name: 'ulcerIndex',
    title: 'Ulcer index',
    unit: 'ratio',
    better: 'lower',
    definition: 'sqrt(sum of squared daily drawdowns / N).',
  },
  maxDrawdown: {
    name: 'maxDrawdown',
    title: 'Maximum drawdown',
    unit: 'ratio',
    better: 'higher',
    definition:
      'The lowest equity / high-water mark - 1, a negative number; the mark includes the initial equity, the series is the finest there is.',
  },
  maxDrawdownDuration: {
    name: 'maxDrawdownDuration',
    title: 'Duration of the maximum drawdown',
    unit: 'ms',
    better: 'lower',
    definition: 'Its peak to its recovery in calendar time, or to the end of the run while it is open.',
  },
  maxDrawdownRecovery: {
    name: 'maxDrawdownRecovery',
    title: 'Recovery of the maximum drawdown',
    unit: 'ms',
    better: 'lower',
    definition: 'Its trough to its recovery in calendar time; undefined while it is open.',
  },
  longestUnderwater: {
    name: 'longestUnderwater',
    title: 'Longest time under water',
    unit: 'ms',
    better: 'lower',
    definition: 'The longest time from a peak to its recovery, or to the end of the run, over all drawdowns.',
  },
} as const satisfies Record<string, MetricDefinition>;
