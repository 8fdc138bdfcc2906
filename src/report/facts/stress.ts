import type { Metric } from '../../metrics/metric.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { type RunStress, stressOf } from '../../stress/runStress.ts';
import type { Scenario } from '../../stress/scenario.ts';

/** The measures by which runs are set side by side, in the order of their columns. */
export const STRESS_MEASURES = ['loss', 'drawdown', 'unprotected', 'margin', 'risk', 'refusals'] as const;

export type StressMeasure = (typeof STRESS_MEASURES)[number];

/** A limit and who set it. */
export interface StressLimit {
  /** In the unit of the measure, positive. */
  readonly value: number;
  /** `expect`, or the rule or invariant that holds it. */
  readonly by: string;
}

/** One measure of one run. */
export interface StressFigure {
  /** Larger is worse, zero is none: a loss ratio, a depth, milliseconds, 1 / (1 + buffer), quote, a count. Null where there is none. */
  readonly badness: number | null;
  /** Why there is none. */
  readonly reason: string | null;
  readonly limit: StressLimit | null;
  /** Badness / limit; null without either. 1 is at the limit. */
  readonly shareOfLimit: number | null;
}

/** A run with its measures. */
export interface StressRun {
  /** `baseline`, `faulted`, `without F1`; the scenario's name in a suite. */
  readonly name: string;
  readonly stress: RunStress;
  readonly figures: Readonly<Record<StressMeasure, StressFigure>>;
}

/** The runs of one outcome: faulted, baseline, and without each fault where that was another run. Worst loss first. */
export function stressRunsOf(outcome: Outcome): StressRun[] {
  const { scenario, faulted, baseline, attribution } = outcome;
  const runs = [
    figuresOf('faulted', stressOf(faulted.record), scenario, faulted.metrics.positionValueAtRisk95),
    figuresOf('baseline', stressOf(baseline.record), scenario, baseline.metrics.positionValueAtRisk95),
  ];
  if (attribution.byFault.length > 1) {
    for (const { faultId, without } of attribution.byFault) {
      if (without !== undefined) runs.push(figuresOf(`without ${faultId}`, without, scenario));
    }
  }
  return runs.sort(
    (a, b) => b.stress.worstLossQuote - a.stress.worstLossQuote || a.stress.pnlQuote - b.stress.pnlQuote,
  );
}

/** The faulted run of an outcome under its scenario's name. */
export function faultedStressOf(outcome: Outcome): StressRun {
  const { scenario, faulted } = outcome;
  return figuresOf(scenario.name, stressOf(faulted.record), scenario, faulted.metrics.positionValueAtRisk95);
}

const NOT_MEASURED: Metric = { value: null, reason: 'not measured for this run' };

function figuresOf(
  name: string,
  stress: RunStress,
  scenario: Scenario,
  valueAtRisk: Metric = NOT_MEASURED,
): StressRun {
  const limits = limitsOf(scenario);
  const figure = (
    measure: StressMeasure,
    badness: number | null,
    reason: string | null = null,
  ): StressFigure => {
    const limit = limits[measure] ?? null;
    return {
      badness,
      reason,
      limit,
      shareOfLimit: badness === null || limit === null ? null : shareOf(badness, limit.value),
    };
  };
  const buffer = stress.isLiquidated ? 0 : stress.minMarginBufferRatio;
  return {
    name,
    stress,
    figures: {
      loss: figure('loss', stress.worstLossQuote / stress.startQuote),
      drawdown: figure('drawdown', Math.abs(stress.maxDrawdownRatio)),
      unprotected: figure('unprotected', stress.longestUnprotectedMs),
      margin: figure(
        'margin',
        // Liquidation is beyond the limit, however the buffer stood at the closes.
        stress.isLiquidated ? 2 : buffer === null ? null : 1 / (1 + Math.max(0, buffer)),
        buffer === null ? 'no position stood at a close' : null,
      ),
      risk: figure('risk', valueAtRisk.value, valueAtRisk.reason),
      refusals: figure('refusals', stress.refusalCount),
    },
  };
}

function shareOf(badness: number, limit: number): number {
  if (limit > 0) return badness / limit;
  return badness > 0 ? Number.MAX_VALUE : 0;
}

/** The limits that a scenario sets itself: bounds of `expect` first, then the invariant or the rule that is about the same. */
export function limitsOf({
  expect,
  invariants,
  policy,
}: Scenario): Partial<Record<StressMeasure, StressLimit>> {
  const bound = (metric: string, side: 'min' | 'max'): StressLimit | null => {
    const value = expect.metrics.find((entry) => entry.metric === metric)?.[side] ?? null;
    return value === null ? null : { value: Math.abs(value), by: 'expect' };
  };
  const protectedWithin = invariants.find(({ name }) => name === 'protected')?.params.withinMs;
  const breaker = policy.rules.drawdownBreaker?.limitRatio;
  const found: Record<StressMeasure, StressLimit | null> = {
    // A bound on the return is of where the run ends, and this of the lowest that it went: a run may pass the one and not the other.
    loss: null,
    drawdown:
      bound('maxDrawdown', 'min') ??
      (breaker === undefined ? null : { value: breaker, by: 'drawdownBreaker' }),
    unprotected:
      bound('longestUnprotectedTime', 'max') ??
      (typeof protectedWithin === 'number' ? { value: protectedWithin, by: 'protected' } : null),
    // Liquidation is at a buffer of zero: there the badness is one.
    margin: { value: 1, by: 'liquidation' },
    risk: bound('positionValueAtRisk95', 'max'),
    refusals: null,
  };
  return Object.fromEntries(Object.entries(found).filter(([, limit]) => limit !== null));
}

/**
 * How strongly a cell is coloured, from 0 to 1: the share of its limit up to the limit; without one, its share of the worst run's.
 */
export function heatOf(figure: StressFigure, worstBadness: number): number {
  if (figure.badness === null) return 0;
  if (figure.shareOfLimit !== null) return Math.min(1, figure.shareOfLimit);
  return worstBadness > 0 ? figure.badness / worstBadness : 0;
}
