import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseYamlText } from '../../src/core/yamlText.ts';
import { listFiles } from '../../src/market/files.ts';
import { POLICY_KEYS } from '../../src/risk/readPolicy.ts';
import { policySchema, policyShape, scenarioSchema, scenarioShape } from '../../src/stress/jsonSchema.ts';
import { parsePolicy } from '../../src/stress/loadPolicy.ts';
import { SCENARIO_KEYS } from '../../src/stress/loadScenario.ts';
import { POLICY_TEXT, scenarioText } from './scenarioText.ts';

describe('the JSON Schemas for editors', () => {
  test.each([
    ['scenario', scenarioSchema],
    ['policy', policySchema],
  ])(
    'the published one of a %s is what the registries give: `brakecheck schema` writes it anew',
    (kind, make) => {
      const published = JSON.parse(readFileSync(`docs/schema/${kind}.schema.json`, 'utf8'));
      expect(published).toEqual(JSON.parse(JSON.stringify(make())));
    },
  );

  test('know the keys that the loader knows', () => {
    expect(Object.keys(policyShape().shape)).toEqual([...POLICY_KEYS]);
    expect(Object.keys(scenarioShape().shape)).toEqual([...SCENARIO_KEYS]);
  });

  test.each(yamlFiles('scenarios'))('allow %s', (file) => {
    expect(scenarioShape().safeParse(dataOf(readFileSync(file, 'utf8'))).error).toBeUndefined();
  });

  test.each(yamlFiles('scenarios/policies'))('allow %s', (file) => {
    expect(policyShape().safeParse(dataOf(readFileSync(file, 'utf8'))).error).toBeUndefined();
  });

  test.each<[string, object]>([
    ['a misspelt rule', { rules: 'rules: {maxPositon: {}}' }],
    ['a negative limit', { rules: 'rules: {perOrderCap: {limitRatio: -0.1}}' }],
    ['a rule that is false', { rules: 'rules: {perOrderCap: false}' }],
    ['a duration that is none', { rules: 'rules: {orderRate: {windowMs: soon}}' }],
  ])('refuse what the loader refuses: %s', (_case, { rules }: { rules?: string }) => {
    const text = `version: 1\nname: a\nwhy: b\n${rules}`;
    expect(parsePolicy(text, 'p.yaml').ok).toBe(false);
    expect(policyShape().safeParse(dataOf(text)).success).toBe(false);
    expect(policyShape().safeParse(dataOf(POLICY_TEXT)).success).toBe(true);
  });

  test.each<[string, Parameters<typeof scenarioText>[0]]>([
    ['another version', { version: 'version: 2' }],
    ['an unknown fault', { faults: 'faults: [{id: F1, fault: x, at: {bar: 1}}]' }],
    [
      'the 0th event',
      { faults: 'faults: [{id: F1, fault: silentStop, on: {event: stop.accepted, nth: 0}}]' },
    ],
    ['an unknown invariant', { invariants: 'invariants: [x]' }],
    ['an unknown metric', { expect: 'expect: {metrics: {x: {min: 1}}}' }],
    ['an unknown strategy', { strategy: 'strategy: {name: x}' }],
  ])('refuse what the loader refuses: %s', (_case, sections) => {
    expect(scenarioShape().safeParse(dataOf(scenarioText(sections))).success).toBe(false);
    expect(scenarioShape().safeParse(dataOf(scenarioText())).success).toBe(true);
  });
});

function dataOf(text: string): unknown {
  const yaml = parseYamlText(text, 'x.yaml');
  return yaml.ok ? yaml.value.data : null;
}

function yamlFiles(folder: string): string[] {
  const names = listFiles(folder);
  return names.ok
    ? names.value.filter((name) => name.endsWith('.yaml')).map((name) => `${folder}/${name}`)
    : [];
}
