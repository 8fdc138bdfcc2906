import { describe, expect, test } from 'vitest';
import { EXIT, type ExitCode, worstExit } from '../../src/cli/exitCode.ts';
import { exitCodeOf } from '../../src/cli/runLoaded.ts';
import { shellWord } from '../../src/cli/shellWord.ts';
import { visible } from '../../src/cli/visible.ts';
import type { Outcome } from '../../src/stress/outcome.ts';

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

test.each<
  [string, Partial<Record<'verdict' | 'isMet' | 'fireCount' | 'isDeterministic', unknown>>, ExitCode]
>([
  ['a pass', {}, 0],
  ['a violation that was expected', { verdict: 'FAIL' }, 0],
  ['a violation that was not', { verdict: 'FAIL', isMet: false }, 1],
  ['a pass where a violation was expected', { isMet: false }, 1],
  ['a run that proves nothing', { verdict: 'INCONCLUSIVE' }, 6],
  ['an expected violation beside a fault that never fired', { verdict: 'FAIL', fireCount: 0 }, 6],
  ['two runs that are one', { isDeterministic: true }, 0],
  ['two runs that differ, whatever they found', { isDeterministic: false, isMet: false }, 3],
])('the exit code of %s', (_case, found, expected) => {
  const { verdict = 'PASS', isMet = true, fireCount = 1, isDeterministic = null } = found;
  const outcome = {
    verdict,
    expectation: { isMet },
    faults: [{ fireCount }],
    verification: isDeterministic === null ? null : { isDeterministic },
  };
  expect(exitCodeOf(outcome as unknown as Outcome)).toBe(expected);
});
