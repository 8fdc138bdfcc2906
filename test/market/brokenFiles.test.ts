import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { readCandles } from '../../src/market/readCandles.ts';
import { validateCandles } from '../../src/market/validateCandles.ts';
import { BROKEN_FILES, GOOD_FILE } from './brokenFiles.ts';

async function problemsOf(content: string | Uint8Array, read = {}): Promise<string[]> {
  const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
  const valid = validateCandles(await readCandles(bytes, 'x.csv', read), { symbol: 'X-USDT' });
  return valid.ok ? [] : valid.problems.map(formatProblem);
}

describe('what is said of a broken file is true and whole', () => {
  test('there are twenty of them and more, each with a name and a complaint of its own', () => {
    expect(BROKEN_FILES.length).toBeGreaterThanOrEqual(20);
    expect(new Set(BROKEN_FILES.map(({ name }) => name)).size).toBe(BROKEN_FILES.length);
    expect(BROKEN_FILES.filter(({ problems }) => problems.length === 0)).toEqual([]);
  });

  test('the file that they are made from has nothing wrong', async () => {
    expect(await problemsOf(GOOD_FILE)).toEqual([]);
  });

  test.each(BROKEN_FILES)('$name', async ({ content, problems, read }) => {
    expect(await problemsOf(content, read)).toEqual(problems);
  });
});
