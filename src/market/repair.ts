import { DAY_MS, formatDuration, formatTime } from '../core/time.ts';
import { type CandleRows, NUMBER_COLUMNS, selectRows } from './candleRows.ts';
import { ascendingOrder, commonStep, isPriceBreak } from './rowOrder.ts';

export interface RepairedRows {
  readonly rows: CandleRows;
  /** What was done, a sentence each, with its lines; empty when nothing was. */
  readonly repairs: readonly string[];
}

/**
 * Repairs what can be repaired without choosing between two truths: exact copies of a row are dropped, a reused symbol is cut where the
 * other coin begins (but not at a fall over a short gap, which may be a crash), and a last row that stands between two bars, a snapshot of a
 * bar that was not over, is dropped. Everything else stays as it is, and validation speaks of it.
 */
export function repairRows(rows: CandleRows, intervalMs: number | null = null): RepairedRows {
  const repairs: string[] = [];
  const dropped = new Set<number>();
  dropCopies(rows, dropped, repairs);
  const order = ascendingOrder(rows).filter((row) => !dropped.has(row));
  const stepMs = intervalMs ?? commonStep(rows, order);
  if (stepMs !== null) {
    const end = cutAtReuse(rows, order, stepMs, repairs);
    for (const row of order.splice(end)) dropped.add(row);
    dropSnapshot(rows, order, { intervalMs: stepMs, dropped, repairs });
  }
  if (dropped.size === 0) return { rows, repairs };
  const kept = Array.from({ length: rows.length }, (_, row) => row).filter((row) => !dropped.has(row));
  return { rows: selectRows(rows, kept), repairs };
}

function dropCopies(rows: CandleRows, dropped: Set<number>, repairs: string[]): void {
  const firstAt = new Map<number, number>();
  const lines: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    const first = firstAt.get(rows.openTimeMs[row]!);
    if (first === undefined) {
      firstAt.set(rows.openTimeMs[row]!, row);
    } else if (NUMBER_COLUMNS.every((column) => rows[column][row] === rows[column][first])) {
      dropped.add(row);
      lines.push(rows.line[row]!);
    }
  }
  if (lines.length === 1) repairs.push(`dropped line ${lines[0]}, an exact copy of an earlier row`);
  if (lines.length > 1)
    repairs.push(`dropped ${lines.length} exact copies of earlier rows, ${listed(lines)}`);
}

/**
 * A price that fell while no bar was kept for less than this may be the same coin in a crash: LUNA lost five sixths in single hours. To cut there
 * would settle positions before the fall.
 */
const CRASH_GAP_MS = 7 * DAY_MS;

/** How many rows of `order` stand before the other coin begins; all of them when none does. */
function cutAtReuse(
  rows: CandleRows,
  order: readonly number[],
  intervalMs: number,
  repairs: string[],
): number {
  for (let index = 1; index < order.length; index++) {
    const row = order[index]!;
    const before = order[index - 1]!;
    const stepMs = rows.openTimeMs[row]! - rows.openTimeMs[before]!;
    if (stepMs <= intervalMs || !isPriceBreak(rows.close[before]!, rows.open[row]!)) continue;
    if (rows.open[row]! < rows.close[before]! && stepMs - intervalMs < CRASH_GAP_MS) continue;
    const gap = `${rows.close[before]} to ${rows.open[row]} after ${formatDuration(stepMs - intervalMs)} without a bar`;
    const count = order.length - index;
    repairs.push(
      `cut at line ${rows.line[row]}, ${formatTime(rows.openTimeMs[row]!)}, where the symbol was reused for another coin (${gap}): ` +
        `${count} ${count === 1 ? 'row' : 'rows'} dropped`,
    );
    return index;
  }
  return order.length;
}

/** Drops the last row when it alone stands off the grid of the others, less than a bar after a bar. */
function dropSnapshot(
  rows: CandleRows,
  order: readonly number[],
  into: { readonly intervalMs: number; readonly dropped: Set<number>; readonly repairs: string[] },
): void {
  const [before, last] = order.slice(-2);
  if (order.length < 3 || before === undefined || last === undefined) return;
  const stepMs = rows.openTimeMs[last]! - rows.openTimeMs[before]!;
  if (stepMs <= 0 || stepMs % into.intervalMs === 0) return;
  into.dropped.add(last);
  into.repairs.push(
    `dropped line ${rows.line[last]}, the last row: ${formatTime(rows.openTimeMs[last]!)} is between two bars of ` +
      `${formatDuration(into.intervalMs)}, a snapshot of a bar that was not over`,
  );
}

function listed(lines: readonly number[]): string {
  const shown = lines.slice(0, 10).join(', ');
  return lines.length <= 10 ? `lines ${shown}` : `lines ${shown} and ${lines.length - 10} more`;
}
