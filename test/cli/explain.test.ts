import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { catalogue } from '../../src/cli/catalogue.ts';
import { explain, explainableNames, explainedKinds } from '../../src/cli/explain.ts';
import { RELATED } from '../../src/cli/related.ts';
import { checkIntent } from '../../src/risk/checkIntent.ts';
import { loadPolicy } from '../../src/stress/loadPolicy.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import { type SectionName, scenarioText } from '../stress/scenarioText.ts';
import { brakecheck } from './brakecheck.ts';

const ROOT = join(import.meta.dirname, '../..');
const names = explainableNames();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brakecheck-explain-'));
  writeFileSync(join(folder, 'p.yaml'), 'version: 1\nname: mine\nwhy: To see.\n');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const explanationOf = (kind: string, name: string) => {
  const found = explain(name);
  if (!found.ok) throw new Error(found.problems[0]!.message);
  return found.value.find((one) => one.kind === explainedKinds[kind]!.singular)!;
};

/** Puts a snippet where it says that it belongs, and reads the file with the loader that a run has. */
async function problemsOf(snippet: { where: string; text: string }): Promise<string[]> {
  const file = join(folder, 'file.yaml');
  if (snippet.where === 'policy file') {
    writeFileSync(file, `version: 1\nname: mine\nwhy: To see.\n${snippet.text}\n`);
    const policy = loadPolicy(file);
    return policy.ok ? [] : policy.problems.map(({ message }) => message);
  }
  const section = snippet.text.slice(0, snippet.text.indexOf(':')) as SectionName;
  writeFileSync(file, scenarioText({ [section]: snippet.text }));
  const scenario = await loadScenario(file, { packageFolder: ROOT });
  return scenario.ok ? [] : scenario.problems.map(({ key, message }) => `${key}: ${message}`);
}

describe.each(names)('$kind $name', ({ kind, name }) => {
  test('says what a file or a strategy may write, and that is accepted', async () => {
    const { snippet } = explanationOf(kind, name);
    expect(snippet.text).toContain(name);
    if (snippet.where === "strategy's code") {
      const wish = new Function('submit', 'symbol', snippet.text);
      wish((given: never) => checkIntent(given), 'BTC-USDT');
    } else expect(await problemsOf(snippet)).toEqual([]);
  });

  test('says each parameter, whatever the registry says of it, and where it is defined', () => {
    const { params, summary, facts, source } = explanationOf(kind, name);
    const entry = catalogue[kind]!().find((one) => one.name === name)!;
    expect(params.map((param) => param.name)).toEqual(Object.keys(entry.params ?? {}));
    expect(summary).toBe(entry.summary);
    expect(facts).toEqual(entry.facts ?? {});
    for (const { doc, bounds } of params) expect(`${doc} ${bounds}`.length).toBeGreaterThan(10);
    expect(existsSync(join(ROOT, source)), source).toBe(true);
  });
});

test('the check of a snippet can fail', async () => {
  expect(await problemsOf({ where: 'scenario file', text: 'sizing: {fixedFractio: {}}' })).not.toEqual([]);
  expect(
    await problemsOf({ where: 'policy file', text: 'rules:\n  maxPosition: {limitRatio: -1}' }),
  ).not.toEqual([]);
});

test('every kind of the catalogue is explained, but those that are files', () => {
  const files = ['policies', 'scenarios'];
  expect(Object.keys(explainedKinds)).toEqual(Object.keys(catalogue).filter((kind) => !files.includes(kind)));
  expect(names.length).toBeGreaterThan(80);
});

test('companions exist, and are told from both sides', () => {
  const known = names.map(({ name }) => name);
  for (const group of RELATED) for (const name of group) expect(known).toContain(name);
  expect(explanationOf('faults', 'silentStop').related).toEqual(
    expect.arrayContaining(['verifyStop', 'protected', 'stop.accepted']),
  );
  expect(explanationOf('brakes', 'verifyStop').related).toContain('silentStop');
  for (const { kind, name } of names) expect(explanationOf(kind, name).related).not.toContain(name);
});

test('a name of several kinds is explained once for each', () => {
  for (const { name } of names) {
    const found = explain(name);
    expect(found.ok && found.value.map(({ kind }) => kind)).toEqual(
      names.filter((one) => one.name === name).map(({ kind }) => explainedKinds[kind]!.singular),
    );
  }
});

test('a number that must be given is shown as such, with its bounds', () => {
  expect(explanationOf('stops', 'fixedRatio').params).toEqual([
    expect.objectContaining({
      name: 'distanceRatio',
      default: null,
      unit: 'ratio',
      bounds: 'a number above 0',
    }),
    expect.objectContaining({ name: 'bufferRatio', default: '0' }),
  ]);
});

describe('the command', () => {
  test('prints what a person reads', async () => {
    const { code, stdout } = await brakecheck(['explain', 'verifyStop'], folder);
    expect(code).toBe(0);
    for (const part of [
      'verifyStop (brake)',
      'when off: an acceptance is believed',
      'waitMs',
      'default 2s',
      'guardian:',
    ])
      expect(stdout).toContain(part);
  });

  test('prints one document with --json', async () => {
    const { code, stdout } = await brakecheck(['explain', 'protected', '--json'], folder);
    const { version, exitCode, explanations } = JSON.parse(stdout);
    expect({ code, version, exitCode }).toEqual({ code: 0, version: 1, exitCode: 0 });
    expect(explanations[0]).toMatchObject({
      kind: 'invariant',
      facts: { 'says nothing when': expect.any(String) },
    });
  });

  test('answers an unknown word with the nearest, and a kind with its list', async () => {
    const unknown = await brakecheck(['explain', 'verifyStob'], folder);
    expect([unknown.code, unknown.stderr]).toEqual([
      4,
      expect.stringContaining('did you mean "verifyStop"?'),
    ]);
    const kind = await brakecheck(['explain', 'rules', '--json'], folder);
    expect(kind.code).toBe(4);
    expect(JSON.parse(kind.stdout).problems[0].message).toContain('brakecheck list rules');
  });
});
