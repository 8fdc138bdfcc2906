import type { RunRecord, RunSamples } from '../../engine/runRecord.ts';

/** The row in which a column is lowest, rows without a number left out; null when it has none. */
export function lowestRow(column: Float64Array): number | null {
  let lowest: number | null = null;
  for (let row = 0; row < column.length; row++) {
    const value = column[row]!;
    if (Number.isFinite(value) && (lowest === null || value < column[lowest]!)) lowest = row;
  }
  return lowest;
}

/** Equity below its high-water mark, the start included: zero or negative ratios. */
export function underwater(record: RunRecord): Float64Array {
  const { equityQuote } = record.samples;
  let peak = record.startQuote;
  return equityQuote.map((equity) => {
    peak = Math.max(peak, equity);
    return equity / peak - 1;
  });
}

/** Gross notional as a multiple of equity; NaN where there is no equity to speak of. */
export function grossExposure(samples: RunSamples): Float64Array {
  return samples.grossNotionalQuote.map((gross, row) => {
    const equity = samples.equityQuote[row]!;
    return gross === 0 ? 0 : equity > 0 ? gross / equity : Number.NaN;
  });
}

/** The last row at or before each end of a UTC day, for tables: one row a day, the first row first. */
export function dailyRows(timeMs: ArrayLike<number>): number[] {
  const rows: number[] = [];
  for (let row = 0; row < timeMs.length; row++) {
    const day = Math.ceil(timeMs[row]! / 86_400_000);
    const next = timeMs[row + 1];
    if (row === 0 || next === undefined || Math.ceil(next / 86_400_000) !== day) rows.push(row);
  }
  return rows;
}
