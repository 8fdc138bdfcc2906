import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ParamSpec } from '../../src/core/params.ts';
import { formatDuration } from '../../src/core/time.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import { loadPolicy } from '../../src/stress/loadPolicy.ts';
import { BRAKES_NOT_IN_ALL_BRAKES, NOT_IN_ALL_BRAKES } from '../support/notInAllBrakes.ts';

const ROOT = join(import.meta.dirname, '../..');

function numbersOf(
  specs: Readonly<Record<string, ParamSpec>>,
  values: Readonly<Record<string, unknown>>,
): string {
  const shown = Object.entries(specs).map(([name, spec]) => {
    const value = values[name];
    return `${name} ${spec.kind === 'duration' ? formatDuration(Number(value)) : String(value)}`;
  });
  return shown.length === 0 ? '–' : shown.join(', ');
}

test('docs/all-brakes.md is what the policy file and the registries say (`npx vitest run test/docs -u` writes it anew)', async () => {
  const policy = loadPolicy(join(ROOT, 'scenarios/policies/all-brakes.yaml'));
  if (!policy.ok) throw new Error(JSON.stringify(policy.problems));
  const { rules, guardian } = policy.value;
  const left = NOT_IN_ALL_BRAKES as readonly string[];
  const inPolicy = Object.entries(riskRules).filter(([name]) => !left.includes(name));
  const ruleRows = inPolicy.map(([name, rule]) => {
    const values = rules[name as keyof typeof rules];
    expect(values, `${name} is in all-brakes`).toBeDefined();
    const end =
      rule.answer === null
        ? '–'
        : `halts until ${rule.answer.end === 'utcDay' ? 'the next UTC day' : 'an operator resets'}`;
    return `| \`${name}\` | ${rule.summary} | ${numbersOf(rule.params, values ?? {})} | ${end} |`;
  });
  const leftBrakes = BRAKES_NOT_IN_ALL_BRAKES as readonly string[];
  const brakesIn = Object.entries(guardianBrakes).filter(([name]) => !leftBrakes.includes(name));
  const brakeRows = brakesIn.map(([name, brake]) => {
    const values = guardian[name as keyof typeof guardian];
    expect(values, `${name} is in all-brakes`).toBeDefined();
    return `| \`${name}\` | ${brake.summary} | ${numbersOf(brake.params, values ?? {})} | ${brake.whenOff} |`;
  });
  const page = [
    '# The policy `all-brakes`',
    '',
    `${policy.value.why} The file is \`scenarios/policies/all-brakes.yaml\`; a test keeps this page equal to it.`,
    '',
    '## Rules: before every risk-increasing order, or over the account',
    '',
    '| rule | what it says | numbers | answer |',
    '|---|---|---|---|',
    ...ruleRows,
    '',
    'Reducing orders are never blocked. A limit allows equality, a breaker trips at it.',
    '',
    '## Operational brakes: on the way to the venue and back',
    '',
    '| brake | what it does | numbers | without it |',
    '|---|---|---|---|',
    ...brakeRows,
    '',
    '## What it leaves out',
    '',
    'Rules and brakes that a policy of your own may name; `brakecheck explain` says more.',
    '',
    ...NOT_IN_ALL_BRAKES.map((name) => `- \`${name}\`: ${riskRules[name].summary}`),
    ...BRAKES_NOT_IN_ALL_BRAKES.map((name) => `- \`${name}\`: ${guardianBrakes[name].summary}`),
    '',
  ].join('\n');
  await expect(page).toMatchFileSnapshot('../../docs/all-brakes.md');
});
