import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import type { DataFrame } from 'danfojs-node';
import { describe, expect, test } from 'vitest';
import { type RunTable, toDataFrame, toRows } from '../../src/report/dataFrames.ts';
import { decisionsOf } from '../../src/report/facts/decisions.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const outcome = makeOutcome({ days: 25 });
const { faulted } = outcome;

describe('rows', () => {
  test('of trades: every trade, with the time that it took', () => {
    const rows = toRows(outcome, 'trades');
    expect(rows).toHaveLength(faulted.trades.length);
    expect(rows.length).toBeGreaterThan(1);
    for (const [index, trade] of faulted.trades.entries()) {
      expect(rows[index]).toMatchObject({ ...trade, durationMs: trade.closeMs - trade.openMs });
    }
  });

  test('of equity: every sample, drawdown from the high-water mark, null and never NaN', () => {
    const rows = toRows(outcome, 'equity');
    const { samples } = faulted.record;
    expect(rows).toHaveLength(samples.timeMs.length);
    let peak = faulted.record.startQuote;
    for (const [index, row] of rows.entries()) {
      const equity = samples.equityQuote[index]!;
      peak = Math.max(peak, equity);
      expect(row.timeMs).toBe(samples.timeMs[index]);
      expect(row.equityQuote).toBe(equity);
      expect(row.drawdownRatio).toBeCloseTo(equity / peak - 1, 14);
      expect(row['LUNA-USDT positionQty']).toBe(samples.positionQty['LUNA-USDT']![index]);
      const buffer = samples.marginBufferRatio[index]!;
      expect(row.marginBufferRatio).toBe(Number.isNaN(buffer) ? null : buffer);
      for (const value of Object.values(row)) expect(value).not.toBeNaN();
    }
    expect(rows.some(({ marginBufferRatio }) => marginBufferRatio === null)).toBe(true);
  });

  test('of decisions: the audit', () => {
    const audit = decisionsOf(faulted.record);
    expect(audit.length).toBeGreaterThan(3);
    expect(toRows(outcome, 'decisions')).toEqual(
      audit.map(({ sessionId, decision }) => ({ sessionId, ...decision })),
    );
  });

  test('of one run as well as of an outcome', () => {
    expect(toRows(outcome.baseline, 'equity')).not.toEqual(toRows(outcome, 'equity'));
    expect(toRows(faulted, 'trades')).toEqual(toRows(outcome, 'trades'));
  });

  test('of nothing else', () => {
    expect(() => toRows(outcome, 'fills' as RunTable)).toThrow(
      'no table "fills" of a run; expected trades, equity, decisions or orders',
    );
  });
});

describe('data frames', () => {
  test.each(['trades', 'equity', 'decisions', 'orders'] as const)(
    '%s hold what the rows hold',
    async (table) => {
      const frame = await toDataFrame(outcome, table);
      const rows = toRows(outcome, table);
      expect(frame.shape).toEqual([rows.length, frame.columns.length]);
      expect(frame.columns).toEqual(Object.keys(rows[0]!));
      expect(frame.values).toEqual(rows.map((row) => Object.values(row)));
      const isText = frame.columns.map((name) => rows.some((row) => typeof row[name] === 'string'));
      const isNumber = frame.columns.map((name) => rows.some((row) => typeof row[name] === 'number'));
      for (const [index, type] of frame.dtypes.entries()) {
        if (isText[index]) expect(type, frame.columns[index]).toBe('string');
        if (isNumber[index]) expect(type, frame.columns[index]).toBe('float32');
      }
    },
  );

  test('times stay whole milliseconds under arithmetic', async () => {
    const shifted = makeShifted(123);
    const frame = await toDataFrame(shifted, 'equity');
    const later = frame.column('timeMs').add(1) as unknown as { values: number[] };
    expect(later.values[0]).toBe(1_700_000_000_124);
    const times = frame.loc({ columns: ['timeMs'] });
    expect((times.add(1) as DataFrame).values).toEqual(
      toRows(shifted, 'equity').map(({ timeMs }) => [Number(timeMs) + 1]),
    );
  });

  test('what is missing stays missing, and sums leave it out', async () => {
    const frame = await toDataFrame(outcome, 'equity');
    const buffers = frame.column('marginBufferRatio');
    const known = toRows(outcome, 'equity').flatMap(
      ({ marginBufferRatio: ratio }) => ratio ?? [],
    ) as number[];
    expect(buffers.values.filter((value) => value === null)).toHaveLength(frame.shape[0]! - known.length);
    expect(buffers.count()).toBe(known.length);
    expect(buffers.min()).toBe(Math.min(...known));
  });

  test('a run without trades gives an empty frame with its columns', async () => {
    const frame = await toDataFrame({ ...faulted, trades: [] }, 'trades');
    expect(frame.columns).toEqual(Object.keys(toRows(outcome, 'trades')[0]!));
    expect(frame.values).toEqual([]);
  });
});

/** The first sample at 1700000000000 and some. */
function makeShifted(extraMs: number) {
  const { record } = faulted;
  const firstMs = record.samples.timeMs[0]!;
  const timeMs = record.samples.timeMs.map((time) => time - firstMs + 1_700_000_000_000 + extraMs);
  return { ...faulted, record: { ...record, samples: { ...record.samples, timeMs } } };
}

test('without danfojs-node rows come as ever, and a frame says what to install', () => {
  const file = (path: string) => JSON.stringify(pathToFileURL(`${import.meta.dirname}/${path}`).href);
  const program = `
    import { register } from 'node:module';
    register('data:text/javascript,' + encodeURIComponent(\`
      export async function resolve(name, context, next) {
        if (name !== 'danfojs-node') return next(name, context);
        throw Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' });
      }\`));
    const { toRows, toDataFrame } = await import(${file('../../src/report/dataFrames.ts')});
    const { makeOutcome } = await import(${file('../support/makeOutcome.ts')});
    const outcome = makeOutcome({ days: 25 });
    console.log(toRows(outcome, 'trades').length);
    await toDataFrame(outcome, 'trades').catch((error) => console.log(error.message));
  `;
  const ended = spawnSync(
    process.execPath,
    ['--import', 'tsx/esm', '--input-type=module', '--eval', program],
    {
      cwd: import.meta.dirname,
      encoding: 'utf8',
    },
  );
  expect(ended.stderr).toBe('');
  const [count, message] = ended.stdout.split('\n');
  expect(Number(count)).toBe(faulted.trades.length);
  expect(message).toMatch(/^toDataFrame needs danfojs-node, which is not installed.*npm ci.*toRows/);
});
