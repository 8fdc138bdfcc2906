import type { Outcome } from '../../stress/outcome.ts';
import { underwater } from '../facts/equity.ts';
import { percent } from '../numbers.ts';
import { band, fed } from './layers.ts';
import { palette } from './palette.ts';
import type { Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { type AxisRule, axisFor } from './scales.ts';
import { bothColumns, bothReadings, seriesOf, twoLines } from './twoRuns.ts';

/** How far equity stood below its high-water mark. */
export function underwaterPlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot {
  const { record } = outcome.faulted;
  const columns = { baseline: underwater(outcome.baseline.record), faulted: underwater(record) };
  const series = seriesOf(outcome, columns);
  const axisRule: AxisRule = { kind: 'linear', label: 'percent', tickCount: 3, includes: [0] };
  return {
    id: 'underwater',
    label: 'Drawdown from the high-water mark, baseline and faulted',
    description: `Deepest: faulted ${percent(columns.faulted.reduce((a, b) => Math.min(a, b), 0))}, baseline ${percent(columns.baseline.reduce((a, b) => Math.min(a, b), 0))}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height: 120,
    axis: axisFor(axisRule, bothColumns(columns)),
    axisRule,
    hasTimeLabels: false,
    layers: [
      ...faultLayers(faults, false),
      fed({ kind: 'fill', series: series.faulted, base: 0 }, band([], palette.faulted, 0.16)),
      ...twoLines(series),
    ],
    readings: bothReadings(series, 'percent'),
  };
}
