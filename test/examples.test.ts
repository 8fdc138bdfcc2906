/**
 * The examples in the documentation comments of src/ are executed. A line of an `@example` that reads `expression // value` must give
 * that value, compared as JSON with 15 digits; every other line is run as it stands, in order, with the module's exports in scope.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SOURCE = fileURLToPath(new URL('../src/', import.meta.url));

interface Example {
  line: number;
  code: string;
  /** How many of its lines name a value. */
  checkCount: number;
}

/** Text that is a JavaScript expression can be a value; "true, whatever was drawn between" counts up to the comma. */
function valueIn(comment: string): string | null {
  for (const candidate of [comment, comment.slice(0, Math.max(0, comment.indexOf(', ')))]) {
    if (candidate !== '' && parses(`return (${candidate});`)) return candidate;
  }
  return null;
}

function parses(body: string): boolean {
  try {
    new Function(body);
    return true;
  } catch {
    return false;
  }
}

/** An expression may stand over several lines: the lines since the last complete statement belong to it. */
function compileExample(text: string): { code: string; checkCount: number } {
  const statements: string[] = [];
  let pending = '';
  let checkCount = 0;
  for (const line of text.split('\n')) {
    const match = /^(.*?\S)\s+\/\/ (.+)$/.exec(line);
    const value = match === null ? null : valueIn(match[2]!.trim());
    const expression = `${pending}${match?.[1] ?? line}`.replace(/;$/, '');
    if (value !== null && parses(`return (${expression});`)) {
      statements.push(`check((${expression}), (${value}));`);
      checkCount++;
      pending = '';
    } else {
      pending += `${line}\n`;
      if (parses(pending)) {
        statements.push(pending);
        pending = '';
      }
    }
  }
  return { code: statements.join('\n') + pending, checkCount };
}

/** The `@example` blocks of a file's documentation comments, each up to the next tag or the end of its comment. */
function examplesOf(source: string): Example[] {
  const examples: Example[] = [];
  for (const comment of source.matchAll(/\/\*\*([\s\S]*?)\*\//g)) {
    const text = comment[1]!.replace(/^[ \t]*\* ?/gm, '');
    let position = comment.index;
    for (const block of text.matchAll(/@example\s([\s\S]*?)(?=\n@|@example\s|$)/g)) {
      position = source.indexOf('@example', position + 1);
      const { code, checkCount } = compileExample(block[1]!.trim());
      const line = source.slice(0, position).split('\n').length;
      if (code.trim() !== '') examples.push({ line, code, checkCount });
    }
  }
  return examples;
}

/** Typed arrays and maps as the plain values that an example can write. */
function asJson(value: unknown): string {
  return JSON.stringify(value, (_key, item) => {
    if (ArrayBuffer.isView(item)) return Array.from(item as Float64Array);
    if (item instanceof Map) return Object.fromEntries(item);
    // To 15 digits, so that an example may say 0.1 where the double is 0.10000000000000009.
    if (typeof item === 'number') return Number.isFinite(item) ? Number(item.toPrecision(15)) : String(item);
    return item === undefined ? 'undefined' : item;
  });
}

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .sort()
  .map((file) => ({ file, examples: examplesOf(readFileSync(`${SOURCE}${file}`, 'utf8')) }))
  .filter(({ examples }) => examples.length > 0);

describe.each(files)('examples of $file', ({ file, examples }) => {
  test.each(examples)('line $line', async ({ code, checkCount }) => {
    const scope: Record<string, unknown> = { ...(await import(`${SOURCE}${file}`)) };
    let checked = 0;
    scope.check = (actual: unknown, expected: unknown) => {
      expect(asJson(actual)).toBe(asJson(expected));
      checked++;
    };
    try {
      new Function(...Object.keys(scope), code)(...Object.values(scope));
    } catch (error) {
      // An example without a value may leave a name to the reader (`resample(hourly, ...)`): an illustration, not a claim.
      if (checkCount > 0 || !(error instanceof ReferenceError)) throw error;
    }
    expect(checked).toBe(checkCount);
  });
});

test('the scan finds the examples there are', () => {
  const checks = files
    .flatMap(({ examples }) => examples)
    .reduce((sum, { checkCount }) => sum + checkCount, 0);
  expect(checks).toBeGreaterThanOrEqual(60);
});

describe('the scan itself', () => {
  const run = (comment: string) => examplesOf(`/**\n * ${comment.replaceAll('\n', '\n * ')}\n */`);

  test('reads an example on one line, in the middle of a sentence', () => {
    expect(run('Twice. @example twice(2) // 4')).toEqual([
      { line: 2, code: 'check((twice(2)), (4));', checkCount: 1 },
    ]);
  });

  test('reads an expression over several lines, and statements before it', () => {
    const [example] = run('@example\nconst a = 1;\nadd(\n  a,\n  2,\n); // 3\n@returns a number');
    expect(example?.checkCount).toBe(1);
    expect(example?.code).toContain('const a = 1;');
    expect(example?.code).not.toContain('returns');
  });

  test('keeps two slashes inside a text, and a remark that is no value', () => {
    expect(run("@example open('https://a.b') // 'https://a.b'")[0]?.checkCount).toBe(1);
    expect(run('@example go(1) // as fast as it can')[0]?.checkCount).toBe(0);
  });

  test('reads two examples of one comment', () => {
    expect(run('@example f(1) // 1\n@example f(2) // [2]').map(({ checkCount }) => checkCount)).toEqual([
      1, 1,
    ]);
  });
});
