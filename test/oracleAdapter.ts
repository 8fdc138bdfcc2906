/**
 * Maps the metric names of an oracle file (inputs, cases, expected values, tolerances) to this project's functions.
 * The checker calls each with one case and compares what it returns; a metric that is not named here is reported as skipped.
 */

import { atrColumn, trueRange } from '../src/market/indicators/atr.ts';
import { rsiColumn } from '../src/market/indicators/rsi.ts';
import * as metrics from '../src/metrics/index.ts';

interface OracleCase {
  readonly series: number[];
  readonly params: Record<string, number>;
  // The inputs of each file have a shape of their own.
  // biome-ignore lint/suspicious/noExplicitAny: data from a file that is not ours
  readonly inputs: any;
  readonly case: { readonly input?: string; readonly metric: string };
}

const DAY_MS = 86_400_000;

/** A path of equity as a series with one row a day. */
function daily(equityQuote: readonly number[]): metrics.EquitySeries {
  return { timeMs: equityQuote.map((_, row) => row * DAY_MS), equityQuote };
}

/** The path of one unit of equity through the returns. */
function pathOf(returns: readonly number[]): metrics.EquitySeries {
  let equity = 1;
  return daily([1, ...returns.map((value) => (equity *= 1 + value))]);
}

/** Drawdown cases give equity or returns, and say which in their path. */
function seriesOf({ series, case: { input } }: OracleCase): metrics.EquitySeries {
  return input?.startsWith('equity') ? daily(series) : pathOf(series);
}

const tail = ({ params }: OracleCase): metrics.TailOptions =>
  params.window === undefined
    ? { alpha: params.alpha! }
    : { alpha: params.alpha!, windowRows: params.window };

function heldExposures(inputs: OracleCase['inputs']): metrics.HeldExposure[] {
  return inputs.positions.map(({ symbol, qty, mark }: { symbol: string; qty: number; mark: number }) => ({
    symbol,
    exposureQuote: qty * mark,
    dailyReturns: inputs.returns[symbol],
  }));
}

const day = (row: number | null, inputs: OracleCase['inputs']) => (row === null ? null : inputs.dates[row]);
const days = (durationMs: number) => durationMs / DAY_MS;

export default {
  totalReturn: ({ series }: OracleCase) => metrics.totalReturn(series).value,
  cagr: ({ series, params }: OracleCase) => metrics.cagr(series, params.periodsPerYear).value,
  volatility: ({ series, params }: OracleCase) => metrics.volatility(series, params.periodsPerYear).value,
  sharpe: ({ series, params }: OracleCase) =>
    metrics.sharpe(series, {
      periodsPerYear: params.periodsPerYear!,
      riskFreeAnnualRatio: params.riskFreeAnnual!,
    }).value,
  sharpePerPeriod: ({ series }: OracleCase) => metrics.sharpe(series, { periodsPerYear: 1 }).value,
  sortino: ({ series, params }: OracleCase) =>
    metrics.sortino(series, { periodsPerYear: params.periodsPerYear!, minimumAnnualRatio: params.marAnnual! })
      .value,
  downsideDeviation: ({ series, params }: OracleCase) =>
    metrics.downsideDeviation(series, {
      periodsPerYear: params.periodsPerYear!,
      minimumAnnualRatio: params.marAnnual!,
    }).value,
  maxDrawdown: (oracle: OracleCase) => metrics.maxDrawdown(seriesOf(oracle)).depth.value,
  ruined: (oracle: OracleCase) => metrics.dailySamples(seriesOf(oracle)).ruinTimeMs !== null,
  calmar: ({ series, params }: OracleCase) =>
    metrics.calmar(metrics.cagr(series, params.periodsPerYear), metrics.maxDrawdown(pathOf(series)).depth)
      .value,
  omega: ({ series, params }: OracleCase) => metrics.omega(series, params.threshold).value,
  ulcerIndex: ({ series }: OracleCase) => metrics.ulcerIndex(pathOf(series).equityQuote).value,
  skew: ({ series }: OracleCase) => metrics.skewness(series).value,
  excessKurtosis: ({ series }: OracleCase) => metrics.excessKurtosis(series).value,
  tailRatio: ({ series }: OracleCase) => metrics.tailRatio(series).value,
  varHistorical: (oracle: OracleCase) => metrics.valueAtRisk(oracle.series, tail(oracle)).value,
  esHistorical: (oracle: OracleCase) => metrics.expectedShortfall(oracle.series, tail(oracle)).value,
  drawdownEpisodesTop5: ({ inputs, params }: OracleCase) =>
    metrics
      .drawdownEpisodes(daily(inputs.close))
      .sort((a, b) => a.depthRatio - b.depthRatio)
      .slice(0, params.top)
      .map((episode) => ({
        peak: episode.peakRow,
        trough: episode.troughRow,
        recovery: episode.recoveryRow,
        depth: episode.depthRatio,
        to_trough: days(episode.troughTimeMs - episode.peakTimeMs),
        recovery_time:
          episode.recoveryTimeMs === null ? null : days(episode.recoveryTimeMs - episode.troughTimeMs),
        underwater: days(episode.durationMs),
        open: episode.open,
        peakDate: day(episode.peakRow, inputs),
        troughDate: day(episode.troughRow, inputs),
        recoveryDate: day(episode.recoveryRow, inputs),
      })),
  longestUnderwater: ({ inputs }: OracleCase) => {
    const { value } = metrics.maxDrawdown(daily(inputs.close)).longestUnderwaterMs;
    return value === null ? null : days(value);
  },
  tradeStats: ({ series }: OracleCase) => {
    const counts = metrics.tradeCounts(series);
    return {
      trades: counts.trades,
      wins: counts.wins,
      losses: counts.losses,
      breakeven: counts.breakevens,
      win_rate: metrics.winRate(series).value,
      gross_profit: metrics.grossProfitQuote(series),
      gross_loss: metrics.grossLossQuote(series),
      net: metrics.grossProfitQuote(series) + metrics.grossLossQuote(series),
      profit_factor: metrics.profitFactor(series).value,
      avg_win: metrics.meanWin(series).value,
      avg_loss: metrics.meanLoss(series).value,
      payoff: metrics.payoff(series).value,
      expectancy: metrics.expectancy(series).value,
      sqn: metrics.systemQuality(series).value,
      kelly: metrics.kelly(series).value,
      max_consec_wins: counts.longestWinStreak,
      max_consec_losses: counts.longestLossStreak,
    };
  },
  trueRange: ({ inputs }: OracleCase) =>
    inputs.close.map((_: number, row: number) =>
      row === 0 ? null : trueRange(inputs.high[row], inputs.low[row], inputs.close[row - 1]),
    ),
  atr: ({ inputs, params }: OracleCase) => atrColumn(inputs.high, inputs.low, inputs.close, params.period!),
  rsi: ({ inputs, params }: OracleCase) => rsiColumn(inputs.close, params.period!),
  varHistoricalUsd: (oracle: OracleCase) =>
    metrics.valueAtRisk(metrics.portfolioPnl(heldExposures(oracle.inputs)), tail(oracle)).value,
  esHistoricalUsd: (oracle: OracleCase) =>
    metrics.expectedShortfall(metrics.portfolioPnl(heldExposures(oracle.inputs)), tail(oracle)).value,
  varScenarioDate: (oracle: OracleCase) => {
    const row = metrics.valueAtRiskRow(metrics.portfolioPnl(heldExposures(oracle.inputs)), tail(oracle));
    return row === null ? null : oracle.inputs.returnDates[row];
  },
  correlationMatrix: ({ inputs, params }: OracleCase) => {
    const symbols = params.symbols as unknown as string[];
    return symbols.map((a) =>
      symbols.map((b) => metrics.correlation(inputs.returns[a], inputs.returns[b]).value),
    );
  },
};
