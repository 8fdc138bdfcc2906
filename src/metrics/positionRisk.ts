/**
 * VaR and ES of the positions held now, one day, by historical simulation: today's signed exposures x the last 252 daily returns of
 * their assets, quantile in quote. See portfolioPnl.ts and valueAtRisk.ts for the definitions.
 */

import { expectedShortfall } from './expectedShortfall.ts';
import { undefinedBecause } from './metric.ts';
import { type HeldExposure, portfolioPnl } from './portfolioPnl.ts';
import { type TailMetric, VAR_WINDOW_DAYS, valueAtRisk } from './valueAtRisk.ts';

export interface PositionRisk {
  readonly positionValueAtRisk95: TailMetric;
  readonly positionValueAtRisk99: TailMetric;
  readonly positionExpectedShortfall95: TailMetric;
  readonly positionExpectedShortfall99: TailMetric;
}

/**
 * @param exposures one entry a symbol, quote. Throws when their columns of returns are not of one length.
 * @param windowDays how many of the last daily returns count.
 * @returns losses as positive numbers, quote. Undefined without positions and without a common day of returns.
 * @example positionRisk([{ symbol: 'BTCUSDT', exposureQuote: -100, dailyReturns: [0.5, -0.25] }]).positionValueAtRisk95.value // 50
 */
export function positionRisk(exposures: readonly HeldExposure[], windowDays = VAR_WINDOW_DAYS): PositionRisk {
  const pnlQuote = portfolioPnl(
    exposures.map((held) => ({ ...held, dailyReturns: held.dailyReturns.slice(-windowDays) })),
  );
  const tail = (metric: typeof valueAtRisk, alpha: number): TailMetric => {
    const measured = metric(pnlQuote, { alpha });
    return exposures.length === 0 ? { ...measured, ...undefinedBecause('no position is held') } : measured;
  };
  return {
    positionValueAtRisk95: tail(valueAtRisk, 0.05),
    positionValueAtRisk99: tail(valueAtRisk, 0.01),
    positionExpectedShortfall95: tail(expectedShortfall, 0.05),
    positionExpectedShortfall99: tail(expectedShortfall, 0.01),
  };
}
