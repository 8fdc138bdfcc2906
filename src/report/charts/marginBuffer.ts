import type { Outcome } from '../../stress/outcome.ts';
import { lowestRow } from '../facts/equity.ts';
import { multiple } from '../numbers.ts';
import { level } from './layers.ts';
import { palette } from './palette.ts';
import type { Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { type AxisRule, axisFor } from './scales.ts';
import { bothColumns, bothReadings, seriesOf, twoLines } from './twoRuns.ts';

/** (Margin balance - maintenance) / maintenance; liquidation is at zero. Null when no position stood at any close of either run. */
export function marginBufferPlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot | null {
  const { record } = outcome.faulted;
  const columns = {
    baseline: outcome.baseline.record.samples.marginBufferRatio,
    faulted: record.samples.marginBufferRatio,
  };
  const lowest = lowestRow(columns.faulted);
  if (lowest === null && lowestRow(columns.baseline) === null) return null;
  const series = seriesOf(outcome, columns);
  const axisRule: AxisRule = { kind: 'symlog', label: 'percent', tickCount: 4, includes: [0] };
  return {
    id: 'margin',
    label: 'Margin buffer, baseline and faulted',
    description: `Share of maintenance margin, logarithmic above 100 %; liquidation is at zero. ${lowest === null ? 'The faulted run held nothing at a close.' : `Lowest of the faulted run: ${multiple(columns.faulted[lowest]!)}.`}`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height: 120,
    axis: axisFor(axisRule, bothColumns(columns)),
    axisRule,
    hasTimeLabels: false,
    layers: [
      ...faultLayers(faults, false),
      level(0, { color: palette.limit, dash: [6, 3] }),
      ...twoLines(series),
    ],
    readings: bothReadings(series, 'multiple'),
  };
}
