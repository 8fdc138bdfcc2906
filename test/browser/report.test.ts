/** The page in a real Chromium: opened from the disk, with and without JavaScript, in both colour schemes and three widths. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPage } from '../../src/report/page.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

let browser: Browser;
let folder: string;
let plain: string;
let hostile: string;

beforeAll(async () => {
  // Not skipped: a report that nobody opened is a report that nobody tested.
  if (!existsSync(CHROMIUM)) {
    throw new Error(
      `the browser tests need Chromium; there is none at ${CHROMIUM}. Install it or name it in CHROMIUM_PATH.`,
    );
  }
  folder = mkdtempSync(join(tmpdir(), 'report-'));
  const write = async (name: string, page: Promise<string>): Promise<string> => {
    writeFileSync(join(folder, name), await page);
    return pathToFileURL(join(folder, name)).href;
  };
  plain = await write('plain.html', renderPage(makeOutcome({ refusalCount: 3_000 })));
  hostile = await write(
    'hostile.html',
    renderPage(
      makeOutcome({
        strategyName: '<script>alert(1)</script>',
        scenarioName: '"><svg onload=alert(1)>',
        symbols: ['=cmd', '</title><script>alert(2)</script>'],
      }),
    ),
  );
  browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
});

afterAll(async () => {
  await browser?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true });
});

interface Visit {
  readonly page: Page;
  /** Console messages, page errors, dialogs, and requests other than for the file itself. */
  readonly complaints: string[];
}

async function visit(url: string, options: BrowserContextOptions = {}): Promise<Visit> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('dialog', (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  return { page, complaints };
}

const evaluate = <Value>(page: Page, expression: string): Promise<Value> =>
  page.evaluate(expression) as Promise<Value>;

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each([360, 800, 1600])('%d pixels wide: no complaint, no scrolling sideways', async (width) => {
    const { page, complaints } = await visit(plain, { colorScheme, viewport: { width, height: 900 } });
    expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await evaluate(page, 'document.querySelectorAll("details").forEach((folded) => { folded.open = true; })');
    expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('text and charts stand out from the page', async () => {
    const { page } = await visit(plain, { colorScheme });
    const colours = await evaluate<[string, string, string][]>(
      page,
      `['.lead', '.tile .figure', '.tile .note', '.mark.held', '.mark.violated', 'summary', 'figure > svg text', 'td', 'caption']
        .map((selector) => [selector, (() => { const style = getComputedStyle(document.querySelector(selector)); return selector.includes('svg') ? style.fill : style.color; })(), getComputedStyle(document.body).backgroundColor])`,
    );
    for (const [selector, ink, paper] of colours)
      expect(contrast(ink, paper), selector).toBeGreaterThanOrEqual(4.5);
    await page.context().close();
  });
});

test('without JavaScript every table is there, and no filter promises what it cannot do', async () => {
  const { page, complaints } = await visit(plain, { javaScriptEnabled: false });
  expect(await page.locator('input').count()).toBe(0);
  expect(await page.locator('#decisions ~ .scroll tbody tr').count()).toBeGreaterThan(100);
  expect(await page.locator('figure > svg').count()).toBeGreaterThanOrEqual(9);
  expect(await page.getByText('more of the same').first().isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the filter narrows the decisions and says how many are left', async () => {
  const { page } = await visit(plain);
  const filter = page.getByLabel('Filter decisions');
  await filter.fill('emergency luna');
  const shown = page.locator('table[data-filter="Filter decisions"] tbody tr:visible');
  expect(await shown.count()).toBe(1);
  expect(await page.locator('label.filter output').first().textContent()).toMatch(/^1 of \d+ rows$/);
  await filter.fill('');
  expect(await shown.count()).toBeGreaterThan(100);
  await page.context().close();
});

test('the cross-hair reads one time over all charts', async () => {
  const { page } = await visit(plain);
  const chart = page.locator('figure > svg').first();
  await chart.hover({ position: { x: 700, y: 100 } });
  expect(await page.locator('.crosshair span').textContent()).toMatch(/^2022-0[45]-\d\d \d\d:\d\d UTC$/);
  await page.context().close();
});

test('the keyboard reaches the skip link first, then the sections, the filters and the tables', async () => {
  const { page } = await visit(plain);
  await page.keyboard.press('Tab');
  expect(await evaluate(page, 'document.activeElement.textContent')).toBe('Skip to the verdict');
  await page.keyboard.press('Enter');
  expect(await evaluate(page, 'document.activeElement.id')).toBe('verdict');
  expect(
    await evaluate(
      page,
      '[...document.querySelectorAll(".scroll")].every((box) => box.tabIndex === 0 && box.ariaLabel !== "")',
    ),
  ).toBe(true);
  await page.context().close();
});

test('names from outside run nothing and stay text', async () => {
  const { page, complaints } = await visit(hostile);
  expect(complaints).toEqual([]);
  expect(await page.locator('script').count()).toBe(1);
  expect(await page.locator('h1').textContent()).toBe('"><svg onload=alert(1)>');
  expect(await page.getByText('<script>alert(1)</script>').first().isVisible()).toBe(true);
  await page.context().close();
});

test('the policy of the page stops what is not ours', async () => {
  const { page } = await visit(plain);
  await evaluate(
    page,
    `(() => {
      window.stopped = [];
      document.addEventListener('securitypolicyviolation', (event) => window.stopped.push(event.effectiveDirective));
      const script = document.createElement('script');
      script.textContent = 'window.wasRun = true';
      const image = document.createElement('img');
      image.src = 'https://example.invalid/x.png';
      document.body.append(script, image);
    })()`,
  );
  await page.waitForFunction('window.stopped.length >= 2');
  expect(await evaluate(page, 'window.wasRun ?? false')).toBe(false);
  expect((await evaluate<string[]>(page, 'window.stopped')).sort()).toEqual(['img-src', 'script-src-elem']);
  await page.context().close();
});

test('on paper everything is unfolded, light, and as wide as the sheet', async () => {
  const { page } = await visit(plain, { colorScheme: 'dark', viewport: { width: 720, height: 1000 } });
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
  await evaluate(page, 'dispatchEvent(new Event("beforeprint"))');
  expect(await evaluate(page, 'getComputedStyle(document.body).backgroundColor')).toBe('rgb(255, 255, 255)');
  expect(
    await evaluate(page, '[...document.querySelectorAll("details")].every((folded) => folded.open)'),
  ).toBe(true);
  expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(720);
  await page.context().close();
});

/** Contrast of two colours as WCAG 2.2 defines it: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(ink: string, paper: string): number {
  const luminance = (colour: string): number => {
    const [red, green, blue] = colour.match(/[\d.]+/g)!.map((part) => {
      const share = Number(part) / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [light, dark] = [luminance(ink), luminance(paper)].sort((a, b) => b - a);
  return (light! + 0.05) / (dark! + 0.05);
}
