/** The page of a notebook in a real Chromium: both colour schemes, three widths, and what must not happen. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderChart } from '../../src/report/notebook/chart.ts';
import { frameTableOf } from '../../src/report/notebook/frameTable.ts';
import type { ExecutedCell } from '../../src/report/notebook/outputs.ts';
import { notebookPage } from '../../src/report/notebook/page.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let browser: Browser;
let folder: string;
let url: string;

beforeAll(async () => {
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `the browser tests need Chromium; there is none at ${CHROMIUM}. Name it in CHROMIUM_PATH.`,
    );
  }
  folder = mkdtempSync(join(tmpdir(), 'notebook-page-'));
  const values = Array.from({ length: 60 }, (_, row) => ({
    ms: 1_700_000_000_000 + row * 3_600_000,
    quote: Math.sin(row),
    aLongColumnNameQuote: row,
    anotherLongColumnNameRatio: row / 60,
    note: '<img src=x onerror=alert(1)>',
  }));
  const chart = await renderChart(
    {
      title: '<script>alert(2)</script>',
      width: 720,
      data: { values },
      mark: 'line',
      encoding: {
        x: { field: 'ms', type: 'temporal' },
        y: { field: 'quote', type: 'quantitative' },
        color: { field: 'note', type: 'nominal' },
      },
    },
    'chart1',
  );
  const code = (source: string, ordinal: number, ...outputs: ExecutedCell['outputs']): ExecutedCell => ({
    cell: { kind: 'code', title: 'A title', source, line: 1 },
    ordinal,
    outputs,
  });
  const text = (source: string): ExecutedCell => ({
    cell: { kind: 'markdown', title: null, source, line: 1 },
    ordinal: null,
    outputs: [],
  });
  const page = notebookPage({
    name: 'hostile',
    file: 'hostile.nb.ts',
    cells: [
      text(
        '# <script>alert(3)</script>\n\nText with `code` and a [link](javascript:alert(4)).\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n## One',
      ),
      code("const text = 'x'; // a comment\nlet number = 1_000;\n".repeat(8), 1, {
        kind: 'stream',
        name: 'stdout',
        text: 'A line that is long enough to be broken on a narrow page, and then some more of it.\n'.repeat(
          3,
        ),
      }),
      text('## Two'),
      code('table;', 2, { kind: 'display', display: { kind: 'table', table: frameTableOf(values)! } }),
      code('chart;\n'.repeat(20), 3, { kind: 'display', display: { kind: 'chart', ...chart } }),
      code('throw 1;', 4, { kind: 'error', name: 'Error', message: 'x'.repeat(300), line: 7, through: [7] }),
    ],
  });
  writeFileSync(join(folder, 'page.html'), page);
  url = pathToFileURL(join(folder, 'page.html')).href;
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([360, 800, 1600])(
    '%d pixels wide: nothing runs, nothing is asked for, no scrolling sideways',
    async (width) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('dialog', (dialog) => {
        complaints.push(dialog.message());
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== url) complaints.push(request.url());
      });
      await page.goto(url);
      await page.evaluate(
        'document.querySelectorAll("details").forEach((folded) => { folded.open = true; })',
      );
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      expect(await page.locator('.chart > svg').count()).toBe(1);
      expect(await page.locator('h1').textContent()).toBe('<script>alert(3)</script>');
      expect(complaints).toEqual([]);
      await context.close();
    },
  );

  test('axe finds nothing', async () => {
    // Axe is a script, which the page forbids: only here it may come in.
    const context = await browser.newContext({
      colorScheme,
      bypassCSP: true,
      viewport: { width: 1280, height: 900 },
    });
    const page = await context.newPage();
    await page.goto(url);
    await page.evaluate('document.querySelectorAll("details").forEach((folded) => { folded.open = true; })');
    await page.addScriptTag({ content: AXE });
    const { violations, passes } = (await page.evaluate('axe.run()')) as AxeResults;
    expect(passes.length).toBeGreaterThan(10);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
    await context.close();
  });
});

test('on paper the code is unfolded and the page is light', async () => {
  const context = await browser.newContext({ colorScheme: 'dark', viewport: { width: 720, height: 1000 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  expect(await page.evaluate('getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(720);
  expect(
    await page
      .locator('details pre')
      .first()
      .evaluate((code) => code.getBoundingClientRect().height),
  ).toBeGreaterThan(0);
  await context.close();
});
