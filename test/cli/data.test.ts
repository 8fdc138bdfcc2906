import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { canonicalCsv } from '../../src/market/canonicalCsv.ts';
import { loadSymbol, openDataset } from '../../src/market/dataset.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { brakecheck } from './brakecheck.ts';
import { smallScenario } from './smallScenario.ts';

const OFF = { BRAKECHECK_CACHE: 'off' };

/** Hours from midnight on, of a price that goes up by one an hour; some left out. */
function hours(from: string, count: number, without: readonly number[] = []): string {
  const lines = ['timestamp,open,high,low,close,volume'];
  const start = Date.parse(`${from}T00:00:00Z`);
  for (let hour = 0; hour < count; hour++) {
    if (without.includes(hour)) continue;
    const price = 100 + hour;
    lines.push(`${start + hour * 3_600_000},${price},${price + 2},${price - 1},${price + 1},${hour + 1}`);
  }
  return `${lines.join('\n')}\n`;
}

const BROKEN = `date,open,high,low,close,volume\n2022-05-01,10,12,9,11,100\n2022-05-02,10,9,8,9,100\n${Array.from(
  { length: 28 },
  (_, day) => `2022-05-${String(day + 3).padStart(2, '0')},10,12,11,11,${day}`,
).join('\n')}\n`;

describe('data check', () => {
  test('says of each file what it is, of every kind of problem the first and the count, and fails for one', async () => {
    const folder = temporaryFolder({
      'candles/a/GOOD.csv': hours('2022-05-01', 48, [5, 6, 20]),
      'candles/BROKEN.csv': BROKEN,
      'candles/notes.txt': 'not a candle',
      'candles/.hidden/BAD.csv': 'x',
    });
    const { code, stdout, stderr } = await brakecheck(['data', 'check', 'candles'], folder, OFF);
    expect(stderr).toBe('');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('candles/BROKEN.csv: 29 problems');
    expect(lines).toContain('  rows        30 rows of 1d, 2022-05-01T00:00:00Z to 2022-05-30T00:00:00Z');
    expect(lines).toContain(
      '  problem     line 3: high: the high 9 is below the open or the close; expected at least max(open, close) = 10',
    );
    expect(lines.filter((line) => line.includes('low: the low 11 is above the open'))).toHaveLength(10);
    expect(lines).toContain(
      '  problem     and 18 more like "the low 11 is above the open or the close; expected at most min(open, close) = 10", the last at line 31; --json lists every one',
    );
    expect(lines).toContain('candles/a/GOOD.csv: ok');
    expect(lines).toContain(
      '  recognised  columns timestamp, open, high, low, close, volume; times as epoch milliseconds',
    );
    expect(lines).toContain('  gaps        2, 3 missing bars, the longest of 2h after 2022-05-01T04:00:00Z');
    expect(lines.filter((line) => line.startsWith('  warning'))).toHaveLength(2);
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
    expect(stdout).not.toMatch(/notes|hidden/);
    expect(code).toBe(4);
  });

  test('--all lists every problem, --json too, and says all that is known', async () => {
    const folder = temporaryFolder({ 'BROKEN.csv': BROKEN, 'GOOD.csv': hours('2022-05-01', 48) });
    const all = await brakecheck(['data', 'check', 'BROKEN.csv', '--all'], folder, OFF);
    expect(all.stdout.split('\n').filter((line) => line.startsWith('  problem'))).toHaveLength(29);
    const { code, stdout } = await brakecheck(
      ['data', 'check', 'BROKEN.csv', 'GOOD.csv', '--json'],
      folder,
      OFF,
    );
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ version: 1, exitCode: 4, passedCount: 1, failedCount: 1 });
    expect(json.files[0].problems).toHaveLength(29);
    expect(json.files[1]).toMatchObject({
      file: 'GOOD.csv',
      problems: [],
      summary: { rowCount: 48, intervalMs: 3_600_000, gapCount: 0, missingBarCount: 0 },
    });
    expect(code).toBe(4);
  });

  test('a file without a header is taken when its order is said', async () => {
    const csv =
      '1546300800,23741.68,3701.23,3797.14,3642,3797.14\n1546387200,35156.46,3796.45,3766.78,3750.45,3857.57\n';
    const folder = temporaryFolder({ 'x.csv': csv });
    const unsaid = await brakecheck(['data', 'check', 'x.csv'], folder, OFF);
    expect(unsaid.stdout).toContain('timestamp,volume,open,high,low,close: 1 of 2 rows impossible');
    const said = await brakecheck(
      ['data', 'check', 'x.csv', '--columns', 'timestamp,volume,open,high,low,close'],
      folder,
      OFF,
    );
    expect(said.stdout).toContain('x.csv: 1 problem\n');
    expect(said.stdout).toContain('line 2: high: the high 3766.78 is below the open or the close');
    expect([unsaid.code, said.code]).toEqual([4, 4]);
  });

  test('a file that its manifest does not describe any more fails', async () => {
    const folder = temporaryFolder({ 'in/X-USDT.csv': hours('2022-05-01', 48) });
    await brakecheck(['data', 'convert', 'in/X-USDT.csv', '--out', 'out'], folder, OFF);
    expect((await brakecheck(['data', 'check', 'out'], folder, OFF)).code).toBe(0);
    writeFileSync(`${folder}/out/X-USDT.csv`, hours('2022-05-01', 47));
    const { code, stdout } = await brakecheck(['data', 'check', 'out'], folder, OFF);
    expect(stdout).toContain('problem     sha256: is not the file that the manifest describes');
    expect(stdout).toContain('problem     rows: is not what the manifest describes: rows is 47, expected 48');
    expect(code).toBe(4);
  });

  test('says when the cache was used; off means off; the folder is the one that is named', async () => {
    const folder = temporaryFolder({ 'x.csv': hours('2022-05-01', 9_000) });
    const check = async (environment: Record<string, string>) =>
      (await brakecheck(['data', 'check', 'x.csv'], folder, environment)).stdout;
    const named = { BRAKECHECK_CACHE: `${folder}/kept` };
    expect(await check(named)).toContain('cache       the parsed columns were kept for later runs');
    const used = await check(named);
    expect(used).toContain('cache       the parsed columns of an earlier run were used');
    const withXdg = await check({ XDG_CACHE_HOME: `${folder}/xdg` });
    expect(withXdg).toContain('were kept');
    expect(readdirSync(`${folder}/xdg/brakecheck`)).toEqual(readdirSync(`${folder}/kept`));
    const off = await check(OFF);
    expect(off).not.toContain('cache');
    expect(used.replace(/^ {2}cache.*\n/m, '')).toBe(off);
  });

  test.each([
    [['data', 'chekc', 'x.csv'], /^unknown action "chekc"; did you mean "check"\?/],
    [['data', 'check', '.', '--out', 'x'], /^--out is for convert; check writes nothing/],
    [['data', 'convert', 'x.csv'], /^--out is missing; expected the folder to write to/],
    [['data', 'check', 'x.csv', '--columns', 'time,open'], /^--columns: high is missing; expected such as/m],
    [['data', 'check', '.'], /^\.: is a folder without candle files/],
    [['data', 'check'], /missing required argument 'file'/],
  ])('a command line that cannot be read: %j', async (args, expected) => {
    const { code, stdout, stderr } = await brakecheck(args, temporaryFolder({}), OFF);
    expect(stderr).toMatch(expected);
    expect(stdout).toBe('');
    expect(code).toBe(4);
  });

  test('a file that is not there is a file that failed', async () => {
    const { code, stdout } = await brakecheck(['data', 'check', 'nowhere.csv'], temporaryFolder({}), OFF);
    expect(stdout).toContain('problem     does not exist');
    expect(stdout).toContain('0 passed, 1 failed');
    expect(code).toBe(4);
  });
});

async function loaded(folder: string, symbol: string) {
  const dataset = openDataset(folder, 'out');
  const symbols = dataset.ok ? await loadSymbol(dataset.value, symbol) : dataset;
  if (!symbols.ok) throw new Error(JSON.stringify(symbols.problems));
  return symbols.value;
}

describe('data convert', () => {
  test('joins the months of an archive, resamples, and writes a dataset that the loader verifies', async () => {
    const folder = temporaryFolder({
      'BTCUSDT-1h-2022-06.csv': hours('2022-05-03', 30),
      'BTCUSDT-1h-2022-05.csv': hours('2022-05-01', 48),
    });
    const args = [
      'data',
      'convert',
      'BTCUSDT-1h-2022-05.csv',
      'BTCUSDT-1h-2022-06.csv',
      '--interval',
      '6h',
      '--out',
      'data/six',
    ];
    const first = await brakecheck(args, folder, OFF);
    expect(first.stderr).toBe('');
    expect(first.stdout).toMatch(
      /^written: data\/six\/BTCUSDT\.csv, 13 rows of 6h, 2022-05-01T00:00:00Z to 2022-05-04T00:00:00Z, sha256 [0-9a-f]{64}$/m,
    );
    expect(first.stdout).toMatch(/^written: data\/six\/manifest\.yaml$/m);
    expect(first.code).toBe(0);
    const { candles, entry, notes } = await loaded(`${folder}/data/six`, 'BTC-USDT');
    expect(entry?.source).toBe('converted from BTCUSDT-1h-2022-05.csv, BTCUSDT-1h-2022-06.csv');
    expect(notes).toEqual([]);
    expect(entry?.traps).toEqual([
      'resampled from 1h to 6h; bars that the file has only a part of at its ends were left out',
    ]);
    expect([candles.open[0], candles.high[0], candles.low[0], candles.close[0], candles.volume[0]]).toEqual([
      100, 107, 99, 106, 21,
    ]);
    expect(readFileSync(`${folder}/data/six/BTCUSDT.csv`, 'utf8')).toBe(canonicalCsv(candles));

    const before = readFileSync(`${folder}/data/six/manifest.yaml`, 'utf8');
    const again = await brakecheck(args, folder, OFF);
    expect(again.stdout).toMatch(/^unchanged: data\/six\/BTCUSDT\.csv/m);
    expect(again.stdout).toMatch(/^unchanged: data\/six\/manifest\.yaml$/m);
    expect(readFileSync(`${folder}/data/six/manifest.yaml`, 'utf8')).toBe(before);
    expect(readdirSync(`${folder}/data/six`).sort()).toEqual(['BTCUSDT.csv', 'manifest.yaml']);
  });

  test('a larger bar with a hole in its middle is named, on the screen and in the manifest', async () => {
    const folder = temporaryFolder({ 'X.csv': hours('2022-05-01', 96, [30, 31, 50]) });
    const args = ['data', 'convert', 'X.csv', '--interval', '1d', '--out', 'out'];
    const { code, stdout } = await brakecheck(args, folder, OFF);
    const said =
      '2 bars of 1d have fewer than 24 bars of 1h inside, because of gaps: 2022-05-02T00:00:00Z (22), 2022-05-03T00:00:00Z (23)';
    expect(code).toBe(0);
    expect(stdout).toContain(`its manifest says: ${said}`);
    expect(readFileSync(`${folder}/out/manifest.yaml`, 'utf8').replace(/\s+/g, ' ')).toContain(said);
    const whole = temporaryFolder({ 'X.csv': hours('2022-05-01', 96) });
    expect((await brakecheck(args, whole, OFF)).stdout).not.toContain('fewer than');
  });

  test('adds to the manifest that is there, and keeps its comments and entries', async () => {
    const folder = temporaryFolder({ 'A.csv': hours('2022-05-01', 48), 'B.csv': hours('2022-05-02', 24) });
    await brakecheck(
      ['data', 'convert', 'A.csv', '--out', 'data/hourly', '--source', 'made up'],
      folder,
      OFF,
    );
    const path = `${folder}/data/hourly/manifest.yaml`;
    // The manifest may stand above, as that of the package does.
    const above = `# kept by hand\n${readFileSync(path, 'utf8').replace('file: A.csv', 'file: hourly/A.csv # the first')}`;
    writeFileSync(`${folder}/data/manifest.yaml`, above);
    rmSync(path);
    const { code, stdout } = await brakecheck(
      ['data', 'convert', 'B.csv', '--out', 'data/hourly'],
      folder,
      OFF,
    );
    expect(stdout).toContain('written: data/manifest.yaml');
    expect(code).toBe(0);
    const text = readFileSync(`${folder}/data/manifest.yaml`, 'utf8');
    expect(text).toContain('# kept by hand');
    expect(text).toContain('file: hourly/A.csv # the first');
    expect(text).toContain('file: hourly/B.csv');
    expect((await loaded(`${folder}/data/hourly`, 'A')).entry?.source).toBe('made up');
    expect((await loaded(`${folder}/data/hourly`, 'B')).entry?.rows).toBe(24);
    expect(existsSync(path)).toBe(false);
  });

  test('repairs where it is asked to, and the manifest says what was done, so that every report does', async () => {
    const lines = hours('2022-05-01', 48).trimEnd().split('\n');
    const twice = [...lines.slice(0, 5), lines[4], ...lines.slice(5)].join('\n');
    const folder = temporaryFolder({ 'X-USDT.csv': `${twice}\n` });
    const refused = await brakecheck(['data', 'convert', 'X-USDT.csv', '--out', 'out'], folder, OFF);
    expect(refused.stdout).toContain('problem     line 6: is an exact copy of line 5');
    expect(refused.stdout).toContain('nothing was written');
    expect([refused.code, existsSync(`${folder}/out`)]).toEqual([4, false]);
    const repaired = await brakecheck(
      ['data', 'convert', 'X-USDT.csv', '--out', 'out', '--repair'],
      folder,
      OFF,
    );
    expect(repaired.code).toBe(0);
    expect((await loaded(`${folder}/out`, 'X-USDT')).entry?.traps).toEqual([
      'repaired: dropped line 6, an exact copy of an earlier row',
    ]);
    expect(readFileSync(`${folder}/out/X-USDT.csv`, 'utf8')).toBe(hours('2022-05-01', 48));
  });

  test.each([
    {
      name: 'other content under the name',
      files: { 'X.csv': hours('2022-05-01', 48), 'out/X.csv': 'mine\n' },
      args: ['X.csv'],
      expected: /out\/X\.csv: is there already with other content; nothing was overwritten/,
    },
    {
      name: 'another file for the symbol',
      files: { 'X-USDT.csv': hours('2022-05-01', 48), 'out/XUSDT.csv': 'mine\n' },
      args: ['X-USDT.csv'],
      expected: /would stand beside XUSDT\.csv, and a scenario could not tell which of them is X-USDT/,
    },
    {
      name: 'one bad file among good ones',
      files: { 'X.csv': hours('2022-05-01', 48), 'Y.csv': BROKEN },
      args: ['X.csv', 'Y.csv'],
      expected: /Y\.csv: 29 problems/,
    },
    {
      name: 'parts that overlap',
      files: { 'X.csv': hours('2022-05-01', 48), 'Y.csv': hours('2022-05-02', 48) },
      args: ['X.csv', 'Y.csv', '--symbol', 'X'],
      expected: /Y\.csv: begins at 2022-05-02T00:00:00Z, and X\.csv has bars up to 2022-05-02T23:00:00Z/,
    },
    {
      name: 'a symbol that is a path',
      files: { 'X.csv': hours('2022-05-01', 48) },
      args: ['X.csv', '--symbol', '../X'],
      expected: /--symbol: "\.\.\/X" names no symbol such as BTC-USDT/,
    },
    {
      name: 'an interval that is no multiple',
      files: { 'X.csv': hours('2022-05-01', 48) },
      args: ['X.csv', '--interval', '90m'],
      expected: /--interval: 90m is no multiple of the file's 1h/,
    },
  ])('refuses $name, and writes nothing', async ({ files, args, expected }) => {
    const folder = temporaryFolder(files as unknown as Record<string, string>);
    const before = readdirSync(folder, { recursive: true }).sort();
    const { code, stdout, stderr } = await brakecheck(
      ['data', 'convert', ...args, '--out', 'out'],
      folder,
      OFF,
    );
    expect(stdout + stderr).toMatch(expected);
    expect(stdout).toContain('nothing was written');
    expect(readdirSync(folder, { recursive: true }).sort()).toEqual(before);
    expect(code).toBe(4);
  });

  test('of JSON, as JSON; and a scenario runs on what was written', async () => {
    const rows = hours('2022-05-01', 24 * 8)
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));
    const folder = temporaryFolder({
      'BTC-USDT.json': JSON.stringify(rows),
      'scenarios/small.yaml': smallScenario({
        data: 'data: {source: data/hourly, symbols: [BTC-USDT], from: 2022-05-02, to: 2022-05-07, repair: true}',
      }),
      'scenarios/policies/all-brakes.yaml': readFileSync('scenarios/policies/all-brakes.yaml', 'utf8'),
    });
    const { code, stdout } = await brakecheck(
      ['data', 'convert', 'BTC-USDT.json', '--out', 'data/hourly', '--json'],
      folder,
      OFF,
    );
    expect(JSON.parse(stdout)).toMatchObject({
      exitCode: 0,
      files: [{ path: 'data/hourly/BTC-USDT.csv', state: 'written' }],
      manifestState: 'written',
    });
    expect(code).toBe(0);
    const validated = await brakecheck(['validate', 'scenarios/small.yaml'], folder, OFF);
    expect(validated.stderr).toBe('');
    expect(validated.stdout).toMatch(/window +2022-05-02 to 2022-05-07, 120 bars of 1h/);
    expect(validated.code).toBe(0);
  });
});
