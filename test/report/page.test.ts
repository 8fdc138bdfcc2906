import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { renderPage } from '../../src/report/page.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const outcome = makeOutcome();
const page = await renderPage(outcome);
/** What a reader's browser shows: the page without the text of its scripts. */
const markupOf = (text: string): string => text.replace(/(<script[^>]*>)[\s\S]*?<\/script>/g, '$1</script>');
const markup = markupOf(page);

test('the same outcome gives the same bytes, alone and beside others', async () => {
  const [again, other, third] = await Promise.all([
    renderPage(makeOutcome()),
    renderPage(makeOutcome({ symbols: ['BTC-USDT', 'ETH-USDT'], days: 12 })),
    renderPage(outcome),
  ]);
  // By hash: a difference in a page is too long to print.
  expect(sha256(again)).toBe(sha256(page));
  expect(sha256(third)).toBe(sha256(page));
  expect(sha256(other)).not.toBe(sha256(page));
});

test('30 days of hours and 5 symbols, with the text of Vega, stay well under a megabyte and a half', () => {
  expect(Buffer.byteLength(page)).toBeLessThan(1_250_000);
});

test('a year of hours and thousands of refusals stay under a megabyte and a half', async () => {
  const large = await renderPage(makeOutcome({ days: 365, refusalCount: 6_000 }));
  expect(Buffer.byteLength(large)).toBeLessThan(1_500_000);
  expect(large).toMatch(/more of the same \(refused/);
});

test('nothing in the page points anywhere, and nothing is from this machine', () => {
  expect(markup).not.toMatch(/(?:src|href)="(?!#)/);
  expect(markup).not.toMatch(/url\((?!#)/);
  expect(markup).not.toMatch(/@import|https?:\/\/(?!www\.w3\.org)/);
  expect(page).not.toContain('/somewhere/of/this/machine');
});

test('ids are unique and every reference leads somewhere', () => {
  const ids = [...markup.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]!);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, id] of markup.matchAll(/(?:href="#|url\(#|aria-labelledby="|aria-describedby=")([^")]+)/g)) {
    expect(ids).toContain(id);
  }
});

test('headings go down one level at a time', () => {
  const levels = [...markup.matchAll(/<h(\d)/g)].map((match) => Number(match[1]));
  expect(levels[0]).toBe(1);
  expect(levels.filter((level) => level === 1).length).toBe(1);
  for (const [index, level] of levels.entries()) {
    if (index > 0) expect(level - levels[index - 1]!).toBeLessThanOrEqual(1);
  }
});

test('every table has a caption and every header a scope', () => {
  const tables = markup.match(/<table[\s\S]*?<\/table>/g)!;
  expect(tables.length).toBeGreaterThan(8);
  for (const table of tables) expect(table).toContain('<caption>');
  expect(markup).not.toMatch(/<th(?![^>]*scope=)[\s>]/);
});

test('every chart says what it shows', () => {
  const charts = markup.match(/<svg viewBox="0 0 1\d\d\d [^>]*>/g)!;
  expect(charts.length).toBeGreaterThanOrEqual(9);
  for (const chart of charts) expect(chart).toMatch(/role="img" aria-label="[^"]+" aria-describedby="[^"]+"/);
  expect(markup.match(/<desc id="[^"]+">[^<]+<\/desc>/g)!.length).toBe(charts.length);
});

test('colours are the page’s own, so that both schemes can change them', () => {
  const charts = page.match(/<figure [\s\S]*?<\/figure>/g)!.join('');
  expect(charts.match(/(?:fill|stroke)="(?!none|var\(|transparent)[^"]*"/g) ?? []).toEqual([]);
});

describe('what stands in it', () => {
  test.each([
    ['the verdict', /<strong>FAIL<\/strong>/],
    ['the invariants held', /Invariants held: 4 of 5/],
    ['the first violation', /2022-05-14 04:00:00 UTC|2022-05-10 04:00:00 UTC/],
    ['the run id', new RegExp(outcome.faulted.record.fingerprint)],
    ['the command', /brakecheck run scenarios\/luna-2022\.yaml --seed 42/],
    ['an undefined metric with its reason', /—<span class="reason">no trade won/],
    ['a rule that never decided', /orderRate<\/th>[\s\S]{0,80}never decided/],
    ['the residual', /Residual/],
    ['what the client sees', /The client sees its stop accepted/],
    ['a stop that was dropped', /failed: orderFailed/],
    ['where the prices are from', /intraday path reconstructed from daily candles, seed 42/],
    ['samples too small', /fewer than 30 are too few/],
  ])('%s', (_, pattern) => {
    expect(pattern.test(page)).toBe(true);
  });

  test('an expected failure', async () => {
    expect(await renderPage(makeOutcome({ isExpected: true }))).toContain('<strong>FAIL (expected)</strong>');
  });

  test('a run without faults, decisions or trades', async () => {
    const quiet = makeOutcome({ symbols: ['BTC-USDT'], days: 1, hasFaults: false, refusalCount: 0 });
    const empty = await renderPage(quiet);
    expect(empty).toContain('The scenario has no faults.');
    expect(empty).toContain('<strong>PASS</strong>');
  });
});

test('a liquidated account has no margin buffer left, whatever the closes show', async () => {
  const { record } = outcome.faulted;
  const atMs = record.fromMs + 3_600_123;
  const liquidation = {
    kind: 'truth' as const,
    atMs,
    event: {
      kind: 'liquidationStarted' as const,
      atMs,
      accountId: 'a1',
      marginBalanceQuote: 1,
      maintenanceMarginQuote: 2,
    },
  };
  const journal = [...record.journal, liquidation];
  const ruined = await renderPage({
    ...outcome,
    faulted: { ...outcome.faulted, record: { ...record, journal } },
  });
  expect(ruined).toContain('Liquidation began at 2022-04-20 01:00:00.123 UTC');
});

test('names from outside are inert wherever they stand', async () => {
  const evil = '<script>alert(1)</script>';
  const hostile = await renderPage(
    makeOutcome({
      strategyName: evil,
      scenarioName: `"><img src=x onerror=alert(1)>${evil}`,
      symbols: ["=cmd|' /C calc'!A0-USDT", `${evil}-USDT`],
    }),
  );
  // Two scripts and the data: Vega speaks of script elements in its own text.
  expect(markupOf(hostile).match(/<script/g)!.length).toBe(3);
  expect(markupOf(hostile)).not.toContain('<img');
  expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
});
