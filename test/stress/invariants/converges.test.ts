import { describe, expect, test } from 'vitest';
import { converges } from '../../../src/stress/invariants/converges.ts';
import { filled, HOUR_MS, makeRecord, SYMBOL } from '../../support/makeRecord.ts';

const HEAL_MS = 3 * HOUR_MS;
const DEADLINE_MS = 4 * HOUR_MS;
const params = { withinBars: 1, inFlightMs: 10_000, toleranceRatio: 1e-9 };
const gap = (fromMs: number, toMs: number) => ({ symbol: SYMBOL, fromMs, toMs });
const judge = (given: Parameters<typeof makeRecord>[0] = {}) =>
  converges.judge(makeRecord({ healMs: HEAL_MS, journal: [filled(1)], ...given }), params);

describe('converges', () => {
  test('holds when every difference ends in time', () => {
    const found = judge({ beliefGaps: [gap(100, DEADLINE_MS)] });
    expect(found).toEqual({ antecedentCount: 1, violations: [], excused: [] });
  });

  test('is violated by a difference that lasts beyond the bound', () => {
    const { violations } = judge({ beliefGaps: [gap(100, DEADLINE_MS + 1)] });
    expect(violations).toMatchObject([{ atMs: DEADLINE_MS, symbol: SYMBOL }]);
    expect(violations[0]!.message).toContain('ended at 1970-01-01T04:00:00Z');
  });

  test('gives a fill the time to arrive, at the bound and after it', () => {
    const short = [gap(DEADLINE_MS - 40, DEADLINE_MS + 40), gap(DEADLINE_MS + 500, DEADLINE_MS + 10_500)];
    expect(judge({ beliefGaps: short }).violations).toEqual([]);
    const long = [gap(DEADLINE_MS + 500, DEADLINE_MS + 10_501)];
    expect(judge({ beliefGaps: long }).violations).toMatchObject([{ atMs: DEADLINE_MS + 500 }]);
  });

  test('is violated by another equity at the end', () => {
    expect(judge({ final: { believedEquityQuote: 10_000.001 } }).violations).toHaveLength(1);
    expect(judge({ final: { believedEquityQuote: 10_000.000_001 } }).violations).toEqual([]);
    expect(judge({ final: { believedEquityQuote: Number.NaN } }).violations).toHaveLength(1);
  });

  test('does not compare equities while a fill is on its way', () => {
    const toMs = 10 * HOUR_MS;
    const final = { believedEquityQuote: 9_000 };
    expect(judge({ final, beliefGaps: [gap(toMs - 50, toMs)] }).violations).toEqual([]);
    expect(judge({ final, beliefGaps: [gap(toMs - 50, toMs - 1)] }).violations).toHaveLength(1);
  });

  test('is vacuous without a heal, without time after it, and without a fill', () => {
    expect(judge({ healMs: null }).antecedentCount).toBe(0);
    expect(judge({ healMs: 9 * HOUR_MS }).antecedentCount).toBe(0);
    expect(judge({ journal: [] }).antecedentCount).toBe(0);
  });
});
