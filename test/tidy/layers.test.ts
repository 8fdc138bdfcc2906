import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const SOURCE = join(import.meta.dirname, '../../src');
/** Data flows one way: a folder imports itself and the folders to its left. */
const LAYERS = [
  'core',
  'market',
  'metrics',
  'risk',
  'strategy',
  'venue',
  'faults',
  'engine',
  'stress',
  'report',
  'cli',
];
/** The named edges: what may touch files, the clock's time zone, the process. */
const FILE_EDGES = [
  'core/hash.ts',
  'market/files.ts',
  'report/pageScripts.ts',
  'report/writeMarked.ts',
  'report/writeFolder.ts',
  'stress/loadStrategy.ts',
];

const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name: name.replaceAll('\\', '/'), text: readFileSync(join(SOURCE, name), 'utf8') }));

/** The code without comments and strings, so that a word in a sentence is not a call. */
function codeOf(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");
}

describe('the house', () => {
  test('there is something to judge', () => {
    expect(files.length).toBeGreaterThan(80);
  });

  test('every folder is a layer, and imports only itself and what is to its left', () => {
    const wrong: string[] = [];
    for (const { name, text } of files) {
      const layer = LAYERS.indexOf(name.split('/')[0]!);
      if (name.includes('/') && layer < 0) wrong.push(`${name} is in no layer`);
      for (const [, target] of text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)) {
        const imported = relative(SOURCE, join(SOURCE, name, '..', target!)).replaceAll('\\', '/');
        const importedLayer = LAYERS.indexOf(imported.split('/')[0]!);
        if (importedLayer > layer && layer >= 0) wrong.push(`${name} imports ${imported}`);
      }
    }
    expect(wrong).toEqual([]);
  });

  test('no clock, no chance, no process and no file outside the named edges', () => {
    const banned: [RegExp, string][] = [
      [/\bDate\.now\b/, 'Date.now'],
      [/\bnew Date\(\s*\)/, 'new Date()'],
      [/\bMath\.random\b/, 'Math.random'],
      [/\bset(?:Timeout|Interval|Immediate)\b/, 'a timer'],
      [/\bperformance\.now\b/, 'performance.now'],
      [/\bprocess\./, 'process'],
      [/\btoLocale\w+\b/, 'the locale'],
      [/\blocaleCompare\b/, 'the locale'],
    ];
    const wrong: string[] = [];
    for (const { name, text } of files) {
      if (name.startsWith('cli/')) continue;
      const code = codeOf(text);
      for (const [pattern, what] of banned) if (pattern.test(code)) wrong.push(`${name} uses ${what}`);
      if (/from 'node:/.test(text) && !FILE_EDGES.includes(name)) wrong.push(`${name} imports node:`);
    }
    expect(wrong).toEqual([]);
  });

  test('only the gateway mints an approved order', () => {
    const minting = files
      .filter(({ text }) => /\bas (?:unknown as )?Approved(?:Order|Amendment)\b/.test(codeOf(text)))
      .map(({ name }) => name);
    expect(minting).toEqual(['risk/gateway.ts']);
  });

  test('nothing asks whether it is a backtest', () => {
    const asking = files.filter(({ text }) => /\b(?:isB|b)acktest(?:ing)?\b\s*[?)&|]/.test(codeOf(text)));
    expect(asking.map(({ name }) => name)).toEqual([]);
  });

  test('no bucket folders, and no file so long that nobody reads it', () => {
    const buckets = files.filter(({ name }) =>
      /(?:^|\/)(?:utils?|common|helpers?|types|misc)(?:\/|\.ts$)/.test(name),
    );
    expect(buckets.map(({ name }) => name)).toEqual([]);
    const isTable = (name: string) => name.endsWith('index.ts') || name.endsWith('Quantiles.ts');
    const long = files
      .filter(({ name, text }) => !isTable(name) && text.split('\n').length > 400)
      .map(({ name }) => name);
    expect(long).toEqual([]);
  });
});
