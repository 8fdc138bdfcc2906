import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstDivergence } from '../../src/engine/journal.ts';
import { renderPage } from '../../src/report/page.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { runOnce } from '../../src/stress/runScenario.ts';
import { metricOf, ROOT, runFaulted, runShipped, wishesOf } from '../support/runShipped.ts';

let braked: Outcome;
let naive: Outcome;

beforeAll(async () => {
  braked = await runShipped('luna-2022');
  naive = await runShipped('luna-2022', { policy: 'none' });
});

describe('luna-2022', () => {
  test('with all brakes every invariant holds and means something; every fault fired', () => {
    expect(braked.verdict).toBe('PASS');
    expect(braked.expectation).toEqual({ isMet: true, unmet: [] });
    expect(braked.invariants.map(({ name, status }) => `${name} ${status}`)).toEqual([
      'positionCap held',
      'protected held',
      'noDuplicateEffect held',
      'bookedOnce held',
      'haltStopsEntries held',
      'haltAllowsExits held',
      'standDown held',
      'converges held',
      'conservation held',
    ]);
    expect(braked.faults.map(({ id, fireCount }) => `${id} ${fireCount}`)).toEqual(['F1 1', 'F2 1', 'F3 1']);
  });

  test('with none two thirds of the account are lost to the faults, and the invariants say why', () => {
    expect(naive.verdict).toBe('FAIL');
    const broken = naive.invariants.filter(({ status }) => status === 'violated').map(({ name }) => name);
    expect(broken).toEqual(['positionCap', 'protected', 'bookedOnce', 'converges']);
    // Without faults the naive account gains more than the braked one; with them it loses two thirds.
    expect(naive.baseline.record.final.equityQuote).toBeGreaterThan(braked.baseline.record.final.equityQuote);
    expect(naive.faulted.record.final.equityQuote).toBeLessThan(4_000);
    expect(braked.faulted.record.final.equityQuote).toBeGreaterThan(9_900);
  });

  test('both policies judge the same wishes', () => {
    const wishes = wishesOf(braked.faulted.record);
    expect(wishes.length).toBeGreaterThan(100);
    expect(wishesOf(naive.faulted.record)).toEqual(wishes);
  });

  test('the brakes lose less, per unit of what was held too, and leave nothing bare', () => {
    const metric = ({ faulted }: Outcome, name: string) => metricOf(faulted, name);
    expect(metric(braked, 'totalReturn')).toBeGreaterThan(-0.05);
    expect(metric(naive, 'totalReturn')).toBeLessThan(-0.6);
    expect(metric(naive, 'lossPerPeakNotional')).toBeGreaterThan(metric(braked, 'lossPerPeakNotional') + 0.1);
    expect(metric(braked, 'longestUnprotectedTime')).toBeLessThan(10_000);
    expect(metric(naive, 'longestUnprotectedTime')).toBeGreaterThan(3_600_000);
  });

  test('the page names the decisions that made the difference', async () => {
    const page = await renderPage(braked);
    for (const word of [
      'verifyStop',
      'dedupeFills',
      'reconcileOnReconnect',
      'dailyLossHalt',
      'maxPosition',
    ]) {
      expect(page, word).toContain(word);
    }
    expect(page).toContain(braked.faulted.record.fingerprint);
    expect(page).toContain('reconstructed from daily candles, seed 28');
    expect(await renderPage(braked)).toBe(page);
  });

  test('another process gives the same fingerprint twice, and another seed another fingerprint', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'brakecheck-'));
    try {
      execFileSync(
        'node',
        [
          'bin/brakecheck.js',
          'run',
          'scenarios/luna-2022.yaml',
          '--verify',
          '--quiet',
          '--no-page',
          '--out',
          folder,
        ],
        {
          cwd: ROOT,
          stdio: 'pipe',
        },
      );
      const result = JSON.parse(readFileSync(join(folder, 'luna-2022/result.json'), 'utf8'));
      expect(result.fingerprint).toBe(braked.faulted.record.fingerprint);
      expect(result.verification.isDeterministic).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect((await runFaulted('luna-2022', { seed: 7 })).measured.record.fingerprint).not.toBe(
      braked.faulted.record.fingerprint,
    );
  });

  test('its resolved schedule replays it', () => {
    const { scenario, tape, faulted } = braked;
    const again = runOnce(scenario, tape, faulted.record.resolvedFaults);
    expect(firstDivergence(faulted.record.journal, again.journal)).toBeNull();
    expect(again.fingerprint).toBe(faulted.record.fingerprint);
  });
});
