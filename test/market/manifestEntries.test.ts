import { expect, test } from 'vitest';
import { type NewEntry, withEntries } from '../../src/market/manifest.ts';

const ENTRY: NewEntry = {
  ...{ symbol: 'BTC-USDT', file: 'BTC-USDT.csv', source: 'a test', intervalMs: 3_600_000 },
  ...{ fromMs: 0, toMs: 7_200_000, rows: 3, sha256: 'a'.repeat(64), traps: [] },
};

function written(text: string | null, entry: NewEntry): string | null {
  const result = withEntries(text, 'manifest.yaml', [entry]);
  if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join());
  return result.value;
}

test('an entry that says the same is there already, whatever its source', () => {
  const text = written(null, ENTRY);
  expect(written(text, ENTRY)).toBeNull();
  expect(written(text, { ...ENTRY, source: 'another' })).toBeNull();
});

test.each([
  { symbol: 'ETH-USDT' },
  { intervalMs: 60_000 },
  { fromMs: 3_600_000 },
  { toMs: 10_800_000 },
  { rows: 4 },
  { sha256: 'b'.repeat(64) },
])('an entry that says otherwise is refused: %o', (other) => {
  const text = written(null, ENTRY);
  expect(() => written(text, { ...ENTRY, ...other })).toThrow('nothing was overwritten');
});
