import { describe, expect, test } from 'vitest';
import type { Firing } from '../../../src/faults/faultRunner.ts';
import { protectedInvariant } from '../../../src/stress/invariants/protected.ts';
import { makeFiring, makeInterval, makeRecord } from '../../support/makeRecord.ts';

const judge = (protection: Parameters<typeof makeInterval>[0][], firings: readonly Firing[] = []) =>
  protectedInvariant.judge(makeRecord({ protection: protection.map(makeInterval), firings }), {
    withinMs: 10_000,
  });

describe('protected', () => {
  test('holds while a gap is no longer than the bound', () => {
    const found = judge([
      { fromMs: 0, toMs: 10_000, status: 'pending' },
      { fromMs: 10_000, toMs: 90_000, status: 'protected' },
      { fromMs: 90_000, toMs: 100_000, status: 'naked' },
    ]);
    expect(found).toMatchObject({ antecedentCount: 3, violations: [], excused: [] });
  });

  test('is violated by a longer one, and says how long, at which status and what was exposed', () => {
    const [violation] = judge([
      { fromMs: 5_000, toMs: 15_001, status: 'naked', positionQty: -3, startPrice: 200 },
    ]).violations;
    expect(violation).toMatchObject({ atMs: 5_000, symbol: 'BTC-USDT' });
    expect(violation!.message).toBe(
      'BTC-USDT stood without protection for 10s 1ms (naked for 10s 1ms), 600.00 in quote exposed.',
    );
  });

  test('takes stretches that touch as one gap, whatever their status', () => {
    const found = judge([
      { fromMs: 0, toMs: 6_000, status: 'pending' },
      { fromMs: 6_000, toMs: 12_000, status: 'unknown', positionQty: 2 },
    ]);
    expect(found.violations).toHaveLength(1);
    expect(found.violations[0]!.message).toContain('for 12s (pending for 6s, unknown for 6s), 200.00');
  });

  test('finds a gap once, in whatever order its stretches were recorded', () => {
    const found = judge([
      { fromMs: 6_000, toMs: 30_000, status: 'unknown' },
      { fromMs: 0, toMs: 6_000, status: 'pending' },
    ]);
    expect(found.violations).toMatchObject([{ atMs: 0 }]);
  });

  test('does not join what protection, time or another symbol parts', () => {
    expect(
      judge([
        { fromMs: 0, toMs: 8_000, status: 'naked' },
        { fromMs: 8_000, toMs: 9_000, status: 'protected' },
        { fromMs: 9_000, toMs: 17_000, status: 'naked' },
      ]).violations,
    ).toEqual([]);
    expect(
      judge([
        { fromMs: 0, toMs: 8_000, status: 'naked' },
        { fromMs: 8_001, toMs: 17_000, status: 'naked' },
      ]).violations,
    ).toEqual([]);
    expect(
      judge([
        { fromMs: 0, toMs: 8_000, status: 'naked' },
        { fromMs: 8_000, toMs: 17_000, status: 'naked', symbol: 'ETH-USDT' },
      ]).violations,
    ).toEqual([]);
  });

  test('joins the stretches of a symbol across those of another', () => {
    const found = judge([
      { fromMs: 0, toMs: 8_000, status: 'naked' },
      { fromMs: 1_000, toMs: 2_000, status: 'naked', symbol: 'ETH-USDT' },
      { fromMs: 8_000, toMs: 16_000, status: 'pending' },
    ]);
    expect(found.violations).toHaveLength(1);
  });

  test('is excused when a fault covers all that is beyond the bound', () => {
    const found = judge(
      [{ fromMs: 1_000, toMs: 60_000, status: 'naked' }],
      [makeFiring({ atMs: 5_000, excusedUntilMs: 60_000 })],
    );
    expect(found.violations).toEqual([]);
    expect(found.excused).toHaveLength(1);
    expect(found.excused[0]!.message).toContain('Excused by F1 (disconnect).');
  });

  test('is excused from the bound on, and not by faults of another time', () => {
    const found = judge(
      [{ fromMs: 0, toMs: 60_000, status: 'naked' }],
      [
        makeFiring({ atMs: 10_000, excusedUntilMs: 60_000 }),
        makeFiring({ faultId: 'F2', atMs: 2_000, excusedUntilMs: 9_000 }),
        makeFiring({ faultId: 'F3', atMs: 61_000, excusedUntilMs: 90_000 }),
      ],
    );
    expect(found.excused[0]?.message).toMatch(/Excused by F1 \(disconnect\)\.$/);
  });

  test('is excused by two faults whose windows touch', () => {
    const found = judge(
      [{ fromMs: 0, toMs: 60_000, status: 'naked' }],
      [
        makeFiring({ atMs: 8_000, excusedUntilMs: 30_000 }),
        makeFiring({ faultId: 'F2', fault: 'halt', atMs: 30_000, excusedUntilMs: 70_000 }),
      ],
    );
    expect(found.excused[0]?.message).toContain('Excused by F1 (disconnect) and F2 (halt).');
  });

  test.each([
    ['the fault begins after the bound', 10_001, 60_000],
    ['its window ends before the gap does', 0, 59_999],
    ['it never excuses', 5_000, 5_000],
  ])('is not excused when %s', (_why, atMs, excusedUntilMs) => {
    const found = judge(
      [{ fromMs: 0, toMs: 60_000, status: 'naked' }],
      [makeFiring({ atMs, excusedUntilMs })],
    );
    expect(found).toMatchObject({ excused: [] });
    expect(found.violations).toHaveLength(1);
  });

  test('is vacuous when no position was open', () => {
    expect(judge([]).antecedentCount).toBe(0);
  });
});
