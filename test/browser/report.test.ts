/** The page in a real Chromium: opened from the disk, with and without JavaScript, in both colour schemes and three widths. */

import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { renderPage } from '../../src/report/page.ts';
import { renderSuite } from '../../src/report/suitePage.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const CHROMIUM = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

let browser: Browser;
let folder: string;
let plain: string;
let hostile: string;
let short: string;
let suite: string;

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
  short = await write('short.html', renderPage(makeOutcome({ days: 9, refusalCount: 40 })));
  suite = await write(
    'suite.html',
    Promise.resolve(
      renderSuite([
        { outcome: makeOutcome(), page: 'plain.html', isPassed: false },
        { outcome: makeOutcome({ hasFaults: false, days: 9 }), page: null, isPassed: true },
      ]),
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
    await layOutAll(page);
    expect(await evaluate(page, 'document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('text and charts stand out from the page', async () => {
    const { page } = await visit(plain, { colorScheme });
    const colours = await evaluate<[string, string, string][]>(
      page,
      `['.lead', '.tile .figure', '.tile .note', '.mark.held', '.mark.violated', 'summary', '.plot svg text', 'td', 'caption']
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
  expect(await page.locator('.plot > svg').count()).toBeGreaterThanOrEqual(9);
  expect(await page.locator('button').count()).toBe(0);
  expect(await page.locator('.chips > li').count()).toBeGreaterThan(3);
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
  expect(await page.locator('.filter output').first().textContent()).toMatch(/^1 of \d+ rows$/);
  await filter.fill('');
  expect(await shown.count()).toBeGreaterThan(100);
  await page.context().close();
});

test('a chip shows the orders with its trouble, and again all of them', async () => {
  const { page, complaints } = await visit(plain);
  const rows = page.locator('table[data-filter="Filter orders"] tbody tr:visible');
  const orderCount = await rows.count();
  expect(orderCount).toBeGreaterThan(10);
  const chip = page.getByRole('button', { name: 'dropped 1' });
  await chip.click();
  expect(await chip.getAttribute('aria-pressed')).toBe('true');
  expect(await rows.allTextContents()).toEqual([expect.stringContaining('stop:LUNA-USDT')]);
  await chip.click();
  expect(await rows.count()).toBe(orderCount);
  expect(await page.getByRole('img', { name: 'Orders in trouble' }).isVisible()).toBe(true);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('the cross-hair reads one time over all charts', async () => {
  const { page } = await visit(plain);
  await awake(page);
  await page
    .locator('.plot')
    .first()
    .hover({ position: { x: 700, y: 100 } });
  expect(await page.locator('.crosshair span').textContent()).toMatch(/^2022-0[45]-\d\d \d\d:\d\d UTC$/);
  expect(await page.locator('#equity-figure .readout').textContent()).toMatch(
    /^faulted [\d,.]+ · baseline [\d,.]+$/,
  );
  expect(await page.locator('#price-0-figure .readout').textContent()).toMatch(/^LUNA-USDT [\d.]+$/);
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
  // Its own script, the data of the charts, and Vega: two of them are only text until they are asked for.
  expect(await page.locator('script').count()).toBe(3);
  await awake(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await shown(page);
  expect(complaints).toEqual([]);
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

/** Everything unfolded and laid out, what is far below too, and nothing cut off at the edge of its section. */
async function layOutAll(page: Page): Promise<void> {
  await page.addStyleTag({
    content: 'section[aria-labelledby] { content-visibility: visible !important; contain: none !important; }',
  });
  await evaluate(page, 'document.querySelectorAll("details").forEach((folded) => { folded.open = true; })');
}

/** Waits until Vega has drawn every chart. */
async function awake(page: Page): Promise<void> {
  await page.locator('#charts').scrollIntoViewIfNeeded();
  await page.waitForSelector('#charts[data-live=true]', { state: 'attached' });
  await evaluate(page, 'document.querySelector("#timeline").scrollIntoView({ behavior: "instant" })');
}

/** What the charts show, once they show it: from and to. */
async function shown(page: Page, before = ''): Promise<[number, number]> {
  // Asked from outside: waiting inside the page would need the eval that its policy forbids.
  await expect
    .poll(() => page.locator('#charts').getAttribute('data-shown'), { timeout: 20_000 })
    .not.toBe(before === '' ? null : before);
  const text = (await page.locator('#charts').getAttribute('data-shown'))!;
  return text.split(' ').map(Number) as [number, number];
}

/** The labels under the charts that have a time axis: each must read the same. */
const timeLabels = (page: Page): Promise<string[]> =>
  evaluate(
    page,
    `['#price-0', '#equity', '#protection', '#decisions'].map((id) => [...document.querySelectorAll(id + '-figure svg text')]
      .map((text) => text.textContent).filter((text) => /^\\d+ [A-Z][a-z]{2}|^\\d\\d:\\d\\d$/.test(text)).join(' | '))`,
  );

describe('zoom', () => {
  test('a drag over one chart shows that part in all of them, says it, and a double click takes it back', async () => {
    const { page, complaints } = await visit(plain);
    await awake(page);
    const before = await timeLabels(page);
    const [fromMs, toMs] = [Date.UTC(2022, 3, 20), Date.UTC(2022, 4, 20)];
    const box = (await page.locator('.plot').first().boundingBox())!;
    const xOf = (share: number): number => box.x + (box.width * (150 + 928 * share)) / 1154;
    await page.mouse.move(xOf(0.6), box.y + 80);
    await page.mouse.down();
    await page.mouse.move(xOf(0.65), box.y + 90);
    expect(await page.locator('.brush').isVisible()).toBe(true);
    await page.mouse.move(xOf(0.7), box.y + 90);
    await page.mouse.up();
    const [from, to] = await shown(page);
    const pixelMs = (toMs - fromMs) / 900;
    expect(Math.abs(from - (fromMs + 0.6 * (toMs - fromMs)))).toBeLessThan(2 * pixelMs);
    expect(Math.abs(to - (fromMs + 0.7 * (toMs - fromMs)))).toBeLessThan(2 * pixelMs);
    const labels = await timeLabels(page);
    expect(labels[0]).not.toBe(before[0]);
    expect(new Set(labels).size).toBe(1);
    expect(await page.locator('.tools output').textContent()).toMatch(
      /^2022-05-08 .* to 2022-05-1\d .* UTC: 3\sd of 30\sd$/,
    );
    const zoomed = (await page.locator('#charts').getAttribute('data-shown'))!;
    await page.mouse.dblclick(xOf(0.3), box.y + 80);
    expect(await shown(page, zoomed)).toEqual([fromMs, toMs]);
    expect(await timeLabels(page)).toEqual(before);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('by keys: in, later, read bar by bar, back; by the wheel with Ctrl only; by button to a fault', async () => {
    const { page, complaints } = await visit(plain);
    await awake(page);
    const whole = 30 * 86_400_000;
    await page.locator('#charts').focus();
    const press = async (key: string): Promise<[number, number]> => {
      const before = (await page.locator('#charts').getAttribute('data-shown')) ?? '';
      await page.keyboard.press(key);
      return shown(page, before);
    };
    const [from, to] = await press('+');
    expect(to - from).toBe(whole / 2);
    const [later] = await press('ArrowRight');
    expect(later - from).toBe(whole / 8);
    await page.keyboard.press('Shift+ArrowRight');
    const said = await page.locator('.unseen').textContent();
    await page.keyboard.press('Shift+ArrowRight');
    expect(said).toMatch(/^2022-\d\d-\d\d \d\d:00 UTC: .*faulted [\d,.]+/);
    expect(await page.locator('.unseen').textContent()).not.toBe(said);
    expect((await press('Escape'))[1] - (await press('+'))[0]).toBe((whole * 3) / 4);
    await press('0');

    const before = (await page.locator('#charts').getAttribute('data-shown'))!;
    await page
      .locator('.plot')
      .nth(1)
      .hover({ position: { x: 600, y: 30 } });
    const scrolled: number = await evaluate(page, 'scrollY');
    await page.mouse.wheel(0, 120);
    await expect.poll(() => evaluate<number>(page, 'scrollY')).toBeGreaterThan(scrolled);
    expect(await page.locator('#charts').getAttribute('data-shown')).toBe(before);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -240);
    await page.keyboard.up('Control');
    const [a, b] = await shown(page, before);
    expect(b - a).toBeLessThan(whole);
    await page.locator('.jumps button').first().click();
    const [f, t] = await shown(page, `${a} ${b}`);
    const jumps: [string, number, number][] = JSON.parse(
      (await page.locator('#charts').getAttribute('data-jumps'))!,
    );
    expect(f).toBeLessThan(jumps[0]![1]);
    expect(t).toBeGreaterThan(jumps[0]![2]);
    expect(complaints).toEqual([]);
    await page.context().close();
  });

  test('what Vega draws in the browser is what was drawn before: the same marks at the same places', async () => {
    const { page } = await visit(plain);
    const paths = (): Promise<number[][]> =>
      evaluate(
        page,
        `[...document.querySelectorAll('#equity-figure svg path[stroke], #price-0-figure svg path[stroke]')]
          .map((path) => path.getAttribute('d')).filter((d) => d !== null && d.length > 100)
          .map((d) => d.match(/-?[\\d.]+/g).map(Number))`,
      );
    const still = await paths();
    expect(still.length).toBeGreaterThanOrEqual(3);
    await awake(page);
    const live = await paths();
    expect(live.map(({ length }) => length)).toEqual(still.map(({ length }) => length));
    const furthest = Math.max(
      ...live.flatMap((path, line) => path.map((at, index) => Math.abs(at - still[line]![index]!))),
    );
    // What lies in the page has a tenth of a pixel and six digits.
    expect(furthest).toBeLessThanOrEqual(0.1);
    await page.context().close();
  });
});

test('a chip shows one rule, a second press all of them again', async () => {
  const { page } = await visit(plain);
  const rows = page.locator('table[data-filter="Filter decisions"] tbody tr:visible');
  const all = await rows.count();
  const chip = page.locator('.chip').nth(1);
  const rule = (await chip.locator('xpath=..').getAttribute('data-value'))!;
  await chip.click();
  expect(await chip.getAttribute('aria-pressed')).toBe('true');
  const some = await rows.count();
  expect(some).toBeGreaterThan(0);
  expect(some).toBeLessThan(all);
  expect(
    await rows.evaluateAll((list) => [...new Set(list.map((row) => row.getAttribute('data-group')))]),
  ).toEqual([rule]);
  await page.locator('.chip.silent').first().click();
  expect(await rows.count()).toBe(0);
  await page.locator('.chip.silent').first().click();
  expect(await rows.count()).toBe(all);
  await page.context().close();
});

describe.each(['light', 'dark'] as const)('axe, %s', (colorScheme) => {
  test.each(['the page of a run', 'the index of a suite'])(
    '%s has nothing serious or critical',
    async (which) => {
      // The policy of the page would stop axe as it stops anything that is not ours: it is lifted for this test alone.
      const context = await browser.newContext({
        viewport: { width: 1280, height: 900 },
        colorScheme,
        bypassCSP: true,
        reducedMotion: 'reduce',
      });
      const page = await context.newPage();
      await page.goto(which.includes('suite') ? suite : short);
      if (!which.includes('suite')) await awake(page);
      await layOutAll(page);
      await page.addScriptTag({ path: createRequire(import.meta.url).resolve('axe-core/axe.min.js') });
      const found = await evaluate<{ id: string; impact: string; nodes: { html: string }[] }[]>(
        page,
        `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
      );
      const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(
        grave.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)} (${nodes.length})`),
      ).toEqual([]);
      await context.close();
    },
  );
});

test.each([360, 768, 1600])('the index of a suite fits %i pixels, without a script', async (width) => {
  const { page, complaints } = await visit(suite, {
    viewport: { width, height: 900 },
    javaScriptEnabled: width !== 360,
  });
  const widest = await page
    .locator('main')
    .evaluate((main) => main.scrollWidth)
    .catch(() => 0);
  expect(widest).toBeLessThanOrEqual(width);
  expect(await page.locator('table.matrix tbody tr').count()).toBe(2);
  expect(complaints).toEqual([]);
  await page.context().close();
});

test('how soon the page is there, for the eye and not for a verdict', async () => {
  const { page } = await visit(plain);
  const timing = await evaluate<{ ready: number; load: number; bytes: number }>(
    page,
    `(() => { const [entry] = performance.getEntriesByType('navigation');
      return { ready: entry.domContentLoadedEventEnd, load: entry.loadEventEnd, bytes: document.documentElement.outerHTML.length }; })()`,
  );
  console.log(
    `page of ${Math.round(timing.bytes / 1_000)} kB: DOMContentLoaded ${Math.round(timing.ready)} ms, load ${Math.round(timing.load)} ms`,
  );
  expect(timing.load).toBeGreaterThan(0);
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
