/**
 * The registry of metrics: what a report, a limit in a scenario and `list` may name. Their values come under
 * the same names from `performance`, `positionRisk`, `tradePerformance`, `exposure`, `peakNotional`, `turnover`, `costs`, `unprotectedTime`, `beliefGap`.
 */

/** `ratio` is shown as percent, `number` as it is, `quote` in the run's quote currency. */
export type MetricUnit = 'ratio' | 'number' | 'quote' | 'quoteSeconds' | 'ms' | 'count';

export interface MetricDefinition {
  readonly name: string;
  readonly title: string;
  readonly unit: MetricUnit;
  /** Which direction is better for the account; `neither` where that depends on what was wanted. */
  readonly better: 'higher' | 'lower' | 'neither';
  /** One sentence. */
  readonly definition: string;
}

export const metrics = {
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
  valueAtRisk95: {
    name: 'valueAtRisk95',
    title: "Value at risk, 95 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: '-x_(k), k = ceil(0.05 N - 1e-9), of the last 252 daily returns in ascending order.',
  },
  valueAtRisk99: {
    name: 'valueAtRisk99',
    title: "Value at risk, 99 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: '-x_(k), k = ceil(0.01 N - 1e-9), of the last 252 daily returns in ascending order.',
  },
  expectedShortfall95: {
    name: 'expectedShortfall95',
    title: "Expected shortfall, 95 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: 'Mean loss of the worst 5 % of the last 252 daily returns, exact alpha (Acerbi-Tasche).',
  },
  expectedShortfall99: {
    name: 'expectedShortfall99',
    title: "Expected shortfall, 99 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: 'Mean loss of the worst 1 % of the last 252 daily returns, exact alpha (Acerbi-Tasche).',
  },
  positionValueAtRisk95: {
    name: 'positionValueAtRisk95',
    title: 'Value at risk, 95 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      '-x_(k), k = ceil(0.05 N - 1e-9), of signed exposures x the last 252 daily returns of their assets.',
  },
  positionValueAtRisk99: {
    name: 'positionValueAtRisk99',
    title: 'Value at risk, 99 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      '-x_(k), k = ceil(0.01 N - 1e-9), of signed exposures x the last 252 daily returns of their assets.',
  },
  positionExpectedShortfall95: {
    name: 'positionExpectedShortfall95',
    title: 'Expected shortfall, 95 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      'Mean loss of the worst 5 % of signed exposures x the last 252 daily returns of their assets (Acerbi-Tasche).',
  },
  positionExpectedShortfall99: {
    name: 'positionExpectedShortfall99',
    title: 'Expected shortfall, 99 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      'Mean loss of the worst 1 % of signed exposures x the last 252 daily returns of their assets (Acerbi-Tasche).',
  },
  tradeCount: {
    name: 'tradeCount',
    title: 'Closed trades',
    unit: 'count',
    better: 'neither',
    definition: 'Number of positions that were opened and came back to flat.',
  },
  winRate: {
    name: 'winRate',
    title: 'Win rate',
    unit: 'ratio',
    better: 'higher',
    definition: 'Winning / closed trades; breakevens stay in the denominator.',
  },
  profitFactor: {
    name: 'profitFactor',
    title: 'Profit factor',
    unit: 'number',
    better: 'higher',
    definition: 'Gross profit / |gross loss| of closed trades.',
  },
  payoff: {
    name: 'payoff',
    title: 'Payoff ratio',
    unit: 'number',
    better: 'higher',
    definition: 'Mean winning trade / |mean losing trade|.',
  },
  meanWin: {
    name: 'meanWin',
    title: 'Mean winning trade',
    unit: 'quote',
    better: 'higher',
    definition: 'Gross profit / number of winning trades.',
  },
  meanLoss: {
    name: 'meanLoss',
    title: 'Mean losing trade',
    unit: 'quote',
    better: 'higher',
    definition: 'Gross loss / number of losing trades, a negative number.',
  },
  expectancy: {
    name: 'expectancy',
    title: 'Expectancy',
    unit: 'quote',
    better: 'higher',
    definition: 'Mean P&L of a closed trade.',
  },
  systemQuality: {
    name: 'systemQuality',
    title: 'System quality number',
    unit: 'number',
    better: 'higher',
    definition: 'sqrt(N) x mean / sample standard deviation of the P&L of closed trades.',
  },
  kelly: {
    name: 'kelly',
    title: 'Kelly fraction',
    unit: 'ratio',
    better: 'higher',
    definition: 'W - (1 - W) / b, W the win rate and b the payoff ratio of closed trades.',
  },
  longestWinStreak: {
    name: 'longestWinStreak',
    title: 'Longest winning streak',
    unit: 'count',
    better: 'neither',
    definition: 'The most winning trades in a row.',
  },
  longestLossStreak: {
    name: 'longestLossStreak',
    title: 'Longest losing streak',
    unit: 'count',
    better: 'lower',
    definition: 'The most losing trades in a row.',
  },
  positionTime: {
    name: 'positionTime',
    title: 'Position time',
    unit: 'ms',
    better: 'neither',
    definition: 'Time with a position in any symbol.',
  },
  timeInPosition: {
    name: 'timeInPosition',
    title: 'Time in position',
    unit: 'ratio',
    better: 'neither',
    definition: 'Time with a position in any symbol / whole time.',
  },
  meanGrossExposure: {
    name: 'meanGrossExposure',
    title: 'Mean gross exposure',
    unit: 'ratio',
    better: 'neither',
    definition: 'Mean over time of sum |notional| / equity.',
  },
  meanNetExposure: {
    name: 'meanNetExposure',
    title: 'Mean net exposure',
    unit: 'ratio',
    better: 'neither',
    definition: 'Mean over time of the signed sum of notional / equity.',
  },
  meanGrossNotional: {
    name: 'meanGrossNotional',
    title: 'Mean gross notional',
    unit: 'quote',
    better: 'neither',
    definition: 'Mean over time of sum |notional|.',
  },
  meanNetNotional: {
    name: 'meanNetNotional',
    title: 'Mean net notional',
    unit: 'quote',
    better: 'neither',
    definition: 'Mean over time of the signed sum of notional.',
  },
  peakNotional: {
    name: 'peakNotional',
    title: 'Peak gross notional',
    unit: 'quote',
    better: 'neither',
    definition: 'Largest sum of |notional| at any fill or bar close.',
  },
  lossPerPeakNotional: {
    name: 'lossPerPeakNotional',
    title: 'Loss per peak notional',
    unit: 'ratio',
    better: 'lower',
    definition:
      '(Start equity - final equity) / peak gross notional: the loss of two policies on the same wish, made comparable.',
  },
  turnover: {
    name: 'turnover',
    title: 'Turnover',
    unit: 'number',
    better: 'neither',
    definition: 'Traded notional / mean equity, over the whole run.',
  },
  feesPaid: {
    name: 'feesPaid',
    title: 'Fees',
    unit: 'quote',
    better: 'lower',
    definition: 'Trading fees paid; a rebate is negative.',
  },
  fundingPaid: {
    name: 'fundingPaid',
    title: 'Funding',
    unit: 'quote',
    better: 'lower',
    definition: 'Funding paid; received is negative.',
  },
  spreadPaid: {
    name: 'spreadPaid',
    title: 'Spread',
    unit: 'quote',
    better: 'lower',
    definition: 'What fills cost against the mid price by the half spread.',
  },
  impactPaid: {
    name: 'impactPaid',
    title: 'Impact',
    unit: 'quote',
    better: 'lower',
    definition: 'What fills cost beyond the quoted price by their own size.',
  },
  costsPaid: {
    name: 'costsPaid',
    title: 'All costs',
    unit: 'quote',
    better: 'lower',
    definition: 'Fees + funding + spread + impact.',
  },
  feesShare: {
    name: 'feesShare',
    title: 'Fees, share of gross profit',
    unit: 'ratio',
    better: 'lower',
    definition: 'Fees / P&L of the winning trades.',
  },
  fundingShare: {
    name: 'fundingShare',
    title: 'Funding, share of gross profit',
    unit: 'ratio',
    better: 'lower',
    definition: 'Funding / P&L of the winning trades.',
  },
  spreadShare: {
    name: 'spreadShare',
    title: 'Spread, share of gross profit',
    unit: 'ratio',
    better: 'lower',
    definition: 'Spread / P&L of the winning trades.',
  },
  impactShare: {
    name: 'impactShare',
    title: 'Impact, share of gross profit',
    unit: 'ratio',
    better: 'lower',
    definition: 'Impact / P&L of the winning trades.',
  },
  costsShare: {
    name: 'costsShare',
    title: 'All costs, share of gross profit',
    unit: 'ratio',
    better: 'lower',
    definition: 'All costs / P&L of the winning trades.',
  },
  unprotectedTime: {
    name: 'unprotectedTime',
    title: 'Unprotected time',
    unit: 'ms',
    better: 'lower',
    definition:
      'Time positions stood without a live protective stop for their whole quantity, summed over symbols.',
  },
  longestUnprotectedTime: {
    name: 'longestUnprotectedTime',
    title: 'Longest unprotected time',
    unit: 'ms',
    better: 'lower',
    definition: 'The longest unbroken unprotected time of one symbol.',
  },
  unprotectedShare: {
    name: 'unprotectedShare',
    title: 'Unprotected share of position time',
    unit: 'ratio',
    better: 'lower',
    definition: 'Unprotected time / time that positions were held, both summed over symbols.',
  },
  unprotectedNotional: {
    name: 'unprotectedNotional',
    title: 'Unprotected notional x time',
    unit: 'quoteSeconds',
    better: 'lower',
    definition: 'Sum of |quantity| x price at its start x seconds over the unprotected stretches.',
  },
  unprotectedAdverseMove: {
    name: 'unprotectedAdverseMove',
    title: 'Worst move while unprotected',
    unit: 'ratio',
    better: 'lower',
    definition: 'The furthest that price went against a position from where its unprotected time began.',
  },
  beliefGap: {
    name: 'beliefGap',
    title: 'Belief gap',
    unit: 'ms',
    better: 'lower',
    definition: "Time that the session's belief differed from the venue's truth.",
  },
  longestBeliefGap: {
    name: 'longestBeliefGap',
    title: 'Longest belief gap',
    unit: 'ms',
    better: 'lower',
    definition: "The longest unbroken time that the session's belief differed from the venue's truth.",
  },
} as const satisfies Record<string, MetricDefinition>;

export type MetricName = keyof typeof metrics;

export * from './alignedDailyReturns.ts';
export * from './beliefGap.ts';
export * from './cagr.ts';
export * from './calmar.ts';
export * from './correlation.ts';
export * from './costs.ts';
export * from './dailySamples.ts';
export * from './downsideDeviation.ts';
export * from './drawdownEpisodes.ts';
export type { EquitySeries } from './equitySeries.ts';
export * from './excessKurtosis.ts';
export * from './expectancy.ts';
export * from './expectedShortfall.ts';
export * from './exposure.ts';
export * from './grossProfit.ts';
export * from './kelly.ts';
export * from './maxDrawdown.ts';
export { defined, type Metric, undefinedBecause } from './metric.ts';
export * from './omega.ts';
export * from './payoff.ts';
export * from './peakNotional.ts';
export * from './performance.ts';
export * from './portfolioPnl.ts';
export * from './positionRisk.ts';
export * from './profitFactor.ts';
export * from './sharpe.ts';
export * from './skewness.ts';
export * from './sortino.ts';
export * from './systemQuality.ts';
export * from './tailRatio.ts';
export * from './totalReturn.ts';
export * from './tradeCounts.ts';
export * from './tradePerformance.ts';
export * from './turnover.ts';
export * from './ulcerIndex.ts';
export * from './unprotectedTime.ts';
export {
  type TailMetric,
  type TailOptions,
  valueAtRisk,
  valueAtRiskRow,
} from './valueAtRisk.ts';
export * from './volatility.ts';
export * from './winRate.ts';
