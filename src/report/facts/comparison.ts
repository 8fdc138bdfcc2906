import { type MetricDefinition, type MetricUnit, metrics } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Outcome } from '../../stress/outcome.ts';
import type { MetricBound } from '../../stress/scenario.ts';

/** One metric of both runs. */
export interface ComparedMetric {
  readonly name: string;
  readonly title: string;
  readonly unit: MetricUnit;
  readonly baseline: Metric;
  readonly faulted: Metric;
  /** Faulted - baseline; null where either is undefined. */
  readonly change: number | null;
  /** `same`, `better`, `worse`; `changed` where the metric has no better direction; `unknown` where either is undefined. */
  readonly tendency: 'same' | 'better' | 'worse' | 'changed' | 'unknown';
  readonly bounds: readonly MetricBound[];
  /** Whether the faulted run is inside its bounds; null without any. */
  readonly isInside: boolean | null;
}

export interface MetricGroup {
  readonly title: string;
  readonly metrics: readonly ComparedMetric[];
}

const GROUPS: readonly (readonly [string, RegExp])[] = [
  ['Protection and belief', /^(unprotected|longestUnprotected|beliefGap|longestBelief)/],
  ['Result and drawdown', /^(totalReturn|cagr|lossPerPeak|maxDrawdown|longestUnderwater|ulcer)/],
  ['Tail risk, one day', /(alueAtRisk|xpectedShortfall|tailRatio)/],
  ['Exposure', /^(position|timeIn|meanGross|meanNet|peakNotional|turnover)/],
  [
    'Trades',
    /^(tradeCount|winRate|profitFactor|payoff|meanWin|meanLoss|expectancy|systemQuality|kelly|longest(Win|Loss)Streak)/,
  ],
  ['Costs', /(Paid|Share)$/],
  ['Shape of returns', /./],
];

/** Every metric of both runs in groups, those of the registry in its order, others after them. */
export function compareRuns({ baseline, faulted, scenario }: Outcome): MetricGroup[] {
  const known = Object.keys(metrics);
  const measured = new Set([...Object.keys(baseline.metrics), ...Object.keys(faulted.metrics)]);
  const bounded = scenario.expect.metrics.map(({ metric }) => metric);
  const names = [
    ...known.filter((name) => measured.has(name)),
    ...[...measured].filter((name) => !known.includes(name)).sort(),
    ...bounded.filter((name) => !measured.has(name)),
  ];
  const groups = GROUPS.map(([title]) => ({ title, metrics: [] as ComparedMetric[] }));
  for (const name of names) {
    const group = groups[GROUPS.findIndex(([, pattern]) => pattern.test(name))]!;
    group.metrics.push(
      compareMetric(
        name,
        baseline.metrics[name],
        faulted.metrics[name],
        scenario.expect.metrics.filter((bound) => bound.metric === name),
      ),
    );
  }
  return groups.filter((group) => group.metrics.length > 0);
}

const NOT_MEASURED: Metric = { value: null, reason: 'not measured in this run' };

function compareMetric(
  name: string,
  baseline: Metric = NOT_MEASURED,
  faulted: Metric = NOT_MEASURED,
  bounds: readonly MetricBound[] = [],
): ComparedMetric {
  const definition: Pick<MetricDefinition, 'title' | 'unit' | 'better'> = Object.hasOwn(metrics, name)
    ? metrics[name as keyof typeof metrics]
    : { title: name, unit: 'number', better: 'neither' };
  const change = baseline.value === null || faulted.value === null ? null : faulted.value - baseline.value;
  return {
    name,
    title: definition.title,
    unit: definition.unit,
    baseline,
    faulted,
    change,
    tendency: tendencyOf(change, definition.better),
    bounds,
    isInside: bounds.length === 0 ? null : bounds.every((bound) => isInside(faulted.value, bound)),
  };
}

function tendencyOf(change: number | null, better: MetricDefinition['better']): ComparedMetric['tendency'] {
  if (change === null) return 'unknown';
  if (change === 0) return 'same';
  if (better === 'neither') return 'changed';
  return change > 0 === (better === 'higher') ? 'better' : 'worse';
}

/** An undefined metric is inside no bound: a limit that cannot be judged is not kept. */
function isInside(value: number | null, { min, max }: MetricBound): boolean {
  return value !== null && (min === null || value >= min) && (max === null || value <= max);
}
