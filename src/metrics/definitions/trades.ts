import type { MetricDefinition } from '../metricDefinition.ts';

/** Metrics of closed trades. */
export const tradeMetrics = {
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
} as const satisfies Record<string, MetricDefinition>;
