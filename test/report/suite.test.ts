import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { heatOf, limitsOf, stressRunsOf } from '../../src/report/facts/stress.ts';
import { stressMatrix } from '../../src/report/stressMatrix.ts';
import { renderSuite, SUITE_MARK, type SuiteRun } from '../../src/report/suitePage.ts';
import { writeMarked } from '../../src/report/writeMarked.ts';
import { stressOf } from '../../src/stress/runStress.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const failing = makeOutcome({ scenarioName: 'falls' });
const quiet = makeOutcome({ scenarioName: 'quiet', hasFaults: false, days: 12 });
const expected = makeOutcome({ scenarioName: 'meant', isExpected: true });
const runs: SuiteRun[] = [
  { outcome: quiet, page: 'quiet/index.html', isPassed: true },
  { outcome: expected, page: 'meant@none#7/index.html', isPassed: true },
  { outcome: failing, page: null, isPassed: false },
];
const page = renderSuite(runs);

describe('the measures of a run', () => {
  test('are the metrics of their names', () => {
    const { metrics, record } = failing.faulted;
    const stress = stressOf(record);
    expect(stress.maxDrawdownRatio).toBe(metrics.maxDrawdown!.value);
    expect(stress.longestUnprotectedMs).toBe(metrics.longestUnprotectedTime!.value);
    expect(stress.pnlQuote).toBe(record.final.equityQuote - record.startQuote);
    expect(stress.refusalCount).toBe(
      record.journal.filter((entry) => entry.kind === 'decision' && entry.decision.kind === 'refused').length,
    );
  });

  test('stand against the scenario’s own limits: expect before the invariant', () => {
    const { scenario } = failing;
    expect(limitsOf({ ...scenario, expect: { violates: [], metrics: [] } }).unprotected).toEqual({
      value: 10_000,
      by: 'protected',
    });
    const bounded = {
      ...scenario,
      expect: { violates: [], metrics: [{ metric: 'maxDrawdown', min: -0.25, max: null }] },
    };
    expect(limitsOf(bounded).drawdown).toEqual({ value: 0.25, by: 'expect' });
    expect(limitsOf(bounded).refusals).toBeUndefined();
  });

  test('the lowest that a run went is not held against a bound on where it ends', () => {
    const { scenario } = failing;
    for (const min of [-0.05, 0.05]) {
      const metrics = [{ metric: 'totalReturn', min, max: null }];
      expect(limitsOf({ ...scenario, expect: { violates: [], metrics } }).loss).toBeUndefined();
    }
  });

  test('a limit of zero that is kept is not over', () => {
    const textOf = (badness: number, shareOfLimit: number) => {
      const [run] = stressRunsOf(failing);
      const unprotected = { badness, reason: null, limit: { value: 0, by: 'expect' }, shareOfLimit };
      const row = {
        run: { ...run!, figures: { ...run!.figures, unprotected } },
        head: 'x',
        note: '',
        currency: 'USDT',
      };
      return stressMatrix({ caption: '', head: '', measures: ['unprotected'], rows: [row] }).text;
    };
    expect(textOf(0, 0)).toContain('at the limit, 0');
    expect(textOf(0, 0)).not.toContain('over the limit');
    expect(textOf(1, Number.MAX_VALUE)).toContain('over the limit, 0');
  });

  test('heat is the share of the limit, else of the worst run', () => {
    const figure = { badness: 3, reason: null, limit: null, shareOfLimit: null };
    expect(heatOf(figure, 12)).toBe(0.25);
    expect(heatOf({ ...figure, limit: { value: 4, by: 'x' }, shareOfLimit: 0.75 }, 12)).toBe(0.75);
    expect(heatOf({ ...figure, limit: { value: 1, by: 'x' }, shareOfLimit: 3 }, 12)).toBe(1);
    expect(heatOf({ ...figure, badness: null }, 12)).toBe(0);
  });

  test('the runs of one outcome: with all faults, with none, and without each where it was run; the worst loss first', () => {
    const stress = stressOf(failing.baseline.record);
    const byFault = failing.attribution.byFault.map((share) => ({ ...share, without: stress }));
    const names = stressRunsOf({ ...failing, attribution: { ...failing.attribution, byFault } }).map(
      ({ name }) => name,
    );
    expect(names[0]).toBe('faulted');
    expect(names.toSorted()).toEqual(['baseline', 'faulted', 'without F1', 'without F2', 'without F3']);
    expect(stressRunsOf(failing).map(({ name }) => name)).toEqual(['faulted', 'baseline']);
  });
});

describe('the index', () => {
  test('of runs that all passed the largest loss stands first, however tightly another bounds a metric', () => {
    const tight = { violates: [], metrics: [{ metric: 'totalReturn', min: -0.000_001, max: null }] };
    const bounded = { ...quiet, scenario: { ...quiet.scenario, name: 'bounded', expect: tight } };
    const lossy = { ...expected, scenario: { ...expected.scenario, name: 'lossy' } };
    const passed = [bounded, lossy].map((outcome) => ({ outcome, page: null, isPassed: true }));
    const order = (of: string): string[] =>
      [...of.matchAll(/<tr><th scope="row">(?:<a [^>]*>)?([a-z]+)/g)].map((match) => match[1]!);
    const same = passed.map((run) => ({ ...run, outcome: { ...run.outcome, verdict: 'PASS' as const } }));
    expect(order(renderSuite(same))).toEqual(['lossy', 'bounded']);
    expect(renderSuite(same)).toMatch(
      /The furthest that an account went under its start: [\d.]+\s%, in lossy\./,
    );
  });

  test('what failed stands first, then by loss', () => {
    const rows = [...page.matchAll(/<tr><th scope="row">(?:<a [^>]*>)?([a-z]+)/g)].map((match) => match[1]);
    expect(rows).toEqual(['falls', 'meant', 'quiet']);
    expect(page).toContain('1 of 3 runs did not end as it should');
  });

  test('each row leads to its report, whatever its folder is called; a report that was not written is no link', () => {
    expect(page).toContain('href="meant%40none%237/index.html"');
    expect(page).toContain('href="quiet/index.html"');
    expect(page).not.toContain('>falls</a>');
  });

  test('a cell over its limit says so in words', () => {
    expect(page).toMatch(
      /class="n heat over"[^>]*title="[^"]*Unprotected[^"]*the limit, 10\s*s \((?:expect|protected)\)/,
    );
    expect(page).toMatch(/▲/);
  });

  test('runs nothing, asks for nothing, and is the same again', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain("default-src 'none'");
    expect(renderSuite(runs)).toBe(page);
  });

  test('names from outside are text', () => {
    const evil = makeOutcome({ scenarioName: '"><img src=x onerror=alert(1)>', symbols: ['=cmd-USDT'] });
    const text = renderSuite([{ outcome: evil, page: '"><script>/index.html', isPassed: true }]);
    expect(text).not.toContain('<img');
    expect(text).not.toContain('<script');
    expect(text).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });
});

describe('where it is written', () => {
  let folder: string;
  const write = (below: string, content: string) =>
    writeMarked([{ path: join(below, 'index.html'), content, mark: { text: SUITE_MARK, at: 'head' } }]);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'suite-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('over an index of ours, and with nothing left beside it', () => {
    expect(write(join(folder, 'a/b'), page).ok).toBe(true);
    const again = renderSuite(runs.slice(0, 2));
    expect(write(join(folder, 'a/b'), again).ok).toBe(true);
    expect(readFileSync(join(folder, 'a/b/index.html'), 'utf8')).toBe(again);
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['index.html']);
  });

  test('never over one of another maker, nor over the page of a run', () => {
    for (const foreign of [
      '<h1>mine</h1>',
      '',
      `<p>${'x'.repeat(2_000)}</p><meta name="generator" content="brakecheck suite index">`,
    ]) {
      writeFileSync(join(folder, 'index.html'), foreign);
      const written = write(folder, page);
      expect(written.ok).toBe(false);
      expect(readFileSync(join(folder, 'index.html'), 'utf8')).toBe(foreign);
    }
  });

  test('a folder that cannot be is said, not thrown', () => {
    writeFileSync(join(folder, 'file'), '');
    const written = write(join(folder, 'file/below'), page);
    expect(written.ok).toBe(false);
    expect(existsSync(join(folder, 'file'))).toBe(true);
  });
});
