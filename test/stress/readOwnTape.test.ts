import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { scenarioShape } from '../../src/stress/jsonSchema.ts';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import { runScenario } from '../../src/stress/runScenario.ts';
import { loadShipped, ROOT } from '../support/runShipped.ts';
import { POLICY_TEXT, scenarioText } from './scenarioText.ts';

let folder: string;
const bar = (hour: number, price: number) =>
  `2024-03-01T${String(hour).padStart(2, '0')}:00:00Z,${price},${price + 1},${price - 1},${price},1000`;
const csv = (bars: readonly string[]) => ['time,open,high,low,close,volume', ...bars, ''].join('\n');

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brakecheck-tape-'));
  writeFileSync(join(folder, 'p.yaml'), POLICY_TEXT);
  mkdirSync(join(folder, 'tapes'));
  writeFileSync(
    join(folder, 'tapes/MINE-USDT.csv'),
    csv(Array.from({ length: 24 }, (_bar, hour) => bar(hour, 100 + hour))),
  );
  writeFileSync(
    join(folder, 'tapes/BROKEN-USDT.csv'),
    csv([bar(0, 100), '2024-03-01T01:00:00Z,100,90,80,100,1']),
  );
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(data: string) {
  const file = join(folder, 's.yaml');
  const faults = 'faults: [{id: F1, fault: disconnect, at: {bar: 2}}]';
  const text = scenarioText({
    data: `data: ${data}`,
    faults,
    heal: null,
    drain: 'drain: {bars: 4}',
    strategy: 'strategy: {name: buyAndHold}',
  });
  writeFileSync(file, text);
  return loadScenario(file, { packageFolder: ROOT });
}

test('one file is the whole market: its symbol, its first bar and its last', async () => {
  const loaded = await load('{tape: tapes/MINE-USDT.csv}');
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const { scenario, strategyHash } = loaded.value;
  expect(scenario.data).toMatchObject({
    tape: 'tapes/MINE-USDT.csv',
    source: 'tapes',
    symbols: ['MINE-USDT'],
    fromMs: Date.UTC(2024, 2, 1),
    toMs: Date.UTC(2024, 2, 2),
    refineMs: null,
  });
  const run = await runScenario(scenario, { scenarioFile: 's.yaml', strategyHash, verify: false });
  if (!run.ok) throw new Error(JSON.stringify(run.problems));
  expect(run.value.faulted.record.journal.some(({ kind }) => kind === 'truth')).toBe(true);
  const said = run.value.assumptions.filter(({ name }) => name === 'data').map(({ text }) => text);
  expect(said).toContain("a tape of one's own, the file tapes/MINE-USDT.csv: the market is what it says");
  // Without a manifest nobody vouches for it, and that is said as of any other file.
  expect(said.join(' ')).toContain('unverified: no manifest vouches for the candles of MINE-USDT');
});

test('from and to cut a part of it, and the look-back is of it, too', async () => {
  const part = await load(
    '{tape: tapes/MINE-USDT.csv, from: 2024-03-01T06:00:00Z, to: 2024-03-01T18:00:00Z}',
  );
  if (!part.ok) throw new Error(JSON.stringify(part.problems));
  const { fromMs, toMs } = part.value.scenario.data;
  expect([fromMs, toMs]).toEqual([Date.UTC(2024, 2, 1, 6), Date.UTC(2024, 2, 1, 18)]);
  const before = await load('{tape: tapes/MINE-USDT.csv, lookbackDays: 1, to: 2024-03-03}');
  // A day of look-back leaves nothing of a file of one day: that is found when its tape is made.
  expect(before.ok && before.value.scenario.data.fromMs).toBe(Date.UTC(2024, 2, 2));
});

test.each([
  [
    '{tape: tapes/MINE-USDT.csv, source: tapes}',
    ['data.source: has no place beside tape, which names the file of one symbol'],
  ],
  [
    '{tape: tapes/MINE-USDT.csv, symbols: [MINE-USDT]}',
    ['data.symbols: has no place beside tape, which names the file of one symbol'],
  ],
  [
    '{tape: tapes/MINE-USDT.txt}',
    ['data.tape: "tapes/MINE-USDT.txt" is no candle file; expected .csv, .json or .parquet'],
  ],
  [
    '{tape: tapes/MINE-USD.csv}',
    ['data.tape: "tapes/MINE-USD.csv" does not exist; did you mean "tapes/MINE-USDT.csv"?'],
  ],
  [
    '{tape: nowhere/MINE-USDT.csv}',
    ['data.tape: no folder "nowhere" beside the scenario file or in a folder above it'],
  ],
])('%s is refused, and says why', async (data, problems) => {
  const loaded = await load(data);
  expect(loaded.ok ? [] : loaded.problems.map(({ key, message }) => `${key}: ${message}`)).toEqual(problems);
});

test('a candle that cannot be is found as in any other file, with its line', async () => {
  const loaded = await load('{tape: tapes/BROKEN-USDT.csv}');
  expect(loaded.ok ? [] : loaded.problems.map(({ key, line }) => [key, line])).toEqual([['data.tape', 5]]);
  expect(loaded.ok ? '' : loaded.problems[0]!.message).toMatch(/BROKEN-USDT\.csv:3/);
});

test('a manifest holds it to what it was', async () => {
  const source = join(ROOT, 'scenarios/incidents/tapes');
  const copy = join(folder, 'kept');
  mkdirSync(join(copy, 'silent-stop'), { recursive: true });
  for (const name of ['manifest.yaml', 'instruments.yaml', 'silent-stop/ETH-USDT.csv'])
    copyFileSync(join(source, name), join(copy, name));
  expect((await load('{tape: kept/silent-stop/ETH-USDT.csv}')).ok).toBe(true);
  const file = join(copy, 'silent-stop/ETH-USDT.csv');
  writeFileSync(file, readFileSync(file, 'utf8').replace('2006.01', '2006.02'));
  const changed = await load('{tape: kept/silent-stop/ETH-USDT.csv}');
  expect(changed.ok ? '' : changed.problems.map(({ message }) => message).join('\n')).toContain(
    'is not the file that the manifest describes',
  );
});

test('an editor is told of it, and not of both at once', async () => {
  const { data } = scenarioShape().shape;
  expect(data.safeParse({ tape: 'tapes/ETH-USDT.csv' }).success).toBe(true);
  expect(data.safeParse({ tape: 'tapes/ETH-USDT.csv', source: 'data/daily' }).success).toBe(false);
  expect(data.safeParse({ source: 'data/daily', symbols: ['BTC-USDT'] }).success).toBe(false);
  expect((await loadShipped('incidents/silent-stop')).scenario.data.tape).toBe(
    'tapes/silent-stop/ETH-USDT.csv',
  );
});
