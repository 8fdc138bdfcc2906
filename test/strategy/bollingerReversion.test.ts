import { expect, test } from 'vitest';
import { bollingerColumns } from '../../src/market/indicators/technical.ts';
import { bollingerReversion } from '../../src/strategy/library/bollingerReversion.ts';
import { closes, inShort, playBars } from './playBars.ts';

const params = { period: 4, deviations: 1, stopBarCount: 2 };

test('enters where the close falls out of its band, once, and exits at the middle', () => {
  // Windows of 4: at 90 the mean is 97.25 and the deviation 4.44; at 80 it has stayed out; at 100 the mean is 92.5.
  const turns = playBars(bollingerReversion, closes(100, 100, 99, 100, 90, 80, 100, 101), { params });
  expect(inShort(turns)).toEqual(['', '', '', '', 'buy A', '', 'exit A', '']);
});

test('agrees with bands that are computed over the whole series', () => {
  const wave = Array.from(
    { length: 300 },
    (_, bar) => 100 + 20 * Math.sin(bar / 9) + 7 * Math.sin(bar / 2.3),
  );
  const { lower, middle } = bollingerColumns(wave, { period: 20 });
  const isLow = (row: number) => wave[row]! <= lower[row]!;
  const isBack = (row: number) => wave[row]! >= middle[row]!;
  const expected = wave.map((_, row) => {
    if (row < 20) return '';
    if (isLow(row) && !isLow(row - 1)) return 'buy A';
    return isBack(row) && !isBack(row - 1) ? 'exit A' : '';
  });
  expect(inShort(playBars(bollingerReversion, closes(...wave)))).toEqual(expected);
  expect(expected.filter((wish) => wish === 'buy A').length).toBeGreaterThan(3);
});

test('a market that does not move, and a print that is no price, are no reason to enter', () => {
  expect(inShort(playBars(bollingerReversion, closes(...new Array(12).fill(100)), { params })).join('')).toBe(
    '',
  );
  const turns = playBars(bollingerReversion, closes(101, 103, 101, 102, 102, 0, 102, 102), { params });
  expect(inShort(turns).join('')).not.toContain('buy');
});

test('is called when the band and its stop are warm', () => {
  const made = (given: object) =>
    bollingerReversion.create({ period: 20, deviations: 2, stopMultiple: 2, stopBarCount: 14, ...given }, []);
  expect(made({}).warmupBars).toBe(21);
  expect(made({ stopBarCount: 30 }).warmupBars).toBe(31);
});
