/**
 * The headline metrics of one equity curve, each from the series it belongs to: ratios from daily samples, drawdowns from the finest
 * series. The place where ruin is answered once for all of them.
 */

import { DAY_MS } from '../core/time.ts';
import { cagr } from './cagr.ts';
import { calmar } from './calmar.ts';
import { type CornishFisherMetric, cornishFisherValueAtRisk } from './cornishFisher.ts';
import { type DailySamples, dailySamples } from './dailySamples.ts';
import { downsideDeviation } from './downsideDeviation.ts';
import type { EquitySeries } from './equitySeries.ts';
import { ewmaValueAtRisk } from './ewmaValueAtRisk.ts';
import { excessKurtosis } from './excessKurtosis.ts';
import { expectedShortfall } from './expectedShortfall.ts';
import { filteredValueAtRisk } from './filteredValueAtRisk.ts';
import { type MaxDrawdown, maxDrawdown } from './maxDrawdown.ts';
import { type Column, defined, type Metric, undefinedBecause } from './metric.ts';
import { minTrackRecordLength } from './minTrackRecordLength.ts';
import { normalValueAtRisk } from './normalValueAtRisk.ts';
import { omega } from './omega.ts';
import { probabilisticSharpe } from './probabilisticSharpe.ts';
import { PERIODS_PER_YEAR } from './returns.ts';
import { whyTooFew } from './sampleSize.ts';
import { sharpe } from './sharpe.ts';
import { skewness } from './skewness.ts';
import { sortino } from './sortino.ts';
import { tailRatio } from './tailRatio.ts';
import { totalReturn } from './totalReturn.ts';
import { ulcerIndex } from './ulcerIndex.ts';
import { type TailMetric, VAR_WINDOW_DAYS, valueAtRisk } from './valueAtRisk.ts';
import { volatility } from './volatility.ts';

export interface PerformanceOptions {
  /** Daily returns in a year. Default 365. */
  readonly periodsPerYear?: number;
  /** Annual risk-free rate of the Sharpe ratio, ratio. Default 0. */
  readonly riskFreeAnnualRatio?: number;
  /** Minimum acceptable return per year of the Sortino ratio, ratio. Default 0. */
  readonly minimumAnnualRatio?: number;
  /** How many of the last daily returns the VaR and the ES look back over. Default 252. */
  readonly varWindowDays?: number;
}

export interface Performance {
  readonly totalReturn: Metric;
  readonly cagr: Metric;
  readonly volatility: Metric;
  readonly downsideDeviation: Metric;
  readonly sharpe: Metric;
  /** Both null under 30 daily returns. */
  readonly probabilisticSharpe: Metric;
  readonly minTrackRecordLength: Metric;
  readonly sortino: Metric;
  readonly calmar: Metric;
  readonly omega: Metric;
  readonly skewness: Metric;
  readonly excessKurtosis: Metric;
  readonly tailRatio: Metric;
  readonly ulcerIndex: Metric;
  readonly maxDrawdown: Metric;
  readonly maxDrawdownDuration: Metric;
  readonly maxDrawdownRecovery: Metric;
  readonly longestUnderwater: Metric;
  /** VaR and ES of the strategy's own daily returns, one day, ratio of equity. */
  readonly valueAtRisk95: TailMetric;
  readonly valueAtRisk99: TailMetric;
  readonly expectedShortfall95: TailMetric;
  readonly expectedShortfall99: TailMetric;
  /** The same value at risk by formula; null under 30 daily returns. */
  readonly valueAtRisk95Normal: Metric;
  readonly valueAtRisk99Normal: Metric;
  readonly valueAtRisk95CornishFisher: CornishFisherMetric;
  readonly valueAtRisk99CornishFisher: CornishFisherMetric;
  readonly valueAtRisk95Ewma: Metric;
  readonly valueAtRisk99Ewma: Metric;
  readonly valueAtRisk95Filtered: Metric;
  readonly valueAtRisk99Filtered: Metric;
}

/** The headline metrics, and what they rest on. */
export interface PerformanceResult {
  readonly metrics: Performance;
  readonly samples: DailySamples;
  readonly drawdown: MaxDrawdown;
}

/**
 * @param equity the finest series there is; row 0 is the initial equity. Throws on a series that breaks its contract.
 * @returns every headline metric. After ruin CAGR is -1, total return and drawdown still stand, and the ratios follow `dailySamples`.
 * @example performance({ timeMs: [0, 86_400_000, 172_800_000], equityQuote: [100, 150, 75] }).metrics.totalReturn.value // -0.25
 */
export function performance(equity: EquitySeries, options: PerformanceOptions = {}): PerformanceResult {
  const periodsPerYear = options.periodsPerYear ?? PERIODS_PER_YEAR;
  const windowRows = options.varWindowDays ?? VAR_WINDOW_DAYS;
  const samples = dailySamples(equity);
  const drawdown = maxDrawdown(equity);
  const { returns, noRatioReason } = samples;
  const ruined = samples.ruinTimeMs !== null;

  const ratio = (metric: (returns: Column) => Metric): Metric =>
    noRatioReason === null ? metric(returns) : undefinedBecause(noRatioReason);
  const tail = (metric: typeof valueAtRisk, alpha: number): TailMetric => {
    const measured = metric(returns, { alpha, windowRows });
    return noRatioReason === null ? measured : { ...measured, ...undefinedBecause(noRatioReason) };
  };
  // A distribution is only estimated from enough days.
  const tooFew = whyTooFew(returns.length);
  const estimate = (metric: (returns: Column) => Metric): Metric =>
    ratio((column) => (tooFew === null ? metric(column) : undefinedBecause(tooFew)));
  const cornishFisher = (alpha: number): CornishFisherMetric => {
    const measured = cornishFisherValueAtRisk(returns, { alpha, windowRows });
    const answer = estimate(() => measured);
    return { ...answer, isMonotone: answer.value === null ? null : measured.isMonotone };
  };
  const annualGrowth = ruined ? defined(-1) : cagr(returns, periodsPerYear);

  const metrics: Performance = {
    totalReturn: ruined ? returnToTheEnd(equity) : totalReturn(returns),
    cagr: annualGrowth,
    volatility: ratio((column) => volatility(column, periodsPerYear)),
    downsideDeviation: ratio((column) => downsideDeviation(column, options)),
    sharpe: ratio((column) => sharpe(column, options)),
    probabilisticSharpe: estimate((column) => probabilisticSharpe(column)),
    minTrackRecordLength: estimate((column) => inDays(minTrackRecordLength(column))),
    sortino: ratio((column) => sortino(column, options)),
    calmar: ratio(() => calmar(annualGrowth, drawdown.depth)),
    omega: ratio((column) => omega(column)),
    skewness: ratio(skewness),
    excessKurtosis: ratio(excessKurtosis),
    tailRatio: ratio(tailRatio),
    ulcerIndex: ulcerIndex([equity.equityQuote[0]!, ...samples.equityQuote]),
    maxDrawdown: drawdown.depth,
    maxDrawdownDuration: drawdown.durationMs,
    maxDrawdownRecovery: drawdown.recoveryMs,
    longestUnderwater: drawdown.longestUnderwaterMs,
    valueAtRisk95: tail(valueAtRisk, 0.05),
    valueAtRisk99: tail(valueAtRisk, 0.01),
    expectedShortfall95: tail(expectedShortfall, 0.05),
    expectedShortfall99: tail(expectedShortfall, 0.01),
    valueAtRisk95Normal: estimate((column) => normalValueAtRisk(column, { alpha: 0.05, windowRows })),
    valueAtRisk99Normal: estimate((column) => normalValueAtRisk(column, { alpha: 0.01, windowRows })),
    valueAtRisk95CornishFisher: cornishFisher(0.05),
    valueAtRisk99CornishFisher: cornishFisher(0.01),
    valueAtRisk95Ewma: estimate((column) => ewmaValueAtRisk(column, { alpha: 0.05, windowRows })),
    valueAtRisk99Ewma: estimate((column) => ewmaValueAtRisk(column, { alpha: 0.01, windowRows })),
    valueAtRisk95Filtered: estimate((column) => filteredValueAtRisk(column, { alpha: 0.05, windowRows })),
    valueAtRisk99Filtered: estimate((column) => filteredValueAtRisk(column, { alpha: 0.01, windowRows })),
  };
  return { metrics, samples, drawdown };
}

/** A number of daily returns as a length of time. */
function inDays(length: Metric): Metric {
  return length.value === null ? length : defined(length.value * DAY_MS);
}

/** Returns cannot be chained through a ruin; the equity that was left can still be set against the initial one. */
function returnToTheEnd({ equityQuote }: EquitySeries): Metric {
  return defined(equityQuote[equityQuote.length - 1]! / equityQuote[0]! - 1);
}
