import { describe, expect, test } from 'vitest';
import { cagr } from '../../src/metrics/cagr.ts';
import { calmar } from '../../src/metrics/calmar.ts';
import { downsideDeviation } from '../../src/metrics/downsideDeviation.ts';
import { excessKurtosis } from '../../src/metrics/excessKurtosis.ts';
import { type Column, defined, type Metric, undefinedBecause } from '../../src/metrics/metric.ts';
import { omega } from '../../src/metrics/omega.ts';
import { sharpe } from '../../src/metrics/sharpe.ts';
import { skewness } from '../../src/metrics/skewness.ts';
import { sortino } from '../../src/metrics/sortino.ts';
import { tailRatio } from '../../src/metrics/tailRatio.ts';
import { totalReturn } from '../../src/metrics/totalReturn.ts';
import { volatility } from '../../src/metrics/volatility.ts';

// Mean 0.02; deviations -0.04, 0.02, 0.02; squares 0.0016 + 0.0004 + 0.0004 = 0.0024; / (3 - 1) = 0.0012; sd = 0.0346410...
const RETURNS = [-0.02, 0.04, 0.04];
const SD = Math.sqrt(0.0012);

function close(metric: Metric, expected: number): void {
  expect(metric.reason).toBeNull();
  expect(Math.abs(metric.value! - expected)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(expected)));
}

describe('totalReturn', () => {
  test('chains returns', () => close(totalReturn([0.1, -0.5, 1]), 1.1 * 0.5 * 2 - 1));
  test('a total loss is -1', () => expect(totalReturn([0.1, -1]).value).toBe(-1));
  test('nothing can be chained after ruin', () => {
    expect(totalReturn([-1, 0.5])).toEqual(undefinedBecause('samples follow after equity reached zero'));
    expect(totalReturn([-1.5, -0.5])).toEqual(undefinedBecause('samples follow after equity reached zero'));
  });
});

describe('cagr', () => {
  // Half a year of 365 days is 182.5: 1.21^(365 / 2) over two daily returns of 10 %.
  test('annualises by 365 by default', () => close(cagr([0.001, 0.001]), 1.001 ** 365 - 1));
  test('annualises by what it is told', () => close(cagr([0.1, 0.1], 4), 1.1 ** 4 - 1));
  test('ruin is -1, whatever follows', () => {
    expect(cagr([0.1, -1]).value).toBe(-1);
    expect(cagr([-1, 0.5]).value).toBe(-1);
    expect(cagr([-1.5, -3]).value).toBe(-1);
  });
  test('a growth that no number holds is undefined, not Infinity', () => {
    expect(cagr([99]).value).toBeNull();
    expect(cagr([99]).reason).toBe('the result is beyond what a number can hold');
  });
});

describe('volatility', () => {
  test('is the sample deviation, annualised by 365', () => close(volatility(RETURNS), SD * Math.sqrt(365)));
  test('constant returns have exactly none', () => expect(volatility([0.001, 0.001, 0.001]).value).toBe(0));
  test('one return has no deviation', () =>
    expect(volatility([0.01]).reason).toBe('a standard deviation needs two returns'));
});

describe('sharpe', () => {
  test('mean over deviation', () => close(sharpe(RETURNS, { periodsPerYear: 1 }), 0.02 / SD));
  test('annualised by 365', () => close(sharpe(RETURNS), (0.02 / SD) * Math.sqrt(365)));
  // With two periods a year, 2.01 % a year is 1 % a period (1.01^2 = 1.0201... so 0.0201).
  test('the risk-free rate is that of the period', () =>
    close(sharpe(RETURNS, { periodsPerYear: 2, riskFreeAnnualRatio: 0.0201 }), (0.01 / SD) * Math.SQRT2));
  test('no variance, no ratio', () => {
    expect(sharpe([0.001, 0.001, 0.001])).toEqual(undefinedBecause('the returns have no variance'));
    expect(sharpe([0.1 + 0.2, 0.3]).value).toBeNull();
  });
});

describe('downsideDeviation and sortino', () => {
  // One return below 0 of three: sqrt(0.0004 / 3).
  const DOWNSIDE = Math.sqrt(0.0004 / 3);
  test('the losses count over all observations', () =>
    close(downsideDeviation(RETURNS), DOWNSIDE * Math.sqrt(365)));
  test('mean over downside', () => close(sortino(RETURNS), (0.02 / DOWNSIDE) * Math.sqrt(365)));
  // Minimum 1 % a period: shortfall of -0.02 is 0.03, excess mean is 0.01.
  test('measures from the minimum acceptable return', () =>
    close(
      sortino(RETURNS, { periodsPerYear: 2, minimumAnnualRatio: 0.0201 }),
      (0.01 / Math.sqrt(0.0009 / 3)) * Math.SQRT2,
    ));
  test('all gains have no downside, and no Sortino ratio', () => {
    expect(downsideDeviation([0.01, 0.02]).value).toBe(0);
    expect(sortino([0.01, 0.02])).toEqual(
      undefinedBecause('no return is below the minimum acceptable return'),
    );
  });
});

describe('calmar', () => {
  test('growth over depth', () => close(calmar(defined(-0.3), defined(-0.6)), -0.5));
  test('no drawdown, no ratio', () =>
    expect(calmar(defined(0.3), defined(0)).reason).toBe('there was no drawdown'));
  test('hands on why its parts are undefined', () => {
    expect(calmar(undefinedBecause('a'), defined(-0.1)).reason).toBe('a');
    expect(calmar(defined(0.1), undefinedBecause('b')).reason).toBe('b');
  });
});

describe('omega', () => {
  test('gains over losses', () => close(omega(RETURNS), 0.08 / 0.02));
  // Against 1 %: gains 0.03 + 0.03, losses 0.03.
  test('measures from its threshold', () => close(omega(RETURNS, 0.01), 2));
  test('only losses give 0, only gains nothing', () => {
    expect(omega([-0.1, -0.2]).value).toBe(0);
    expect(omega([0.1, 0.2])).toEqual(undefinedBecause('no return is below the threshold'));
  });
});

describe('skewness and excessKurtosis', () => {
  // Deviations -0.04, 0.02, 0.02: sum of cubes -0.000064 + 2 x 0.000008 = -0.000048.
  // G1 = N / ((N - 1)(N - 2)) x sum of cubes / sd^3 = 1.5 x -0.000048 / 0.0012^1.5 = -1.7320508...
  test('adjusted skewness', () => close(skewness(RETURNS), -Math.sqrt(3)));
  // -0.1, 0, 0, 0.1 x 1: squares sum 0.02, fourths 0.0002. N = 4:
  // G2 = 3 / (2 x 1) x (4 x 5 x 0.0002 / 0.0004 - 3 x 3) = 1.5 x (10 - 9) = 1.5.
  test('adjusted excess kurtosis', () => close(excessKurtosis([-0.1, 0, 0, 0.1]), 1.5));
  test('need three and four returns, and variance', () => {
    expect(skewness([0.1, -0.1]).reason).toBe('skewness needs three returns');
    expect(excessKurtosis([0.1, -0.1, 0]).reason).toBe('kurtosis needs four returns');
    expect(skewness([0.1, 0.1, 0.1]).reason).toBe('the returns have no variance');
    expect(excessKurtosis([0.1, 0.1, 0.1, 0.1]).reason).toBe('the returns have no variance');
  });
});

describe('tailRatio', () => {
  // 21 returns -0.10, -0.09 ... 0.10: positions 1 and 19 of 0 ... 20 hold the 5th and the 95th percentile: -0.09 and 0.09.
  const symmetric = Array.from({ length: 21 }, (_, row) => (row - 10) / 100);
  test('of a symmetric sample is 1', () => close(tailRatio(symmetric), 1));
  test('doubles with the right tail', () => close(tailRatio(symmetric.map((r) => (r > 0 ? 2 * r : r))), 2));
  test('a 5th percentile of zero has no ratio', () =>
    expect(tailRatio([0, 0, 0]).reason).toBe('the 5th percentile is zero'));
});

const RATIOS: Record<string, (returns: Column) => Metric> = {
  volatility,
  downsideDeviation,
  sharpe,
  sortino,
  omega,
  skewness,
  excessKurtosis,
  tailRatio,
};

describe.each(Object.entries(RATIOS))('%s', (_name, metric) => {
  test('is undefined without returns', () => expect(metric([]).reason).toBe('there are no returns'));

  test('is undefined once equity is below zero, or goes on from zero', () => {
    expect(metric([0.1, -0.1, 0.2, -1.5]).reason).toBe('equity fell below zero');
    expect(metric([0.1, -1, 0.2, 0.3]).reason).toBe('samples follow after equity reached zero');
  });

  test('is undefined over what is not a number', () => {
    expect(metric([0.1, Number.NaN, 0.2, 0.3]).reason).toBe('a return is not a finite number');
    expect(metric([0.1, Infinity, 0.2, 0.3]).reason).toBe('a return is not a finite number');
  });

  test('takes typed columns and plain lists alike, and leaves them as they were', () => {
    const returns = [0.05, -0.03, 0.02, -0.01, 0.04];
    const column = Float64Array.from(returns);
    expect(metric(column)).toEqual(metric(returns));
    expect(metric(column).value).not.toBeNull();
    expect([...column]).toEqual(returns);
  });
});

test('the account that ends at exactly zero keeps its ratios', () => {
  // 0.1 and -1: mean -0.45, deviations 0.55, variance 0.605.
  close(sharpe([0.1, -1], { periodsPerYear: 1 }), -0.45 / Math.sqrt(0.605));
  close(omega([0.1, -1]), 0.1);
});
