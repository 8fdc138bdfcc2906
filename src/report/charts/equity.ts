import type { Outcome } from '../../stress/outcome.ts';
import { level } from './layers.ts';
import { palette } from './palette.ts';
import type { Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { type AxisRule, axisFor } from './scales.ts';
import { bothColumns, bothReadings, seriesOf, twoLines } from './twoRuns.ts';

/** Equity of both runs, and where they started. */
export function equityPlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot {
  const { record } = outcome.faulted;
  const columns = {
    baseline: outcome.baseline.record.samples.equityQuote,
    faulted: record.samples.equityQuote,
  };
  const series = seriesOf(outcome, columns);
  const axisRule: AxisRule = { kind: 'linear', label: 'price', tickCount: 4, includes: [record.startQuote] };
  return {
    id: 'equity',
    label: 'Equity, baseline and faulted',
    description: `Start ${record.startQuote}; the faulted run ends at ${record.final.equityQuote}, the baseline at ${outcome.baseline.record.final.equityQuote}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height: 200,
    axis: axisFor(axisRule, bothColumns(columns)),
    axisRule,
    hasTimeLabels: true,
    layers: [
      ...faultLayers(faults, true),
      level(record.startQuote, { color: palette.muted, opacity: 0.6 }),
      ...twoLines(series),
    ],
    readings: bothReadings(series, 'money'),
  };
}
