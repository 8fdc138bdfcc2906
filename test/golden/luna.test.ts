import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { firstDivergence } from '../../src/engine/journal.ts';
import { renderPage } from '../../src/report/page.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { runOnce, runScenario } from '../../src/stress/runScenario.ts';

const ROOT = join(import.meta.dirname, '../..');
const SCENARIO = join(ROOT, 'scenarios/luna-2022.yaml');

async function outcomeOf(options: { seed?: number; policy?: 'none' }): Promise<Outcome> {
  const loaded = await loadScenario(SCENARIO, {
    packageFolder: ROOT,
    ...(options.seed === undefined ? {} : { seed: options.seed }),
    ...(options.policy === undefined
      ? {}
      : {
          policy: { path: join(ROOT, `scenarios/policies/${options.policy}.yaml`), shownAs: options.policy },
        }),
  });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const run = await runScenario(loaded.value.scenario, {
    scenarioFile: 'scenarios/luna-2022.yaml',
    strategyHash: loaded.value.strategyHash,
    verify: false,
  });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  return run.value;
}

let braked: Outcome;
let naive: Outcome;

beforeAll(async () => {
  braked = await outcomeOf({});
  naive = await outcomeOf({ policy: 'none' });
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
    const wishes = ({ faulted }: Outcome) =>
      faulted.record.journal.flatMap((entry) => {
        if (entry.kind !== 'wish') return [];
        const { intent, atMs } = entry.wish;
        return [`${atMs} ${intent.kind} ${intent.symbol}`];
      });
    expect(wishes(braked).length).toBeGreaterThan(100);
    expect(wishes(naive)).toEqual(wishes(braked));
  });

  test('the brakes lose less, per unit of what was held too, and leave nothing bare', () => {
    const metric = (outcome: Outcome, name: string) => outcome.faulted.metrics[name]!.value!;
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

  test('is what was approved', () => {
    const approved = JSON.parse(readFileSync(join(ROOT, 'reports/approved/luna-2022.json'), 'utf8'));
    expect(braked.faulted.record.fingerprint).toBe(approved.fingerprint);
  });

  test('another process gives the same fingerprint and page, and another seed another fingerprint', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'brakecheck-'));
    try {
      execFileSync(
        'node',
        ['bin/brakecheck.js', 'run', 'scenarios/luna-2022.yaml', '--verify', '--quiet', '--out', folder],
        {
          cwd: ROOT,
          stdio: 'pipe',
        },
      );
      const result = JSON.parse(readFileSync(join(folder, 'luna-2022/result.json'), 'utf8'));
      expect(result.fingerprint).toBe(braked.faulted.record.fingerprint);
      expect(result.verification.isDeterministic).toBe(true);
      expect(existsSync(join(folder, 'luna-2022/index.html'))).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect((await outcomeOf({ seed: 7 })).faulted.record.fingerprint).not.toBe(
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
