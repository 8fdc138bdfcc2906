/**
 * The registry of metrics: what a report, a limit in a scenario and `list` may name. Their values come under
 * the same names from `performance`, `positionRisk`, `tradePerformance`, `exposure`, `peakNotional`, `turnover`, `costs`, `unprotectedTime`, `beliefGap`.
 * What each is stands in definitions/, a table a family; how it is reckoned in the file of its name.
 */

import { exposureMetrics } from './definitions/exposure.ts';
import { performanceMetrics } from './definitions/performance.ts';
import { protectionMetrics } from './definitions/protection.ts';
import { tailRiskMetrics } from './definitions/tailRisk.ts';
import { tradeMetrics } from './definitions/trades.ts';

export const metrics = {
  ...performanceMetrics,
  ...tailRiskMetrics,
  ...tradeMetrics,
  ...exposureMetrics,
  ...protectionMetrics,
} as const;

export type MetricName = keyof typeof metrics;

export * from './acerbiSzekely.ts';
export * from './alignedDailyReturns.ts';
export * from './baselTrafficLight.ts';
export * from './beliefGap.ts';
export * from './cagr.ts';
export * from './calmar.ts';
export * from './christoffersen.ts';
export * from './cornishFisher.ts';
export * from './correlation.ts';
export * from './costs.ts';
export * from './dailySamples.ts';
export * from './deflatedSharpe.ts';
export * from './downsideDeviation.ts';
export * from './drawdownEpisodes.ts';
export * from './effectiveExposure.ts';
export * from './equicorrelationEigenvalues.ts';
export type { EquitySeries } from './equitySeries.ts';
export * from './ewmaValueAtRisk.ts';
export * from './excessKurtosis.ts';
export * from './expectancy.ts';
export * from './expectedMaxSharpe.ts';
export * from './expectedShortfall.ts';
export * from './exposure.ts';
export * from './filteredValueAtRisk.ts';
export * from './grossProfit.ts';
export * from './interpolatedValueAtRisk.ts';
export * from './kelly.ts';
export { kupiecPof } from './kupiecPof.ts';
export type { LikelihoodRatioTest } from './likelihoodRatio.ts';
export * from './liquidationCost.ts';
export * from './maxDrawdown.ts';
export { defined, type Metric, undefinedBecause } from './metric.ts';
export type { MetricDefinition, MetricUnit } from './metricDefinition.ts';
export * from './minTrackRecordLength.ts';
export * from './normalDistribution.ts';
export * from './normalValueAtRisk.ts';
export * from './omega.ts';
export * from './openRisk.ts';
export * from './payoff.ts';
export * from './peakNotional.ts';
export * from './performance.ts';
export * from './populationMoments.ts';
export * from './portfolioPnl.ts';
export * from './portfolioSigma.ts';
export * from './positionRisk.ts';
export * from './probabilisticSharpe.ts';
export * from './profitFactor.ts';
export * from './rollingTail.ts';
export { FEWEST_DAILY_RETURNS } from './sampleSize.ts';
export * from './scenarioPnl.ts';
export * from './sharpe.ts';
export { type SharpeSample, sharpeStandardError } from './sharpeStandardError.ts';
export * from './simultaneousStopOut.ts';
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
  VAR_WINDOW_DAYS,
  valueAtRisk,
  valueAtRiskRow,
} from './valueAtRisk.ts';
export * from './valueAtRiskBacktest.ts';
export * from './valueAtRiskExceptions.ts';
export * from './volatility.ts';
export * from './winRate.ts';
