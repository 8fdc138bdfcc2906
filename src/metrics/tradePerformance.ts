/** Every metric of closed trades at once, under the names of the registry. A trade is closed when its position is flat again. */

import { expectancy } from './expectancy.ts';
import { kelly } from './kelly.ts';
import { type Column, defined, type Metric } from './metric.ts';
import { meanLoss, meanWin, payoff } from './payoff.ts';
import { profitFactor } from './profitFactor.ts';
import { systemQuality } from './systemQuality.ts';
import { tradeCounts } from './tradeCounts.ts';
import { winRate } from './winRate.ts';

export interface TradePerformance {
  readonly tradeCount: Metric;
  readonly winRate: Metric;
  readonly profitFactor: Metric;
  readonly payoff: Metric;
  readonly meanWin: Metric;
  readonly meanLoss: Metric;
  readonly expectancy: Metric;
  readonly systemQuality: Metric;
  readonly kelly: Metric;
  readonly longestWinStreak: Metric;
  readonly longestLossStreak: Metric;
}

/**
 * @param pnlQuote P&L of closed trades in the order they closed, quote, net of costs.
 * @example tradePerformance([10, 0, -5, 0]).winRate.value // 0.25
 * @example tradePerformance([]).winRate.reason // 'no trade was closed'
 */
export function tradePerformance(pnlQuote: Column): TradePerformance {
  const counts = tradeCounts(pnlQuote);
  return {
    tradeCount: defined(counts.trades),
    winRate: winRate(pnlQuote),
    profitFactor: profitFactor(pnlQuote),
    payoff: payoff(pnlQuote),
    meanWin: meanWin(pnlQuote),
    meanLoss: meanLoss(pnlQuote),
    expectancy: expectancy(pnlQuote),
    systemQuality: systemQuality(pnlQuote),
    kelly: kelly(pnlQuote),
    longestWinStreak: defined(counts.longestWinStreak),
    longestLossStreak: defined(counts.longestLossStreak),
  };
}
