import { expect, test } from 'vitest';
import { keyedRandom } from '../../../src/core/random.ts';
import { imposeRanks } from '../../../src/market/correlationShock/imposeRanks.ts';

/**
 * Two symbols that are one but for a few moments: whitened, those moments are hundreds of deviations away, and a score with its row in the low
 * digits is more than a double holds.
 */
test('twins that part for a moment keep every bar, each once', () => {
  const count = 120_001;
  const draw = keyedRandom(3, 'statistics', 'twins');
  const leader = Float64Array.from({ length: count }, (_, row) => draw('leader', row) - 0.5);
  const twin = leader.map((value, row) => value + (draw('noise', row) - 0.5) * 0.002);
  for (const row of [40_001, 40_003, 80_005]) {
    leader[row] = row;
    twin[row] = -row;
  }
  const target = [
    [1, 0.5],
    [0.5, 1],
  ];
  const imposed = imposeRanks([leader, twin], { target, measure: 'spearman' });
  const sources = imposed!.sourceRows[1]!;
  expect(new Set(sources).size).toBe(count);
  expect(sources.every((row) => Number.isInteger(row) && row >= 0 && row < count)).toBe(true);
});
