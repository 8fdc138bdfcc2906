import { formatTime } from '../../core/time.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { orderTable } from '../facts/orderTable.ts';
import { csvText } from './csv.ts';

/** The way of every order of the faulted run, one row an order. */
export function ordersCsv({ faulted }: Outcome): string {
  const { columns, rows } = orderTable(faulted.record);
  return csvText(
    columns.map(({ name, kind }) => (kind === 'time' ? `${name}Time` : name)),
    rows.map((row) =>
      row.map((value, index) =>
        columns[index]!.kind === 'time' && value !== null ? formatTime(Number(value)) : value,
      ),
    ),
  );
}
