import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { gunzipText, gzipText } from '../../src/cli/gzipText.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { brakecheck, type Ended } from './brakecheck.ts';
import { smallScenario } from './smallScenario.ts';

const FILE = 'scenarios/small.yaml';
const NUMBERS = 'reports/approved/small.json';
const LOG = 'reports/approved/small.events.ndjson.gz';

function project(): string {
  return temporaryFolder({
    [FILE]: smallScenario(),
    'scenarios/policies/all-brakes.yaml': readFileSync('scenarios/policies/all-brakes.yaml', 'utf8'),
  });
}

const approve = (folder: string): Promise<Ended> =>
  brakecheck(['approve', FILE, '--reason', 'Read line by line.'], folder);

describe('a log as it is kept', () => {
  test('is gzip without a time or a system, comes back as it was, and is small', () => {
    const text = '{"atMs":1,"kind":"heal"}\n'.repeat(1000);
    const bytes = gzipText(text);
    expect([...bytes.subarray(0, 10)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 255]);
    expect(gunzipSync(bytes).toString('utf8')).toBe(text);
    expect(gunzipText(bytes)).toBe(text);
    expect(bytes.length).toBeLessThan(text.length / 10);
    expect(gunzipText(bytes.subarray(0, bytes.length - 1))).toBeNull();
    expect(gunzipText(new TextEncoder().encode(text))).toBeNull();
  });

  test('is the log of the run, nothing half written beside it; a second approval leaves it alone', async () => {
    const folder = project();
    expect((await approve(folder)).code).toBe(0);
    expect(readdirSync(`${folder}/reports/approved`).sort()).toEqual([
      'small.events.ndjson.gz',
      'small.json',
    ]);
    const log = gunzipSync(readFileSync(`${folder}/${LOG}`)).toString('utf8');
    await brakecheck(['run', FILE, '--no-page'], folder);
    expect(log).toBe(readFileSync(`${folder}/reports/small/events.ndjson`, 'utf8'));

    const otherwise = gzipSync(log, { level: 1 });
    writeFileSync(`${folder}/${LOG}`, otherwise);
    expect((await approve(folder)).code).toBe(0);
    expect(readFileSync(`${folder}/${LOG}`).equals(otherwise)).toBe(true);
  });
});

test('what cannot take its place leaves nothing half done: the old log stays, and no draft of a file', async () => {
  const folder = project();
  expect((await approve(folder)).code).toBe(0);
  const log = readFileSync(`${folder}/${LOG}`);
  rmSync(`${folder}/${NUMBERS}`);
  mkdirSync(`${folder}/${NUMBERS}`);
  writeFileSync(`${folder}/${FILE}`, smallScenario({ strategy: 'strategy: {name: smaCross}' }));
  const { code, stderr } = await approve(folder);
  expect(stderr).toContain(`${NUMBERS}: cannot be written (`);
  expect(code).toBe(4);
  expect(readdirSync(`${folder}/reports/approved`).sort()).toEqual(['small.events.ndjson.gz', 'small.json']);
  expect(readFileSync(`${folder}/${LOG}`).equals(log)).toBe(true);
});

describe('check', () => {
  test('prints the first event that differs, with both values and its neighbours', async () => {
    const folder = project();
    await approve(folder);
    writeFileSync(`${folder}/${FILE}`, smallScenario({ strategy: 'strategy: {name: smaCross}' }));
    const { code, stdout } = await brakecheck(['check', FILE, '--no-page'], folder);
    expect(code).toBe(2);
    const lines = stdout.split('\n');
    const first = lines.findIndex((line) => line.includes('the first event that differs is number '));
    expect(lines[first]).toMatch(/number \d+ at 2022-05-\d\d/);
    expect(lines[first + 1]).toContain('approved: ');
    expect(lines[first + 2]).toContain('now: ');
    const index = Number(/number (\d+)/.exec(lines[first]!)![1]);
    const log = gunzipSync(readFileSync(`${folder}/${LOG}`))
      .toString('utf8')
      .split('\n');
    expect(index).toBeGreaterThan(0);
    expect(stdout).toContain(` ${index - 1} ${log[index - 1]}`);
    expect(stdout).toContain(`-${index} ${log[index]}`);
    expect(stdout).toContain(`-${index + 1} ${log[index + 1]}`);
    expect(stdout).toContain(`+${index} {`);
  });

  test('does not compare with a log that is damaged, gone, or of another result', async () => {
    const folder = project();
    await approve(folder);
    const bytes = readFileSync(`${folder}/${LOG}`);
    const said = async (log: Uint8Array): Promise<string> => {
      writeFileSync(`${folder}/${LOG}`, log);
      const { code, stderr } = await brakecheck(['check', FILE, '--no-page'], folder);
      expect(code).toBe(4);
      return stderr;
    };
    expect(await said(bytes.subarray(0, 40))).toContain(`${LOG}: is damaged, or not gzip`);
    const shorter = gunzipSync(bytes).toString('utf8').split('\n').slice(1).join('\n');
    expect(await said(gzipText(shorter))).toContain(`${LOG}: is not the log of ${NUMBERS}`);
  });
});
