import { join } from 'node:path';
import { build } from 'esbuild';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '../..');

/** What a module loads when it is imported, as the bundler sees it once types are erased; what it imports later, by a call, is not followed. */
async function loadedBy(entry: string): Promise<{ files: string[]; packages: string[] }> {
  const { metafile } = await build({
    entryPoints: [entry],
    absWorkingDir: ROOT,
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    metafile: true,
    write: false,
    treeShaking: false,
  });
  const files = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    for (const { path, kind, external } of metafile.inputs[file]!.imports) {
      if (kind !== 'import-statement') continue;
      if (external === true) packages.add(path);
      else visit(path);
    }
  };
  visit(entry);
  return { files: [...files].sort(), packages: [...packages].sort() };
}

const layersOf = (files: readonly string[]) => [...new Set(files.map((file) => file.split('/')[1]!))].sort();

test('brakecheck/risk loads the core, the words of the market, what rules measure with, and the rules: no simulator, no file, no YAML, no page', async () => {
  const { files, packages } = await loadedBy('src/risk/index.ts');
  expect(layersOf(files)).toEqual(['core', 'market', 'metrics', 'risk']);
  expect(packages).toEqual(['fastest-levenshtein', 'simple-statistics']);
  expect(files.length).toBeGreaterThan(20);
});

test('brakecheck/indicators loads the indicators and the one library behind them', async () => {
  const { files, packages } = await loadedBy('src/market/indicators/index.ts');
  expect(files.every((file) => file.startsWith('src/market/indicators/'))).toBe(true);
  expect(packages).toEqual(['technicalindicators']);
});

test('brakecheck/metrics loads the metrics and the core', async () => {
  const { files, packages } = await loadedBy('src/metrics/index.ts');
  expect(layersOf(files)).toEqual(['core', 'metrics']);
  expect(packages).toEqual(['simple-statistics']);
});

describe('brakecheck', () => {
  test('loads no page, no chart, no schema and no command line before they are asked for', async () => {
    const { files, packages } = await loadedBy('src/index.ts');
    const heavy =
      /^(?:vega|zod|commander|esbuild|papaparse|hyparquet|danfojs|technicalindicators|ml-matrix|markdown-it)/;
    expect(packages.filter((name) => heavy.test(name))).toEqual([]);
    expect(files).not.toContain('src/report/files/tables.ts');
    expect(files).not.toContain('src/stress/loadScenario.ts');
  });

  test('danfojs-node is behind brakecheck/dataframes, whose types name it, and nowhere else', async () => {
    expect((await loadedBy('src/index.ts')).files).not.toContain('src/report/dataFrames.ts');
  });
});

test('the follower of imports finds what is there', async () => {
  expect((await loadedBy('src/report/runFiles.ts')).files).toContain('src/report/files/tables.ts');
  expect((await loadedBy('src/core/yamlText.ts')).packages).toContain('yaml');
});
