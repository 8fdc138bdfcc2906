import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { type AuditLine, auditJsonSchema } from '../../src/report/auditSchema.ts';
import { auditNdjson } from '../../src/report/files/audit.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import { type FaultedRun, runFaulted } from '../support/runShipped.ts';

const isLine = new Ajv2020().compile(JSON.parse(JSON.stringify(auditJsonSchema())));

test('the published JSON Schema is the one that the code makes', () => {
  const published = fileURLToPath(new URL('../../docs/schema/audit.schema.json', import.meta.url));
  expect(JSON.parse(readFileSync(published, 'utf8'))).toEqual(JSON.parse(JSON.stringify(auditJsonSchema())));
});

const watches = (rule: string) => 'watch' in riskRules[rule as keyof typeof riskRules];

const RUNS = [
  ['luna-2022', {}],
  ['luna-2022', { policy: 'none' }],
  ['incidents/stress-pass', {}],
] as const;

describe.each(RUNS)('the audit of %s %j', (name, options) => {
  let run: FaultedRun;
  let text = '';
  let lines: AuditLine[] = [];
  beforeAll(async () => {
    run = await runFaulted(name, options);
    const parts = { faulted: run.measured, faultedTape: run.tapes.faulted.tape };
    text = auditNdjson(parts);
    expect(auditNdjson(parts)).toBe(text);
    lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
  });

  test('has every decision of the journal, and every line is what the schema says', () => {
    const decisions = run.measured.record.journal.flatMap((entry) =>
      entry.kind === 'decision' ? [entry.decision] : [],
    );
    expect(lines.length).toBe(decisions.length);
    expect(lines.length).toBeGreaterThan(0);
    for (const [index, line] of lines.entries()) {
      expect(isLine(line), JSON.stringify([isLine.errors, line])).toBe(true);
      expect(line).toMatchObject(JSON.parse(JSON.stringify(decisions[index])));
    }
  });

  test('a decision on an entry has the number of every rule in force, in the order in which they are asked', () => {
    const inForce = Object.keys(riskRules).filter((rule) => rule in run.scenario.policy.rules);
    const entries = lines.filter(
      ({ kind, side, wishOrdinal }) =>
        ['approved', 'resized', 'refused'].includes(kind) && side !== null && wishOrdinal !== null,
    );
    expect(entries.length).toBeGreaterThan(0);
    for (const { kind, rule, actual, limit, binding, grounds } of entries) {
      expect(grounds!.checks.map((check) => check.rule)).toEqual(inForce);
      expect(binding).not.toBeNull();
      for (const check of grounds!.checks) expect(check.actual === null).toBe(check.limit === null);
      const own = grounds!.checks.find((check) => check.rule === rule);
      // What refused by its number has it there; what was bound by a quantity, or by a halt, has another.
      if (kind === 'refused' && own?.isBreached === true && own.limit === limit && !watches(own.rule))
        expect(own.actual).toBe(actual);
      if (kind === 'approved') {
        const asked = grounds!.checks.filter((check) => !watches(check.rule));
        expect(asked.filter(({ isBreached }) => isBreached)).toEqual([]);
        expect(binding === 'wish' || binding === rule || rule === null).toBe(true);
      }
    }
  });

  test('an answer has where the account stood before the rules that watch it', () => {
    const watching = Object.entries(riskRules).flatMap(([rule, { watch }]: [string, { watch?: unknown }]) =>
      watch !== undefined && rule in run.scenario.policy.rules ? [rule] : [],
    );
    const margin = 'marginWatch' in run.scenario.policy.guardian ? ['marginWatch'] : [];
    expect(Object.keys(guardianBrakes)).toContain('marginWatch');
    for (const { kind, rule, actual, grounds } of lines) {
      if (!['halt', 'reduce', 'panic', 'resume', 'alert', 'emergencyClose'].includes(kind)) continue;
      expect(grounds!.checks.map((check) => check.rule)).toEqual([...watching, ...margin]);
      const own = grounds!.checks.find((check) => check.rule === rule);
      if (kind === 'halt' && own !== undefined) expect(own).toMatchObject({ actual, isBreached: true });
    }
  });
});
