import { isChart, renderChart } from './chart.ts';
import { frameTableOf } from './frameTable.ts';
import type { Display } from './outputs.ts';

export interface DisplayOptions {
  /** Any value as text; the command line knows how. */
  readonly inspect: (value: unknown) => string;
  /** Unique in the notebook. */
  readonly chartId: string;
}

/**
 * What the value of a cell's last expression is shown as: frames, series and arrays of rows as tables, Vega-Lite specifications as charts, text
 * as itself, everything else as it is inspected. Nothing is shown for undefined.
 */
export async function displayOf(value: unknown, options: DisplayOptions): Promise<Display | null> {
  if (value === undefined) return null;
  if (typeof value === 'string') return { kind: 'text', text: value };
  const table = frameTableOf(value);
  if (table !== null) return { kind: 'table', table };
  if (isChart(value)) return { kind: 'chart', ...(await renderChart(value, options.chartId)) };
  return { kind: 'text', text: options.inspect(value) };
}
