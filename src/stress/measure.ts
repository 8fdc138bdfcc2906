import { sumOf } from '../core/compensatedSum.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import type { Tape } from '../market/tape.ts';
import {
  beliefGap,
  costs,
  defined,
  exposure,
  FEWEST_DAILY_RETURNS,
  grossProfitQuote,
  type Metric,
  type MetricName,
  type PositionRisk,
  peakNotional,
  performance,
  positionRisk,
  type TailMetric,
  tradePerformance,
  turnover,
  undefinedBecause,
  unprotectedTime,
} from '../metrics/index.ts';
import { coveredMs } from '../metrics/intervals.ts';
import type { Policy } from '../risk/policy.ts';
import { heldAtCloses } from './heldRisk.ts';
import { truthFillsOf, truthFundingOf } from './invariants/truthOf.ts';
import type { MeasuredRun, Trade } from './outcome.ts';
import { tradesOf } from './trades.ts';

/** A risk of the positions held, with the daily close that it is of. */
type DatedMetric = TailMetric & { readonly atMs: number };

/** Every metric of the registry, by name; those of the positions held are of the day on which they were largest, and name it. */
type RunMetrics = Readonly<Record<MetricName, Metric>> & {
  readonly [Name in keyof PositionRisk]: DatedMetric | Metric;
};

/**
 * Measures a run: every metric of the registry with a value or the reason why it has none, the trades, and how often each rule and brake that
 * is in force decided.
 */
export function measureRun(
  run: RunRecord,
  tape: Tape,
  policy: Policy,
): MeasuredRun & { readonly metrics: RunMetrics } {
  const trades = tradesOf(run);
  return {
    record: run,
    metrics: metricsOf(run, tape, trades),
    trades,
    decisionCounts: countDecisions(run, policy),
  };
}

function metricsOf(run: RunRecord, tape: Tape, trades: readonly Trade[]): RunMetrics {
  const { samples } = run;
  const fills = truthFillsOf(run);
  const closedPnlQuote = trades
    .filter(({ exitCause }) => exitCause !== 'open')
    .map(({ pnlQuote }) => pnlQuote);
  const paid = {
    feesQuote: sumOf(fills.map(({ fill }) => fill.feeQuote)),
    fundingQuote: sumOf(truthFundingOf(run).map(({ payment }) => payment.paidQuote)),
    spreadQuote: sumOf(fills.map(({ spreadCostQuote }) => spreadCostQuote)),
    impactQuote: sumOf(fills.map(({ impactCostQuote }) => impactCostQuote)),
  };
  return {
    ...performance(samples).metrics,
    ...largestPositionRisk(run, tape),
    ...tradePerformance(closedPnlQuote),
    ...exposure({
      timeMs: samples.timeMs,
      grossQuote: samples.grossNotionalQuote,
      netQuote: samples.netNotionalQuote,
      equityQuote: samples.equityQuote,
      endTimeMs: run.toMs,
    }),
    ...timeWithPosition(run),
    ...peakNotional(
      [...samples.grossNotionalQuote, ...grossAtFills(run)],
      run.startQuote - run.final.equityQuote,
    ),
    turnover: turnover(sumOf(fills.map(({ fill }) => fill.qty * fill.price)), samples.equityQuote),
    ...costs(paid, grossProfitQuote(closedPnlQuote)),
    ...unprotectedTime(
      run.protection.filter(({ status }) => status !== 'protected'),
      run.protection,
    ),
    ...beliefGap(run.beliefGaps),
  };
}

/** Gross notional just after each fill, every symbol at the mid price of its last fill: the largest position may be gone before a bar closes. */
function grossAtFills(run: RunRecord): number[] {
  const notionalQuote = new Map<string, number>();
  return truthFillsOf(run).map(({ fill, positionQtyAfter, midPrice }) => {
    notionalQuote.set(fill.symbol, Math.abs(positionQtyAfter) * midPrice);
    return sumOf(notionalQuote.values());
  });
}

/** To the millisecond, where the samples of `exposure` only see what is held at a close. */
function timeWithPosition(run: RunRecord): { positionTime: Metric; timeInPosition: Metric } {
  const heldMs = coveredMs(run.protection);
  return { positionTime: defined(heldMs), timeInPosition: defined(heldMs / (run.toMs - run.fromMs)) };
}

const NO_POSITION = undefinedBecause('no position was held at the end of a day');

/**
 * VaR and ES of the positions held: at each daily close, the signed exposures of that moment x the last 252 completed daily returns; of these
 * the largest of the run.
 */
function largestPositionRisk(run: RunRecord, tape: Tape): Record<keyof PositionRisk, DatedMetric | Metric> {
  const largest: Record<keyof PositionRisk, DatedMetric | Metric> = {
    positionValueAtRisk95: NO_POSITION,
    positionValueAtRisk99: NO_POSITION,
    positionExpectedShortfall95: NO_POSITION,
    positionExpectedShortfall99: NO_POSITION,
  };
  for (const { atMs, exposures, dayStartMs } of heldAtCloses(run, tape)) {
    const dayCount = dayStartMs.length;
    const risks = positionRisk(exposures);
    for (const [name, risk] of Object.entries(risks) as [keyof PositionRisk, TailMetric][]) {
      const known = largest[name];
      if (dayCount < FEWEST_DAILY_RETURNS) {
        const reason = `there are ${dayCount} common daily returns, and ${FEWEST_DAILY_RETURNS} are needed`;
        if (known.value === null) largest[name] = undefinedBecause(reason);
      } else if (risk.value !== null && (known.value === null || risk.value > known.value)) {
        largest[name] = { ...risk, atMs };
      }
    }
  }
  return largest;
}

/** By the name of the rule or brake. The end of a halt is not a decision of the rule that caused it. */
function countDecisions(run: RunRecord, policy: Policy): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [...Object.keys(policy.rules), ...Object.keys(policy.guardian)]) counts[name] = 0;
  for (const entry of run.journal) {
    if (entry.kind !== 'decision') continue;
    const { rule, kind } = entry.decision;
    if (rule !== null && kind !== 'resume') counts[rule] = (counts[rule] ?? 0) + 1;
  }
  return counts;
}
