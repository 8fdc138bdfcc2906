import { describe, expect, test } from 'vitest';
import { tradeCounts } from '../../src/metrics/tradeCounts.ts';
import { tradePerformance } from '../../src/metrics/tradePerformance.ts';

function values(pnlQuote: number[]): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(tradePerformance(pnlQuote)).map(([name, { value }]) => [name, value]),
  );
}

describe('closed trades', () => {
  test('with breakevens, which stay in the denominator', () => {
    // 30, 0, -10, -10, 10: won 40 in two, lost 20 in two; mean 4; squares of the deviations 676 + 16 + 196 + 196 + 36 = 1120,
    // sd = sqrt(1120 / 4) = sqrt(280). Win rate 2 / 5; payoff 20 / 10 = 2; Kelly 0.4 - 0.6 / 2 = 0.1.
    const measured = values([30, 0, -10, -10, 10]);
    expect(measured).toMatchObject({
      tradeCount: 5,
      winRate: 0.4,
      profitFactor: 2,
      payoff: 2,
      meanWin: 20,
      meanLoss: -10,
      expectancy: 4,
      longestWinStreak: 1,
      longestLossStreak: 2,
    });
    expect(measured.systemQuality).toBeCloseTo((Math.sqrt(5) * 4) / Math.sqrt(280), 14);
    expect(measured.kelly).toBeCloseTo(0.1, 14);
  });

  test('without a loss have no profit factor, payoff or Kelly fraction', () => {
    const measured = tradePerformance([10, 20]);
    for (const name of ['profitFactor', 'payoff', 'meanLoss', 'kelly'] as const) {
      expect(measured[name]).toEqual({ value: null, reason: 'no trade lost' });
    }
    expect(measured.winRate.value).toBe(1);
  });

  test('without a win have a profit factor of 0', () => {
    const measured = tradePerformance([-10, -20]);
    expect(measured.profitFactor.value).toBe(0);
    for (const name of ['payoff', 'meanWin', 'kelly'] as const) {
      expect(measured[name]).toEqual({ value: null, reason: 'no trade won' });
    }
  });

  test('without a trade have nothing but counts', () => {
    const { tradeCount, longestWinStreak, longestLossStreak, systemQuality, ...rest } = tradePerformance([]);
    expect([tradeCount.value, longestWinStreak.value, longestLossStreak.value]).toEqual([0, 0, 0]);
    expect(systemQuality.reason).toBe('a standard deviation needs two closed trades');
    for (const metric of Object.values(rest)) {
      expect(metric).toEqual({ value: null, reason: 'no trade was closed' });
    }
  });

  test('two of them are enough for a system quality', () => {
    // Mean 20, deviations -10 and 10, sd sqrt(200): sqrt(2) x 20 / sqrt(200) = 2.
    expect(tradePerformance([10, 30]).systemQuality.value).toBeCloseTo(2, 14);
  });

  test('that all made the same have no system quality', () => {
    expect(tradePerformance([5, 5, 5]).systemQuality.reason).toBe('the trades have no variance');
  });
});

test('tradeCounts: a breakeven is neither, and ends a streak', () => {
  expect(tradeCounts([1, 1, 0, 1, -1, -1, -1, 0, -1])).toEqual({
    trades: 9,
    wins: 3,
    losses: 4,
    breakevens: 2,
    longestWinStreak: 2,
    longestLossStreak: 3,
  });
});
