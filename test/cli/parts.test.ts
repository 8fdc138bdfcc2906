import { describe, expect, test } from 'vitest';
import { EXIT, type ExitCode, worstExit } from '../../src/cli/exitCode.ts';
import { shellWord } from '../../src/cli/shellWord.ts';
import { visible } from '../../src/cli/visible.ts';

describe('exit codes', () => {
  test.each<[ExitCode[], ExitCode]>([
    [[], 0],
    [[0, 6], 6],
    [[6, 2], 2],
    [[2, 1], 1],
    [[1, 3], 3],
    [[3, 4], 4],
    [[4, 5], 5],
    [[0, 1, 2, 3, 4, 5, 6], 5],
  ])('of %j is %i, in whatever order', (codes, expected) => {
    expect(worstExit(codes)).toBe(expected);
    expect(worstExit([...codes].reverse())).toBe(expected);
  });

  test('have the numbers that are published', () => {
    expect(Object.values(EXIT)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  });
});

test.each([
  ['scenarios/luna-2022.yaml', 'scenarios/luna-2022.yaml'],
  ['my file.yaml', "'my file.yaml'"],
  ["it's", "'it'\\''s'"],
  ['$(rm)', "'$(rm)'"],
  ['', "''"],
])('%j is typed as %s', (argument, typed) => {
  expect(shellWord(argument)).toBe(typed);
});

test.each([
  ['a line\nand another', 'a line\\nand another'],
  ['\u001b[2Jcleared', '\\u001b[2Jcleared'],
  ['\u009b31mred', '\\u009b31mred'],
  ['right\u202eleft', 'right\\u202eleft'],
  ['plain, − 5\u202f% – ünchanged', 'plain, − 5\u202f% – ünchanged'],
])('%j is printed as %s', (text, printed) => {
  expect(visible(text)).toBe(printed);
});
