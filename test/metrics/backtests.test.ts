import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyedRandom } from '../../src/core/random.ts';
import * as metrics from '../../src/metrics/index.ts';

const exceptionsAt = (dayCount: number, rows: readonly number[]): boolean[] =>
  Array.from({ length: dayCount }, (_, row) => rows.includes(row));

describe('Kupiec', () => {
  // To 17 digits, by arithmetic of 40 digits.
  test.each([
    [0, 5.02516792675072, 0.02498150305344977],
    [1, 1.176491135321076, 0.27807149001395615],
    [4, 0.7691383643858483, 0.38048373823895326],
    [5, 1.9568097882306297, 0.1618549171960419],
    [7, 5.496990447792699, 0.019049230890526354],
    [10, 12.955491062356042, 0.0003189845082133796],
  ])('of %i exceptions in 250 days at 99 %%', (exceptionCount, statistic, pValue) => {
    const answer = metrics.kupiecPof({ exceptionCount, dayCount: 250, alpha: 0.01 });
    expect(answer.statistic! / statistic).toBeCloseTo(1, 11);
    expect(answer.pValue! / pValue).toBeCloseTo(1, 11);
  });

  test('is zero where the share is exactly as claimed, and never negative', () => {
    expect(metrics.kupiecPof({ exceptionCount: 5, dayCount: 100, alpha: 0.05 }).statistic).toBeCloseTo(0, 12);
    fc.assert(
      fc.property(
        fc.nat(500),
        fc.nat(500),
        fc.double({ min: 1e-6, max: 0.999, noNaN: true }),
        (a, b, alpha) => {
          const answer = metrics.kupiecPof({
            exceptionCount: Math.min(a, b),
            dayCount: Math.max(a, b, 1),
            alpha,
          });
          expect(answer.statistic).toBeGreaterThanOrEqual(0);
          expect(answer.pValue).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  test.each([
    [{ exceptionCount: 3, dayCount: 2, alpha: 0.01 }, 'no count'],
    [{ exceptionCount: 0.5, dayCount: 2, alpha: 0.01 }, 'no count'],
    [{ exceptionCount: 0, dayCount: 2, alpha: 1 }, 'alpha'],
  ])('refuses %j', (count, message) => {
    expect(() => metrics.kupiecPof(count)).toThrow(message);
    expect(() => metrics.baselTrafficLight(count)).toThrow(message);
  });
});

describe('Christoffersen', () => {
  const clustered = exceptionsAt(250, [10, 11, 12, 100, 101, 200, 249]);

  test('rejects exceptions that follow one another', () => {
    const independence = metrics.christoffersenIndependence(clustered);
    expect(independence.statistic).toBeCloseTo(14.69724597480912, 11);
    expect(independence.pValue! / 0.00012623072844785186).toBeCloseTo(1, 10);
    const coverage = metrics.christoffersenConditionalCoverage(clustered, 0.01);
    expect(coverage.statistic).toBeCloseTo(20.19423642260182, 11);
    expect(coverage.pValue! / 4.119810856410277e-5).toBeCloseTo(1, 10);
  });

  test('does not reject as many that lie apart', () => {
    const apart = exceptionsAt(250, [10, 45, 80, 120, 160, 200, 240]);
    expect(metrics.christoffersenIndependence(apart).pValue).toBeGreaterThan(0.3);
  });

  test('finds nothing where no exception has a day after it', () => {
    for (const rows of [[], [249]])
      expect(metrics.christoffersenIndependence(exceptionsAt(250, rows))).toMatchObject({
        statistic: expect.closeTo(0, 1),
        reason: null,
      });
    expect(metrics.christoffersenIndependence(exceptionsAt(3, []))).toEqual({
      statistic: 0,
      pValue: 1,
      reason: null,
    });
    expect(metrics.christoffersenConditionalCoverage([true], 0.05).reason).toBe(
      'independence needs two days',
    );
  });

  test('takes every day after the first for one of four kinds', () => {
    // Every day an exception: nothing is left to tell apart.
    expect(metrics.christoffersenIndependence([true, true, true]).statistic).toBe(0);
    // Always the other: as dependent as can be. Two hits in four steps: 2 x 4 ln 2.
    expect(metrics.christoffersenIndependence([true, false, true, false, true]).statistic).toBeCloseTo(
      8 * Math.LN2,
      12,
    );
  });
});

describe('the traffic light', () => {
  test.each([
    [0, 'green', 0.08105851616218146],
    [4, 'green', 0.8921876269036253],
    [5, 'yellow', 0.9588168159301517],
    [9, 'yellow', 0.9997498099312595],
    [10, 'red', 0.999946101370953],
  ])('shows %i exceptions in 250 days at 99 %% %s', (exceptionCount, zone, cumulativeProbability) => {
    const light = metrics.baselTrafficLight({ exceptionCount, dayCount: 250, alpha: 0.01 });
    expect(light?.zone).toBe(zone);
    expect(light?.cumulativeProbability).toBeCloseTo(cumulativeProbability, 13);
  });

  test('scales to any number of days and any level', () => {
    const light = (exceptionCount: number, dayCount: number, alpha: number) =>
      metrics.baselTrafficLight({ exceptionCount, dayCount, alpha })!;
    expect(light(10, 100, 0.05).cumulativeProbability).toBeCloseTo(0.9885275899325153, 12);
    expect(light(60, 5000, 0.01).cumulativeProbability).toBeCloseTo(0.9288479414873276, 12);
    expect(light(7, 7, 0.5).cumulativeProbability).toBeCloseTo(1, 14);
    expect(metrics.baselTrafficLight({ exceptionCount: 0, dayCount: 0, alpha: 0.01 })).toBeNull();
  });
});

describe('exceptions', () => {
  test('are strictly below, on the day of their forecast', () => {
    expect(metrics.valueAtRiskExceptions([-0.05, -0.0500001, 0.1, -0.2], [0.05, 0.05, 0.05, 0.3])).toEqual([
      false,
      true,
      false,
      false,
    ]);
    expect(() => metrics.valueAtRiskExceptions([0.1], [])).toThrow('for each');
  });
});

describe('Acerbi and Szekely', () => {
  const flat = (size: number, value: number) => new Array<number>(size).fill(value);
  const forecasts = (outcomes: number[], alpha = 0.05): metrics.ShortfallForecasts => ({
    outcomes,
    valueAtRisk: flat(outcomes.length, 1),
    expectedShortfall: flat(outcomes.length, 2),
    alpha,
  });

  test('measure the size of the exceptions, and size and number', () => {
    // Two exceptions of 3 and 1.5 against a shortfall of 2, in ten days at 10 %.
    const both = forecasts([-3, 0, 0, 0, -1.5, 0, 0, -1, 0, 5], 0.1);
    expect(metrics.acerbiSzekelyZ1(both).value).toBeCloseTo(1 - (1.5 + 0.75) / 2, 12);
    expect(metrics.acerbiSzekelyZ2(both).value).toBeCloseTo(1 - (1.5 + 0.75) / 1, 12);
  });

  test('are undefined, and say so', () => {
    expect(metrics.acerbiSzekelyZ1(forecasts([0, 1])).reason).toBe('there was no exception');
    expect(metrics.acerbiSzekelyZ2(forecasts([0, 1])).value).toBe(1);
    expect(metrics.acerbiSzekelyZ2(forecasts([])).reason).toBe('there are no days to judge');
    const noLoss = { ...forecasts([-3]), expectedShortfall: [0] };
    expect(metrics.acerbiSzekelyZ2(noLoss).reason).toBe('an expected shortfall is no loss');
    expect(metrics.acerbiSzekelyPValues(noLoss, { windows: [[1, 2]], seed: 1 }).z1.reason).toBe(
      'an expected shortfall is no loss',
    );
    expect(() => metrics.acerbiSzekelyPValues(forecasts([-3]), { windows: [], seed: 1 })).toThrow(
      'window of each',
    );
  });

  /** A thousand days that are exactly what was foretold, up to their order. */
  const world = Array.from({ length: 100 }, (_, row) => (row - 50) / 10);
  const forecastOf = (outcomes: number[]): metrics.ShortfallForecasts => ({
    outcomes,
    valueAtRisk: flat(outcomes.length, metrics.valueAtRisk(world, { alpha: 0.05 }).value!),
    expectedShortfall: flat(outcomes.length, metrics.expectedShortfall(world, { alpha: 0.05 }).value!),
    alpha: 0.05,
  });
  const pValues = (outcomes: number[], seed = 1) =>
    metrics.acerbiSzekelyPValues(forecastOf(outcomes), {
      windows: outcomes.map(() => world),
      seed,
      worldCount: 400,
    });

  test('find nothing wrong with outcomes that are what was foretold', () => {
    const { z1, z2 } = pValues([...world, ...world]);
    expect(z1.value).toBeGreaterThan(0.05);
    expect(z2.value).toBeGreaterThan(0.05);
  });

  test('find losses twice as large, down to the smallest p-value that there is', () => {
    const { z1, z2 } = pValues(world.map((value) => 2 * value));
    expect(z1.value).toBeLessThan(0.01);
    expect(z2.value).toBeCloseTo(1 / 401, 12);
  });

  test('do not take a new worst day for a wrong forecast', () => {
    // Hundred days of each window; the worst of a hundred and one is an exception at 99 %, and a right forecast has one now and then.
    const { z1 } = metrics.acerbiSzekelyPValues(
      { outcomes: [-5.1], valueAtRisk: [5], expectedShortfall: [5], alpha: 0.01 },
      { windows: [world], seed: 3, worldCount: 2000 },
    );
    expect(z1.value).toBeGreaterThan(0.3);
  });

  test('reject forecasts that are right no oftener than they say', () => {
    const draw = keyedRandom(5, 'statistics', 'test');
    let rejected = 0;
    for (let run = 0; run < 200; run++) {
      // Fat tails, no memory: what historical simulation takes the world for.
      const column = Array.from({ length: 180 }, (_, row) => {
        const z = metrics.normalQuantile((draw(`${run}`, row) + 1e-9) / (1 + 2e-9));
        return 0.02 * z * Math.abs(z);
      });
      const forecasts = metrics.rollingTail(column, 0.05);
      const { z1, z2 } = metrics.acerbiSzekelyPValues(
        { ...forecasts, alpha: 0.05 },
        { windows: forecasts.windows, seed: run, worldCount: 200 },
      );
      if (z1.value! < 0.05) rejected++;
      if (z2.value! < 0.05) rejected++;
    }
    // 400 tests at 5 %: 20 expected.
    expect(rejected).toBeLessThan(40);
    expect(rejected).toBeGreaterThan(2);
  });

  test('draw an exception as often as historical simulation has one', () => {
    // Of 101 days each is judged by the other 100: the five worst are exceptions at 95 %.
    const window = Array.from({ length: 101 }, (_, row) => row - 50);
    const { z2 } = metrics.acerbiSzekelyPValues(
      { outcomes: [-46], valueAtRisk: [45.5], expectedShortfall: [100], alpha: 0.05 },
      { windows: [window], seed: 1, worldCount: 40_000 },
    );
    expect(Math.abs(z2.value! - 5 / 101)).toBeLessThan(0.003);
  });

  test('say where a tail rests on one loss', () => {
    const lone = { outcomes: [-2], valueAtRisk: [1], expectedShortfall: [1], alpha: 0.05 };
    const { z2 } = metrics.acerbiSzekelyPValues(lone, { windows: [[-1, 1, 2, 3]], seed: 1 });
    expect(z2.reason).toBe('the tail of a window rests on a single loss, and cannot be simulated');
  });

  test('are the same for a seed, and differ little for another', () => {
    const outcomes = [...world, -5, -4.9];
    expect(pValues(outcomes)).toEqual(pValues(outcomes));
    expect(pValues(outcomes, 2).z2.value).not.toBe(pValues(outcomes).z2.value);
    expect(Math.abs(pValues(outcomes, 2).z2.value! - pValues(outcomes).z2.value!)).toBeLessThan(0.1);
  });
});

describe('rolling forecasts', () => {
  const column = Array.from({ length: 400 }, (_, row) => Math.sin(row * row) / 10);

  test('use the days before their own and no other', () => {
    const forecasts = metrics.rollingTail(column, 0.05);
    expect(forecasts.rows[0]).toBe(30);
    expect(forecasts.rows).toHaveLength(370);
    const row = 300;
    const at = forecasts.rows.indexOf(row);
    const window = column.slice(row - 252, row);
    expect(forecasts.valueAtRisk[at]).toBe(metrics.valueAtRisk(window, { alpha: 0.05 }).value);
    expect(forecasts.expectedShortfall[at]).toBe(metrics.expectedShortfall(window, { alpha: 0.05 }).value);
    expect(forecasts.outcomes[at]).toBe(column[row]);
    const changed = metrics.rollingTail([...column.slice(0, row), 9, ...column.slice(row + 1)], 0.05);
    expect(changed.valueAtRisk.slice(0, at + 1)).toEqual(forecasts.valueAtRisk.slice(0, at + 1));
  });

  test('begin at 99 % with the hundredth day', () => {
    expect(metrics.rollingTail(column, 0.01).rows[0]).toBe(100);
    expect(metrics.rollingTail(column.slice(0, 100), 0.01).rows).toEqual([]);
  });
});

describe('a backtest', () => {
  const steady = Array.from({ length: 500 }, (_, row) => Math.sin(row * row * 1.7) / 10);
  const judge = (column: number[], alpha: number) =>
    metrics.valueAtRiskBacktest(metrics.rollingTail(column, alpha), alpha, 1);

  test('does not reject what stays as it is, and rejects a change for the worse', () => {
    expect(judge(steady, 0.05).judgement).toBe('notRejected');
    const crash = steady.map((value, row) => (row > 450 ? 4 * value : value));
    const backtest = judge(crash, 0.05);
    expect(backtest.judgement).toBe('rejected');
    expect(backtest.exceptionCount).toBe(backtest.exceptions.filter(Boolean).length);
    expect(backtest.trafficLight?.zone).not.toBe('green');
  });

  test('says that it cannot tell where it could not have rejected', () => {
    expect(judge(steady.slice(0, 94), 0.05)).toMatchObject({ dayCount: 64, judgement: 'tooFewDays' });
    expect(judge(steady.slice(0, 95), 0.05)).toMatchObject({ dayCount: 65, judgement: 'notRejected' });
    expect(judge([], 0.01)).toMatchObject({ dayCount: 0, judgement: 'tooFewDays', trafficLight: null });
  });

  test('shows no light for so few days that none could be green', () => {
    expect(judge(steady.slice(0, 105), 0.01)).toMatchObject({ dayCount: 5, trafficLight: null });
    expect(judge(new Array(106).fill(1), 0.01)).toMatchObject({
      dayCount: 6,
      trafficLight: { zone: 'green' },
    });
  });

  test('can reject without any exception from the day that it says', () => {
    for (const alpha of [0.05, 0.01]) {
      const dayCount = metrics.fewestDaysToJudge(alpha);
      expect(metrics.kupiecPof({ exceptionCount: 0, dayCount, alpha }).pValue).toBeLessThan(0.01);
      expect(metrics.kupiecPof({ exceptionCount: 0, dayCount: dayCount - 1, alpha }).pValue).toBeGreaterThan(
        0.01,
      );
    }
  });
});
