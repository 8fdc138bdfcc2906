import type { Outcome } from '../../stress/outcome.ts';
import { level } from './layers.ts';
import { palette } from './palette.ts';
import type { Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { linearAxis, priceLabel } from './scales.ts';
import { bothColumns, twoLines } from './twoRuns.ts';

/** Equity of both runs, and where they started. */
export function equityPlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot {
  const { record } = outcome.faulted;
  const columns = {
    baseline: outcome.baseline.record.samples.equityQuote,
    faulted: record.samples.equityQuote,
  };
  const height = 200;
  const axis = linearAxis([...bothColumns(columns), record.startQuote], priceLabel);
  return {
    id: 'equity',
    label: 'Equity, baseline and faulted',
    description: `Start ${record.startQuote}; the faulted run ends at ${record.final.equityQuote}, the baseline at ${outcome.baseline.record.final.equityQuote}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height,
    axis,
    hasTimeLabels: true,
    layers: [
      ...faultLayers(record, faults, true),
      level(record.startQuote, { color: palette.muted, opacity: 0.6 }),
      ...twoLines(outcome, columns, axis, height),
    ],
  };
}
