import type { Outcome } from '../../stress/outcome.ts';
import { underwater } from '../facts/equity.ts';
import { percent } from '../numbers.ts';
import { rowsToDraw } from './downsample.ts';
import { band } from './layers.ts';
import { palette } from './palette.ts';
import { BUCKETS, type Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { linearAxis, percentLabel } from './scales.ts';
import { bothColumns, twoLines } from './twoRuns.ts';

/** How far equity stood below its high-water mark. */
export function underwaterPlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot {
  const { record } = outcome.faulted;
  const columns = { baseline: underwater(outcome.baseline.record), faulted: underwater(record) };
  const height = 120;
  const axis = linearAxis([...bothColumns(columns), 0], percentLabel, 3);
  const { timeMs } = record.samples;
  const filled = rowsToDraw(timeMs, columns.faulted, BUCKETS).map((row) => ({
    t: timeMs[row]!,
    v: Number(columns.faulted[row]!.toPrecision(5)),
    v2: 0,
  }));
  return {
    id: 'underwater',
    label: 'Drawdown from the high-water mark, baseline and faulted',
    description: `Deepest: faulted ${percent(columns.faulted.reduce((a, b) => Math.min(a, b), 0))}, baseline ${percent(columns.baseline.reduce((a, b) => Math.min(a, b), 0))}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height,
    axis,
    hasTimeLabels: false,
    layers: [
      ...faultLayers(record, faults, false),
      band(filled, palette.faulted, 0.16),
      ...twoLines(outcome, columns, axis, height),
    ],
  };
}
