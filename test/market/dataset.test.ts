import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { formatProblem, type Result } from '../../src/core/result.ts';
import { loadSymbol, openDataset } from '../../src/market/dataset.ts';
import { joinPath } from '../../src/market/files.ts';
import { temporaryFolder } from './temporaryFolder.ts';

const CSV = 'date,open,high,low,close,volume\n2022-05-01,10,12,9,11,100\n2022-05-02,11,13,10,12,100\n';

function manifestOf(changes: Record<string, string> = {}): string {
  const entry = {
    symbol: 'X-USDT',
    file: 'daily/X-USDT.csv',
    source: 'made up',
    interval: '1d',
    from: '2022-05-01',
    to: '2022-05-02',
    rows: '2',
    sha256: sha256(CSV),
    traps: '[]',
    ...changes,
  };
  const lines = Object.entries(entry).map(([key, value]) => `    ${key}: ${value}`);
  return ['source: made up', 'files:', `  - ${lines.join('\n').trimStart()}`, ''].join('\n');
}

async function load(files: Record<string, string | Uint8Array>, symbol = 'X-USDT'): Promise<Result<unknown>> {
  const dataset = openDataset(joinPath(temporaryFolder(files), 'daily'), 'data/daily');
  return dataset.ok ? loadSymbol(dataset.value, symbol) : dataset;
}

function problemsOf(result: Result<unknown>): string[] {
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('a dataset', () => {
  test('is verified against the manifest above it, or beside it', async () => {
    const above = await load({ 'daily/X-USDT.csv': CSV, 'manifest.yaml': manifestOf() });
    expect(above).toMatchObject({ ok: true, value: { entry: { symbol: 'X-USDT', rows: 2 }, notes: [] } });
    const beside = await load({
      'daily/X-USDT.csv': CSV,
      'daily/manifest.yaml': manifestOf({ file: 'X-USDT.csv' }),
    });
    expect(beside).toMatchObject({ ok: true, value: { entry: { symbol: 'X-USDT' } } });
  });

  test('is unverified without a manifest', async () => {
    expect(await load({ 'daily/X-USDT.csv': CSV })).toMatchObject({ ok: true, value: { entry: null } });
  });

  test('a flipped bit is caught, even one that leaves the candles possible', async () => {
    const bytes = new TextEncoder().encode(CSV);
    // The last digit of the last volume, 100: 0x30 becomes 0x31.
    bytes[bytes.length - 2]! ^= 1;
    const problems = problemsOf(await load({ 'daily/X-USDT.csv': bytes, 'manifest.yaml': manifestOf() }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      'data/daily/X-USDT.csv: sha256: is not the file that the manifest describes',
    );
  });

  test('wrong rows and range are caught, all at once', async () => {
    const manifest = manifestOf({ rows: '3', from: '2022-04-30', to: '2022-05-03' });
    expect(problemsOf(await load({ 'daily/X-USDT.csv': CSV, 'manifest.yaml': manifest }))).toEqual([
      'data/daily/X-USDT.csv: rows: is not what the manifest describes: rows is 2, expected 3',
      'data/daily/X-USDT.csv: from: is not what the manifest describes: from is 2022-05-01T00:00:00Z, expected 2022-04-30T00:00:00Z',
      'data/daily/X-USDT.csv: to: is not what the manifest describes: to is 2022-05-02T00:00:00Z, expected 2022-05-03T00:00:00Z',
    ]);
  });

  test('a manifest that is wrong itself says where', async () => {
    const manifest = manifestOf({ rows: 'two', intervall: '1d', interval: 'daily' });
    const problems = problemsOf(await load({ 'daily/X-USDT.csv': CSV, 'manifest.yaml': manifest }));
    expect(problems.map((problem) => problem.replace(/^.*manifest\.yaml/, 'manifest.yaml'))).toEqual([
      'manifest.yaml:12: files.0.intervall: unknown key "intervall"; did you mean "interval"?',
      'manifest.yaml:6: files.0.interval: "daily" is not a duration; expected one such as 1h',
      'manifest.yaml:9: files.0.rows: "two" is not a number of at least 1',
    ]);
    expect(problemsOf(await load({ 'daily/X-USDT.csv': CSV, 'manifest.yaml': 'files: [' }))[0]).toContain(
      'is not YAML',
    );
  });

  test('an unknown symbol gets the nearest one', async () => {
    const files = { 'daily/BTC-USDT.csv': CSV, 'daily/ETH-USDT.csv': CSV };
    expect(problemsOf(await load(files, 'BTC-USD'))).toEqual([
      'data/daily: symbols: unknown symbol "BTC-USD"; did you mean "BTC-USDT"?',
    ]);
  });

  test('a symbol is found with and without the hyphen, and two files for it are refused', async () => {
    expect(await load({ 'daily/BTCUSDT.csv': CSV }, 'BTC-USDT')).toMatchObject({ ok: true });
    const files = { 'daily/BTC-USDT.csv': CSV, 'daily/BTCUSDT.csv': CSV };
    expect(problemsOf(await load(files, 'BTC-USDT'))[0]).toContain(
      'several files for BTC-USDT (BTC-USDT.csv, BTCUSDT.csv)',
    );
  });

  test('a folder that does not exist is said by the name that the user gave it', async () => {
    expect(problemsOf(await load({ 'other/X.csv': CSV }))).toEqual(['data/daily: does not exist']);
  });
});
