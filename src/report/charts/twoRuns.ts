import type { MeasuredRun } from '../../stress/outcome.ts';
import type { LineEnd, Series } from './feed.ts';
import { fed, line, placedText } from './layers.ts';
import { palette } from './palette.ts';
import type { Layer } from './plot.ts';

/** A column of both runs, row for row with the samples of each. */
export interface TwoColumns {
  readonly baseline: ArrayLike<number>;
  readonly faulted: ArrayLike<number>;
}

/** Both columns over their own times. */
export function seriesOf(
  runs: { readonly baseline: MeasuredRun; readonly faulted: MeasuredRun },
  columns: TwoColumns,
): { readonly baseline: Series; readonly faulted: Series } {
  return {
    baseline: { timeMs: runs.baseline.record.samples.timeMs, values: columns.baseline },
    faulted: { timeMs: runs.faulted.record.samples.timeMs, values: columns.faulted },
  };
}

/** Baseline dashed behind, faulted solid in front, each named at its right end. */
export function twoLines({ baseline, faulted }: { baseline: Series; faulted: Series }): Layer[] {
  const ends: LineEnd[] = [
    { series: baseline, name: 'baseline' },
    { series: faulted, name: 'faulted' },
  ];
  const end = (which: number, color: string): Layer =>
    fed({ kind: 'end', ends, which }, placedText({ align: 'left', color, isBold: which === 1 }));
  return [
    fed({ kind: 'line', series: baseline }, line([], { color: palette.baseline, width: 1.6, dash: [5, 3] })),
    fed({ kind: 'line', series: faulted }, line([], { color: palette.faulted, width: 1.9 })),
    end(0, palette.baseline),
    end(1, palette.faulted),
  ];
}

/** What a reader of the chart is told at a time: the values of both runs. */
export function bothReadings(
  { baseline, faulted }: { baseline: Series; faulted: Series },
  unit: 'money' | 'percent' | 'multiple',
): { readonly name: string; readonly series: Series; readonly unit: typeof unit }[] {
  return [
    { name: 'faulted', series: faulted, unit },
    { name: 'baseline', series: baseline, unit },
  ];
}

/** All numbers of both columns, for the axis. */
export function* bothColumns({ baseline, faulted }: TwoColumns): Generator<number> {
  for (const column of [baseline, faulted]) {
    for (let row = 0; row < column.length; row++) yield column[row]!;
  }
}
