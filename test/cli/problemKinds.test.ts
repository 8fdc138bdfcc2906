import { expect, test } from 'vitest';
import { fewOfEachKind } from '../../src/cli/problemKinds.ts';
import type { Problem } from '../../src/core/result.ts';

const problem = (line: number | null, message: string, key: string | null = null): Problem => ({
  ...{ file: 'x.csv', line, key, message },
});

test('few of each kind: numbers, times and quoted words make no kind, columns and files do', () => {
  const lows = Array.from({ length: 30 }, (_, row) => problem(row, `the low ${row}.5 is above -1e-8`, 'low'));
  const highs = [problem(40, 'the low 1 is above 2', 'high')];
  const words = [
    problem(41, '"a" is not a number'),
    problem(42, '"b" is not a number'),
    problem(43, '"c" is not a number'),
  ];
  const times = [problem(44, 'gap at 2022-05-12T00:00:00Z'), problem(45, 'gap at 2022-05-13T01:30:00.5Z')];
  const { shown, rest } = fewOfEachKind([...lows, ...highs, ...words, ...times], 2);
  expect(shown.map(({ line }) => line)).toEqual([0, 1, 40, 41, 42, 44, 45]);
  expect(rest).toEqual([
    'and 28 more like "the low 29.5 is above -1e-8", the last at line 29; --json lists every one',
    'and 1 more like ""c" is not a number", the last at line 43; --json lists every one',
  ]);
  expect(fewOfEachKind(lows, Number.POSITIVE_INFINITY)).toEqual({ shown: lows, rest: [] });
});
