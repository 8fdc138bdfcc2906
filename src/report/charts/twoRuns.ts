import type { MeasuredRun } from '../../stress/outcome.ts';
import { rowsToDraw } from './downsample.ts';
import { line, type Point, text } from './layers.ts';
import { palette } from './palette.ts';
import { BUCKETS, type Layer, PLOT } from './plot.ts';
import { pixelOf, type ValueAxis } from './scales.ts';

/** A column of both runs, row for row with the samples of each. */
export interface TwoColumns {
  readonly baseline: ArrayLike<number>;
  readonly faulted: ArrayLike<number>;
}

/** Baseline dashed behind, faulted solid in front, each named at its right end. */
export function twoLines(
  runs: { readonly baseline: MeasuredRun; readonly faulted: MeasuredRun },
  columns: TwoColumns,
  axis: ValueAxis,
  height: number,
): Layer[] {
  const baselineMs = runs.baseline.record.samples.timeMs;
  const faultedMs = runs.faulted.record.samples.timeMs;
  return [
    line(drawn(baselineMs, columns.baseline), { color: palette.baseline, width: 1.6, dash: [5, 3] }),
    line(drawn(faultedMs, columns.faulted), { color: palette.faulted, width: 1.9 }),
    ...endLabels(
      [
        { name: 'baseline', color: palette.baseline, value: lastNumber(columns.baseline) },
        { name: 'faulted', color: palette.faulted, value: lastNumber(columns.faulted) },
      ],
      axis,
      height,
    ),
  ];
}

/** A column as points, thinned so that no extreme is lost; NaN becomes a break. */
function drawn(timeMs: ArrayLike<number>, values: ArrayLike<number>): Point[] {
  return rowsToDraw(timeMs, values, BUCKETS).map((row) => {
    const value = values[row]!;
    return { t: timeMs[row]!, v: Number.isFinite(value) ? Number(value.toPrecision(7)) : null };
  });
}

/** All numbers of both columns, for the axis. */
export function* bothColumns({ baseline, faulted }: TwoColumns): Generator<number> {
  for (const column of [baseline, faulted]) {
    for (let row = 0; row < column.length; row++) yield column[row]!;
  }
}

/** Names at the ends of lines, moved apart where they would cover each other. */
function endLabels(
  ends: readonly { name: string; color: string; value: number | null }[],
  axis: ValueAxis,
  height: number,
): Layer[] {
  const placed = ends
    .flatMap(({ name, color, value }) =>
      value === null ? [] : [{ name, color, y: pixelOf(axis, value, height) }],
    )
    .sort((a, b) => a.y - b.y);
  const [upper, lower] = placed;
  if (upper !== undefined && lower !== undefined && lower.y - upper.y < 14) {
    const middle = Math.min(height - 9, Math.max(9, (upper.y + lower.y) / 2));
    upper.y = middle - 7;
    lower.y = middle + 7;
  }
  return placed.map(({ name, color, y }) =>
    text(name, { x: PLOT.width + 6, y, align: 'left', color, isBold: name === 'faulted' }),
  );
}

function lastNumber(column: ArrayLike<number>): number | null {
  for (let row = column.length - 1; row >= 0; row--) if (Number.isFinite(column[row]!)) return column[row]!;
  return null;
}
