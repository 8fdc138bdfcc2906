import { describe, expect, test } from 'vitest';
import { DAY_MS } from '../../src/core/time.ts';
import { allocateCandles } from '../../src/market/candles.ts';
import type { Tape } from '../../src/market/tape.ts';
import { metrics } from '../../src/metrics/index.ts';
import { measureRun } from '../../src/stress/measure.ts';
import {
  decided,
  filled,
  HOUR_MS,
  instrument,
  makeInterval,
  makeRecord,
  makeSamples,
  SYMBOL,
} from '../support/makeRecord.ts';
import { allBrakes, NO_BRAKES } from '../support/runTape.ts';

/** A tape whose symbol has these daily returns, the first of them on the second day of the epoch. */
function tapeWith(dailyReturns: readonly number[]): Tape {
  const daily = allocateCandles(SYMBOL, DAY_MS, dailyReturns.length + 1);
  let close = 100;
  for (let row = 0; row < daily.length; row++) {
    if (row > 0) close *= 1 + dailyReturns[row - 1]!;
    daily.openTimeMs[row] = row * DAY_MS;
    daily.close[row] = close;
  }
  const candles = allocateCandles(SYMBOL, HOUR_MS, 0);
  return {
    intervalMs: HOUR_MS,
    symbols: [{ instrument, candles, firstRow: 0, daily }],
    fromMs: 0,
    toMs: DAY_MS,
    sha256: '',
    notes: [],
  };
}

/** 40 days of +1 %, with one of -10 %. */
const RETURNS = Array.from({ length: 40 }, (_, day) => (day === 20 ? -0.1 : 0.01));
const measured = (given: Parameters<typeof makeRecord>[0] = {}, tape = tapeWith(RETURNS)) =>
  measureRun(makeRecord(given), tape, NO_BRAKES).metrics;

describe('measureRun', () => {
  test('gives every metric of the registry, and nothing else, a value or a reason', () => {
    const found = measured();
    expect(Object.keys(found).sort()).toEqual(Object.keys(metrics).sort());
    for (const { value, reason } of Object.values(found)) {
      expect(value === null ? typeof reason : reason).toBe(value === null ? 'string' : null);
    }
  });

  test('sums costs, turnover and fees over the fills of truth', () => {
    const found = measured({
      journal: [
        filled(1, { feeQuote: 2 }),
        filled(2, { side: 'sell', price: 120, feeQuote: 3 }, { before: 1 }),
      ],
    });
    expect(found.feesPaid.value).toBe(5);
    expect(found.fundingPaid.value).toBe(0);
    expect(found.turnover.value).toBeCloseTo(220 / 10_000, 15);
    expect(found.tradeCount.value).toBe(1);
    expect(found.expectancy.value).toBe(15);
    expect(found.feesShare.value).toBeCloseTo(5 / 15, 15);
  });

  test('a trade that is still open is not a closed one', () => {
    const { metrics: found, trades } = measureRun(
      makeRecord({ journal: [filled(1)] }),
      tapeWith(RETURNS),
      NO_BRAKES,
    );
    expect(trades).toHaveLength(1);
    expect(found.tradeCount.value).toBe(0);
  });

  test('takes position time to the millisecond, and once where two symbols are held', () => {
    const found = measured({
      fromMs: HOUR_MS,
      toMs: 11 * HOUR_MS,
      protection: [
        makeInterval({ fromMs: 0, toMs: HOUR_MS }),
        makeInterval({ fromMs: HOUR_MS / 2, toMs: 2 * HOUR_MS, symbol: 'ETH-USDT', status: 'naked' }),
      ],
      beliefGaps: [{ symbol: SYMBOL, fromMs: 5, toMs: 95 }],
    });
    expect(found.positionTime.value).toBe(2 * HOUR_MS);
    expect(found.timeInPosition.value).toBeCloseTo(0.2, 15);
    expect(found.unprotectedTime.value).toBe(1.5 * HOUR_MS);
    expect(found.beliefGap.value).toBe(90);
  });

  describe('the risk of the positions held', () => {
    const dayRows = (rows: [day: number, positionQty: number, markPrice: number][]) =>
      makeSamples([
        [0, 10_000],
        ...rows.map(
          ([day, qty, price]) => [day * DAY_MS, 10_000, qty, price] as [number, number, number, number],
        ),
      ]);
    const at = (samples: ReturnType<typeof makeSamples>) => measured({ samples, toMs: 41 * DAY_MS });

    test('is the largest of the daily closes, with its date', () => {
      // 10 % of an exposure of 200 on day 36; before and after it less is held.
      const found = at(
        dayRows([
          [35, 1, 100],
          [36, 2, 100],
          [37, 1, 150],
        ]),
      );
      expect(found.positionValueAtRisk99).toMatchObject({ atMs: 36 * DAY_MS, reason: null });
      expect(found.positionValueAtRisk99.value).toBeCloseTo(20, 12);
      expect(found.positionExpectedShortfall99.value).toBeCloseTo(20, 12);
    });

    test('is of the first of two equal days', () => {
      const found = at(
        dayRows([
          [35, 1, 100],
          [36, 1, 100],
        ]),
      );
      expect(found.positionValueAtRisk99).toMatchObject({ atMs: 35 * DAY_MS });
    });

    test('knows a short by its sign', () => {
      const found = at(dayRows([[36, -2, 100]]));
      // A short loses by the days of +1 %.
      expect(found.positionValueAtRisk99.value).toBeCloseTo(2, 12);
    });

    test('uses completed days only', () => {
      // The fall is the return of the 33rd day: at its close it is known, and not a day before.
      const early = tapeWith([...Array.from({ length: 31 }, () => 0.01), -0.5, ...RETURNS]);
      const risk = (day: number) =>
        measured({ samples: dayRows([[day, 1, 100]]), toMs: 41 * DAY_MS }, early).positionValueAtRisk99.value;
      expect(risk(32)).toBeCloseTo(-1, 12);
      expect(risk(33)).toBeCloseTo(50, 12);
    });

    test('is refused under thirty common days, and says so', () => {
      const found = at(dayRows([[30, 1, 100]]));
      expect(found.positionValueAtRisk95).toEqual({
        value: null,
        reason: 'there are 29 common daily returns, and 30 are needed',
      });
      expect(at(dayRows([[31, 1, 100]])).positionValueAtRisk95.reason).toBeNull();
    });

    test('takes the last sample of a day, not one inside it', () => {
      const samples = makeSamples([
        [0, 10_000],
        [36 * DAY_MS + HOUR_MS, 10_000, 50, 100],
        [37 * DAY_MS, 10_000, 1, 100],
      ]);
      expect(at(samples).positionValueAtRisk99.value).toBeCloseTo(10, 12);
    });

    test('is undefined where nothing was held at a daily close', () => {
      expect(at(dayRows([[36, 0, 100]])).positionValueAtRisk95).toEqual({
        value: null,
        reason: 'no position was held at the end of a day',
      });
    });
  });

  test('counts decisions by rule and brake, those in force that never decided at 0', () => {
    const policy = allBrakes();
    const { decisionCounts } = measureRun(
      makeRecord({
        journal: [
          decided(1, { kind: 'refused', rule: 'maxPosition' }),
          decided(2, { kind: 'resized', rule: 'maxPosition' }),
          decided(3, { kind: 'halt', rule: 'dailyLossHalt' }),
          decided(4, { kind: 'resume', rule: 'dailyLossHalt' }),
          decided(5, { kind: 'approved' }),
          decided(6, { kind: 'refused', rule: 'minOrder' }),
        ],
      }),
      tapeWith(RETURNS),
      policy,
    );
    expect(decisionCounts).toMatchObject({ maxPosition: 2, dailyLossHalt: 1, minOrder: 1, orderRate: 0 });
    for (const name of [...Object.keys(policy.rules), ...Object.keys(policy.guardian)]) {
      expect(decisionCounts).toHaveProperty(name);
    }
  });
});
