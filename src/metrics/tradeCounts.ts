/** Counts over closed trades. A trade with a P&L of exactly 0 is a breakeven: neither won nor lost, and it ends a streak. */

import type { Column } from './metric.ts';

export interface TradeCounts {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly breakevens: number;
  readonly longestWinStreak: number;
  readonly longestLossStreak: number;
}

/**
 * @param pnlQuote P&L of closed trades in the order they closed, quote, net of costs.
 * @example tradeCounts([10, 20, 0, -5]).longestWinStreak // 2
 */
export function tradeCounts(pnlQuote: Column): TradeCounts {
  let wins = 0;
  let losses = 0;
  let winStreak = 0;
  let lossStreak = 0;
  let longestWinStreak = 0;
  let longestLossStreak = 0;
  for (let trade = 0; trade < pnlQuote.length; trade++) {
    const pnl = pnlQuote[trade]!;
    if (pnl > 0) wins++;
    if (pnl < 0) losses++;
    winStreak = pnl > 0 ? winStreak + 1 : 0;
    lossStreak = pnl < 0 ? lossStreak + 1 : 0;
    longestWinStreak = Math.max(longestWinStreak, winStreak);
    longestLossStreak = Math.max(longestLossStreak, lossStreak);
  }
  const trades = pnlQuote.length;
  return { trades, wins, losses, breakevens: trades - wins - losses, longestWinStreak, longestLossStreak };
}
