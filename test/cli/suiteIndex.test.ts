import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { brakecheck } from './brakecheck.ts';
import { smallScenario } from './smallScenario.ts';

const ALL_BRAKES = readFileSync('scenarios/policies/all-brakes.yaml', 'utf8');

function project(): string {
  return temporaryFolder({
    'scenarios/one.yaml': smallScenario({ name: 'name: one' }),
    'scenarios/two.yaml': smallScenario({ name: 'name: two' }),
    'scenarios/policies/all-brakes.yaml': ALL_BRAKES,
  });
}

test('several scenarios get an index beside their folders, one gets none; links lead to what was written', async () => {
  const folder = project();
  const alone = await brakecheck(['run', 'scenarios/one.yaml'], folder);
  expect(alone.code).toBe(0);
  expect(existsSync(`${folder}/reports/index.html`)).toBe(false);
  const { code, stdout } = await brakecheck(['run', 'scenarios', '--seed', '7'], folder);
  expect(code).toBe(0);
  expect(stdout).toContain('all of them: reports/index.html');
  const index = readFileSync(`${folder}/reports/index.html`, 'utf8');
  const links = [...index.matchAll(/href="([^"#]+)"/g)].map((match) => decodeURIComponent(match[1]!));
  expect([...new Set(links)].toSorted()).toEqual(['one#7/index.html', 'two#7/index.html']);
  for (const link of links) expect(existsSync(`${folder}/reports/${link}`)).toBe(true);
});

test('an index of somebody else is left alone, the reports are written, and the command says so', async () => {
  const folder = project();
  mkdirSync(`${folder}/reports`);
  writeFileSync(`${folder}/reports/index.html`, '<h1>mine</h1>');
  const { code, stderr } = await brakecheck(['run', 'scenarios'], folder);
  expect(code).toBe(4);
  expect(stderr).toContain('is there already and brakecheck did not write it');
  expect(readFileSync(`${folder}/reports/index.html`, 'utf8')).toBe('<h1>mine</h1>');
  expect(existsSync(`${folder}/reports/two/index.html`)).toBe(true);
});

test('the page of check says how the run stands to what was approved', async () => {
  const folder = project();
  const page = () => readFileSync(`${folder}/reports/one/index.html`, 'utf8');
  await brakecheck(['run', 'scenarios/one.yaml'], folder);
  expect(page()).toContain('No approved result of this scenario was found');
  await brakecheck(['approve', 'scenarios/one.yaml', '--reason', 'It is <right>'], folder);
  await brakecheck(['run', 'scenarios/one.yaml'], folder);
  expect(page()).toContain('are as approved');
  expect(page()).toContain('Approved because: It is &lt;right&gt;');
  const text = smallScenario({ name: 'name: one' });
  expect(text).toContain('seed: 42');
  writeFileSync(`${folder}/scenarios/one.yaml`, text.replace('seed: 42', 'seed: 43'));
  expect((await brakecheck(['check', 'scenarios/one.yaml'], folder)).code).toBe(2);
  expect(page()).toMatch(/differs<\/span> in \d+ ways/);
  expect(page()).toContain('the first event that differs');
  await brakecheck(['run', 'scenarios/one.yaml', '--seed', '9'], folder);
  expect(readFileSync(`${folder}/reports/one#9/index.html`, 'utf8')).toContain('Not compared');
});
