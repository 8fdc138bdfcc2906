import type { Outcome } from '../../stress/outcome.ts';
import { grossExposure } from '../facts/equity.ts';
import { percent } from '../numbers.ts';
import { fed, level, placedText } from './layers.ts';
import { palette } from './palette.ts';
import type { Layer, Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { type AxisRule, axisFor, percentLabel } from './scales.ts';
import { bothColumns, bothReadings, seriesOf, twoLines } from './twoRuns.ts';

/** Gross notional over equity, with the policy's cap where it has one. */
export function exposurePlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot {
  const { record } = outcome.faulted;
  const columns = {
    baseline: grossExposure(outcome.baseline.record.samples),
    faulted: grossExposure(record.samples),
  };
  const series = seriesOf(outcome, columns);
  const limitRatio = outcome.scenario.policy.rules.totalExposureCap?.limitRatio ?? null;
  const axisRule: AxisRule = {
    kind: 'linear',
    label: 'percent',
    tickCount: 3,
    includes: limitRatio === null ? [0] : [0, limitRatio],
  };
  return {
    id: 'exposure',
    label: 'Gross exposure as a share of equity, baseline and faulted',
    description: `Largest at a bar close: faulted ${percent(columns.faulted.reduce((a, b) => Math.max(a, b || 0), 0))}${limitRatio === null ? '; the policy has no cap on it' : `; the policy's cap is ${percent(limitRatio)}`}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height: 120,
    axis: axisFor(axisRule, bothColumns(columns)),
    axisRule,
    hasTimeLabels: false,
    layers: [
      ...faultLayers(faults, false),
      ...(limitRatio === null ? [] : limitLayers(limitRatio)),
      ...twoLines(series),
    ],
    readings: bothReadings(series, 'percent'),
  };
}

/** A line at the limit, named at its left end. */
function limitLayers(limitRatio: number): Layer[] {
  return [
    level(limitRatio, { color: palette.limit, dash: [6, 3] }),
    fed(
      { kind: 'label', value: limitRatio, label: `cap ${percentLabel(limitRatio)}` },
      placedText({ align: 'left', color: palette.limit }),
    ),
  ];
}
