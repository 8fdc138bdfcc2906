import type { DataFrame } from 'danfojs-node';
import type { MeasuredRun, Outcome } from '../stress/outcome.ts';
import { type RunTable, tableOf } from './rows.ts';

export { type RunTable, type TableRow, toRows } from './rows.ts';

/**
 * A table of a run as a danfojs-node DataFrame: the rows of `toRows`, columns in their order. danfojs-node is loaded by the first call, and by
 * nothing else of brakecheck.
 *
 * @throws Error when danfojs-node is not installed.
 */
export async function toDataFrame(run: Outcome | MeasuredRun, table: RunTable): Promise<DataFrame> {
  const { columns, rows } = tableOf(run, table);
  const { DataFrame } = await loadDanfo();
  const names = Object.keys(columns);
  // A type is given, because danfojs-node would guess it from the first rows, and a column of nulls would be guessed to be nothing. Its name
  // for a number is float32; what it computes with is float64 (notebooks/README.md).
  return new DataFrame(
    rows.map((row) => names.map((name) => row[name] ?? null)),
    {
      columns: names,
      dtypes: Object.values(columns).map((kind) => (kind === 'number' ? 'float32' : 'string')),
    },
  );
}

async function loadDanfo(): Promise<typeof import('danfojs-node')> {
  try {
    return await import('danfojs-node');
  } catch (error) {
    if ((error as { code?: unknown }).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(
      'toDataFrame needs danfojs-node, which is not installed. In a clone of brakecheck `npm ci` installs it; ' +
        'in a project of your own it also needs three overrides in package.json, which notebooks/README.md in the ' +
        'repository of brakecheck lists. toRows gives the same table without it.',
      { cause: error },
    );
  }
}
