/**
 * Maps the metric names of an oracle file (inputs, cases, expected values, tolerances) to this project's functions.
 * The checker calls each with one case and compares what it returns; a metric that is not named here is reported as skipped.
 */

import { atrColumn, trueRange } from '../src/market/indicators/atr.ts';
import { rsiColumn } from '../src/market/indicators/rsi.ts';
import * as metrics from '../src/metrics/index.ts';
import { halfKellyFraction } from '../src/risk/sizing/kellyFraction.ts';
import { breakerPath, sizedAtGate } from './support/oracleGate.ts';
import { chandelierPath, unratchetedStops } from './support/oracleStops.ts';

interface OracleCase {
  readonly series: number[];
  readonly params: Record<string, number>;
  // The inputs of each file have a shape of their own.
  // biome-ignore lint/suspicious/noExplicitAny: data from a file that is not ours
  readonly inputs: any;
  // Where a position begins, a file says only in what it expects of it.
  readonly case: { readonly input?: string; readonly metric: string; readonly expected?: unknown };
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

const weightedTail = (oracle: OracleCase): metrics.WeightedTailOptions => ({
  ...tail(oracle),
  decay: oracle.params.lambda!,
});

function sampleOf(params: OracleCase['params'], sharpePerPeriod: number): metrics.SharpeSample {
  return {
    sharpePerPeriod,
    observationCount: params.n!,
    skewness: params.skew!,
    kurtosis: params.kurtosisRaw!,
  };
}

/** Positions as the functions for stops and spreads take them. */
function stoppedPositions(inputs: OracleCase['inputs']) {
  return inputs.positions.map(
    (held: { symbol: string; qty: number; mark: number; stop: number; spreadBps: number }) => ({
      symbol: held.symbol,
      qty: held.qty,
      markPrice: held.mark,
      stopPrice: held.stop,
      spreadBps: held.spreadBps,
    }),
  );
}

function heldExposures(inputs: OracleCase['inputs']): metrics.HeldExposure[] {
  return inputs.positions.map(({ symbol, qty, mark }: { symbol: string; qty: number; mark: number }) => ({
    symbol,
    exposureQuote: qty * mark,
    dailyReturns: inputs.returns[symbol],
  }));
}

function chandelierOf(side: 'buy' | 'sell', { inputs, params, case: { expected } }: OracleCase) {
  const { entryBar } = expected as { entryBar: number };
  return chandelierPath(inputs, entryBar, { side, multiple: params.mult!, barCount: params.period! });
}

/** The parameters of the case before, for the one that has none. */
const SEED_STOP = { mult: 2, period: 14 };

const day = (row: number | null, inputs: OracleCase['inputs']) => (row === null ? null : inputs.dates[row]);
const days = (durationMs: number) => durationMs / DAY_MS;

export default {
  totalReturn: ({ series }: OracleCase) => metrics.totalReturn(series).value,
  cagr: ({ series, params }: OracleCase) => metrics.cagr(series, params.periodsPerYear).value,
  cagrCalendar: ({ inputs, params }: OracleCase) =>
    metrics.calendarGrowth(daily(inputs.close), params.yearDays! * DAY_MS).value,
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
  skewPopulation: ({ series }: OracleCase) => metrics.populationMoments(series)?.skewness ?? null,
  excessKurtosisPopulation: ({ series }: OracleCase) => {
    const moments = metrics.populationMoments(series);
    return moments === null ? null : moments.kurtosis - 3;
  },
  tailRatio: ({ series }: OracleCase) => metrics.tailRatio(series).value,
  psr: ({ series, params }: OracleCase) =>
    metrics.probabilisticSharpe(series, params.benchmarkSharpePerPeriod).value,
  minTrackRecordLength: ({ series, params }: OracleCase) =>
    metrics.minTrackRecordLength(series, {
      benchmarkPerPeriod: params.benchmarkSharpePerPeriod!,
      confidence: params.confidence!,
    }).value,
  sharpeStdError: ({ params }: OracleCase) =>
    metrics.sharpeStandardError(sampleOf(params, params.sharpe!)).value,
  expectedMaxSharpe: ({ params }: OracleCase) =>
    metrics.expectedMaxSharpe(params.trials!, params.trialSharpeStdPerPeriod!).value,
  deflatedSharpe: ({ params }: OracleCase) => {
    const perYear = params.periodsPerYear!;
    return metrics.deflatedSharpe(sampleOf(params, params.sharpeAnnual! / Math.sqrt(perYear)), {
      trialCount: params.trials!,
      trialSharpeDeviation: Math.sqrt(params.trialSharpeVarAnnual! / perYear),
    }).value;
  },
  varHistorical: (oracle: OracleCase) => metrics.valueAtRisk(oracle.series, tail(oracle)).value,
  esHistorical: (oracle: OracleCase) => metrics.expectedShortfall(oracle.series, tail(oracle)).value,
  varHistoricalInterpolated: (oracle: OracleCase) =>
    metrics.interpolatedValueAtRisk(oracle.series, tail(oracle)).value,
  varNormal: (oracle: OracleCase) => metrics.normalValueAtRisk(oracle.series, tail(oracle)).value,
  esNormal: (oracle: OracleCase) => metrics.normalExpectedShortfall(oracle.series, tail(oracle)).value,
  varCornishFisher: (oracle: OracleCase) =>
    metrics.cornishFisherValueAtRisk(oracle.series, tail(oracle)).value,
  cornishFisherValid: (oracle: OracleCase) =>
    metrics.cornishFisherValueAtRisk(oracle.series, tail(oracle)).isMonotone,
  esCornishFisher: (oracle: OracleCase) =>
    metrics.cornishFisherExpectedShortfall(oracle.series, tail(oracle)).value,
  varEwma: (oracle: OracleCase) => metrics.ewmaValueAtRisk(oracle.series, weightedTail(oracle)).value,
  varFiltered: (oracle: OracleCase) => metrics.filteredValueAtRisk(oracle.series, weightedTail(oracle)).value,
  esFiltered: (oracle: OracleCase) =>
    metrics.filteredExpectedShortfall(oracle.series, weightedTail(oracle)).value,
  varExceptions: ({ params }: OracleCase) => {
    const { returns, var: foretold } = params as unknown as { returns: number[]; var: number[] };
    return metrics.valueAtRiskExceptions(returns, foretold).map(Number);
  },
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
  chandelierLong: (oracle: OracleCase) => chandelierOf('buy', oracle),
  chandelierShort: (oracle: OracleCase) => chandelierOf('sell', oracle),
  seedAtrStop: ({ inputs, params }: OracleCase) => unratchetedStops(inputs, params.mult!, params.period!),
  seedAtrStopLoweredAt: ({ inputs, params }: OracleCase) => {
    const { mult, period } = { ...SEED_STOP, ...params };
    const stops = unratchetedStops(inputs, mult, period);
    return stops.flatMap((stop, row) => (stop !== null && stop < (stops[row - 1] ?? stop) ? [row] : []));
  },
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
  portfolioSigmaUsd: ({ inputs }: OracleCase) => metrics.portfolioSigma(heldExposures(inputs)).value,
  stressedSigmaUsd: ({ inputs, params }: OracleCase) =>
    metrics.stressedSigma(heldExposures(inputs), params.rho!).value,
  stressedSigmaWorstSignUsd: ({ inputs, params }: OracleCase) =>
    metrics.stressedSigmaWorstSign(heldExposures(inputs), params.rho!).value,
  stressedVarNormalUsd: ({ inputs, params }: OracleCase) =>
    metrics.stressedValueAtRiskNormal(heldExposures(inputs), {
      alpha: params.alpha!,
      correlation: params.rho!,
    }).value,
  equicorrelationEigen: ({ params }: OracleCase) =>
    metrics.equicorrelationEigenvalues(params.n!, params.rho!),
  effectiveExposure: ({ params }: OracleCase) => {
    const { exposures, corr } = params as unknown as { exposures: number[]; corr: number[][] };
    const exposure = metrics.effectiveExposure(exposures, corr);
    return {
      gross: exposure.grossRatio,
      net: exposure.netRatio,
      long: exposure.longRatio,
      short: exposure.shortRatio,
      effective: exposure.effectiveRatio,
      scaleTo05: metrics.scaleToCap(exposure.effectiveRatio, 0.5),
    };
  },
  halfKelly: ({ params }: OracleCase) => {
    const { winRate, avgWin, avgLoss, cap, capital } = params;
    const record = { winRatio: winRate!, payoffRatio: avgWin! / Math.abs(avgLoss!) };
    const { fullRatio, halfRatio, riskRatio } = halfKellyFraction(record, cap!);
    return { fullKelly: fullRatio, halfKelly: halfRatio, fraction: riskRatio, amount: riskRatio * capital! };
  },
  fixedFractionalSize: ({ params }: OracleCase) => sizedAtGate(params),
  drawdownBreaker: ({ params }: OracleCase) => breakerPath(params),
  scenarioPnl: ({ inputs, params }: OracleCase) => {
    const { DEFAULT: otherwise, ...named } = params.shocks as unknown as Record<string, number>;
    const pnl = metrics.scenarioPnl(stoppedPositions(inputs), {
      ratioBySymbol: named,
      ...(otherwise !== undefined && { otherwiseRatio: otherwise }),
    });
    return {
      total: pnl.totalQuote,
      bySymbol: Object.fromEntries(pnl.quoteBySymbol),
      pctEquity: pnl.totalQuote / inputs.equity,
    };
  },
  liquidationCostUsd: ({ inputs, params }: OracleCase) => {
    const normal = metrics.liquidationCost(stoppedPositions(inputs));
    const wide = metrics.liquidationCost(stoppedPositions(inputs), params.spreadMultiplier);
    return { normal, [`x${params.spreadMultiplier}`]: wide, delta: wide - normal };
  },
  simultaneousStopOutUsd: ({ inputs, params }: OracleCase) =>
    metrics.simultaneousStopOut(stoppedPositions(inputs), {
      gapRatio: params.gap!,
      spreadMultiple: params.spreadMultiplier!,
    }),
  openRiskUsd: ({ inputs }: OracleCase) =>
    Object.fromEntries(
      stoppedPositions(inputs).map((held: metrics.StoppedPosition) => [held.symbol, metrics.openRisk(held)]),
    ),
};
