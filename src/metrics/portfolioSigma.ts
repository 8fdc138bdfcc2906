/**
 * Standard deviation of a portfolio's one-day P&L, as its assets moved together and as they would under one correlation for all pairs:
 * sqrt(sum_ij v_i v_j s_i s_j C_ij), v signed exposures in quote, s sample standard deviations of daily returns.
 * H. Markowitz, "Portfolio Selection", Journal of Finance 7 (1952). https://en.wikipedia.org/wiki/Modern_portfolio_theory
 */

import { sampleStandardDeviation } from 'simple-statistics';
import { asArray, defined, type Metric, undefinedBecause } from './metric.ts';
import { normalQuantile } from './normalDistribution.ts';
import { type HeldExposure, portfolioPnl } from './portfolioPnl.ts';
import { hasZeroVariance } from './zeroVariance.ts';

/**
 * With the correlations of the sample, which is the deviation of today's exposures x past returns (the covariance matrix is never formed).
 *
 * @param exposures the positions held. Throws when their columns are not of one length.
 * @returns quote. Undefined without positions and with fewer than two common returns.
 * @example portfolioSigma([{ symbol: 'BTC-USDT', exposureQuote: -100, dailyReturns: [0.01, 0.03] }]).value.toFixed(12) // '1.414213562373'
 */
export function portfolioSigma(exposures: readonly HeldExposure[]): Metric {
  const pnlQuote = portfolioPnl(exposures);
  const obstacle = obstacleOf(exposures);
  if (obstacle !== null) return undefinedBecause(obstacle);
  return defined(hasZeroVariance(pnlQuote) ? 0 : sampleStandardDeviation(asArray(pnlQuote)));
}

/**
 * With one correlation between every two assets, volatilities unchanged. Opposite positions hedge each other.
 *
 * @param correlation between -1 / (n - 1) and 1, so that the matrix is one of correlations; throws otherwise.
 * @returns quote. Undefined as `portfolioSigma`.
 * @example
 * const long = { symbol: 'A', exposureQuote: 100, dailyReturns: [0.01, 0.03] };
 * const short = { symbol: 'B', exposureQuote: -100, dailyReturns: [0.01, 0.03] };
 * stressedSigma([long, short], 1).value // 0
 */
export function stressedSigma(exposures: readonly HeldExposure[], correlation: number): Metric {
  return equicorrelated(exposures, correlation, (deviation) => deviation);
}

/**
 * The same with every hedge failing: +correlation between positions of one direction, -correlation between opposite ones, so that all losses
 * come together. An upper bound, which no one matrix of asset correlations need reach.
 *
 * @returns quote, at or above `stressedSigma` for a positive correlation.
 * @example
 * const long = { symbol: 'A', exposureQuote: 100, dailyReturns: [0.01, 0.03] };
 * const short = { symbol: 'B', exposureQuote: -100, dailyReturns: [0.01, 0.03] };
 * stressedSigmaWorstSign([long, short], 1).value.toFixed(12) // '2.828427124746'
 */
export function stressedSigmaWorstSign(exposures: readonly HeldExposure[], correlation: number): Metric {
  return equicorrelated(exposures, correlation, Math.abs);
}

/**
 * Value at risk of a normal distribution with mean zero and the stressed deviation: -z_alpha x `stressedSigma`.
 *
 * @returns a loss as a positive number, quote.
 * @example stressedValueAtRiskNormal([], { alpha: 0.05, correlation: 0.9 }).reason // 'no position is held'
 */
export function stressedValueAtRiskNormal(
  exposures: readonly HeldExposure[],
  { alpha, correlation }: { readonly alpha: number; readonly correlation: number },
): Metric {
  const sigma = stressedSigma(exposures, correlation);
  return sigma.value === null ? sigma : defined(-normalQuantile(alpha) * sigma.value);
}

/** The quadratic form of an equicorrelation matrix in closed form: (1 - rho) sum x^2 + rho (sum x)^2. */
function equicorrelated(
  exposures: readonly HeldExposure[],
  correlation: number,
  signOf: (deviation: number) => number,
): Metric {
  const obstacle = obstacleOf(exposures);
  if (obstacle !== null) return undefinedBecause(obstacle);
  const lowest = exposures.length > 1 ? -1 / (exposures.length - 1) : -1;
  if (!(correlation >= lowest && correlation <= 1))
    throw new Error(`one correlation for ${exposures.length} assets lies between ${lowest} and 1`);
  let sum = 0;
  let squares = 0;
  for (const { exposureQuote, dailyReturns } of exposures) {
    const deviation = hasZeroVariance(dailyReturns) ? 0 : sampleStandardDeviation(asArray(dailyReturns));
    const signed = signOf(exposureQuote * deviation);
    sum += signed;
    squares += signed * signed;
  }
  // Perfect hedges may leave -1e-16.
  return defined(Math.sqrt(Math.max(0, (1 - correlation) * squares + correlation * sum * sum)));
}

function obstacleOf(exposures: readonly HeldExposure[]): string | null {
  if (exposures.length === 0) return 'no position is held';
  return exposures[0]!.dailyReturns.length < 2 ? 'a standard deviation needs two common returns' : null;
}
