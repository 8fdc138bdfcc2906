import { describe, expect, test } from 'vitest';
import { costs } from '../../src/metrics/costs.ts';
import { exposure } from '../../src/metrics/exposure.ts';
import { turnover } from '../../src/metrics/turnover.ts';

describe('exposure', () => {
  const series = {
    timeMs: [0, 10, 40, 50],
    grossQuote: [0, 100, 300, 0],
    netQuote: [0, 100, -100, 0],
    equityQuote: [1000, 1000, 500, 500],
    endTimeMs: 100,
  };

  test('weighs by the time that each row holds', () => {
    const measured = exposure(series);
    // Held from 10 to 50 of 100 ms: 30 ms at 100 and 10 ms at 300.
    expect(measured.positionTime.value).toBe(40);
    expect(measured.timeInPosition.value).toBe(0.4);
    expect(measured.meanGrossNotional.value).toBe((30 * 100 + 10 * 300) / 100);
    expect(measured.meanNetNotional.value).toBe((30 * 100 - 10 * 100) / 100);
    // Against equity: 0.1 for 30 ms, then 0.6 gross and -0.2 net for 10 ms.
    expect(measured.meanGrossExposure.value).toBeCloseTo((30 * 0.1 + 10 * 0.6) / 100, 15);
    expect(measured.meanNetExposure.value).toBeCloseTo((30 * 0.1 - 10 * 0.2) / 100, 15);
  });

  test('the last row holds until the end', () => {
    expect(exposure({ ...series, grossQuote: [0, 0, 0, 7] }).positionTime.value).toBe(50);
  });

  test('a hedged book is in position with a net of zero', () => {
    const measured = exposure({ ...series, netQuote: [0, 0, 0, 0] });
    expect(measured.timeInPosition.value).toBe(0.4);
    expect(measured.meanNetExposure.value).toBe(0);
  });

  test('against no equity is undefined, in quote it is not', () => {
    const measured = exposure({ ...series, equityQuote: [1000, 1000, 0, 0] });
    expect(measured.meanGrossExposure.reason).toBe('a position was held without equity');
    expect(measured.meanNetExposure.reason).toBe('a position was held without equity');
    expect(measured.meanGrossNotional.value).toBe(60);
    expect(exposure({ ...series, equityQuote: [1000, 1000, 500, 0] }).meanGrossExposure.value).not.toBeNull();
  });

  test('without time is undefined', () => {
    const empty = { timeMs: [], grossQuote: [], netQuote: [], equityQuote: [], endTimeMs: 5 };
    expect(exposure(empty).timeInPosition.reason).toBe('no time passed');
    expect(exposure({ ...series, timeMs: [100, 100, 100, 100] }).meanGrossNotional.reason).toBe(
      'no time passed',
    );
  });

  test('refuses times that go back', () => {
    expect(() => exposure({ ...series, endTimeMs: 49 })).toThrow(/row 3 does not/);
  });
});

describe('costs', () => {
  test('each in quote and as a share of gross profit, and the total', () => {
    const paid = costs({ feesQuote: 10, fundingQuote: -4, spreadQuote: 6, impactQuote: 8 }, 40);
    const values = Object.fromEntries(Object.entries(paid).map(([name, { value }]) => [name, value]));
    expect(values).toEqual({
      feesPaid: 10,
      fundingPaid: -4,
      spreadPaid: 6,
      impactPaid: 8,
      costsPaid: 20,
      feesShare: 0.25,
      fundingShare: -0.1,
      spreadShare: 0.15,
      impactShare: 0.2,
      costsShare: 0.5,
    });
  });

  test('without gross profit the shares are undefined and the costs are not', () => {
    const paid = costs({ feesQuote: 10, fundingQuote: 0, spreadQuote: 0, impactQuote: 0 }, 0);
    expect(paid.feesPaid.value).toBe(10);
    expect(paid.fundingPaid.value).toBe(0);
    for (const name of ['feesShare', 'fundingShare', 'spreadShare', 'impactShare', 'costsShare'] as const) {
      expect(paid[name].reason).toBe('no trade won');
    }
  });
});

describe('turnover', () => {
  test('traded notional over mean equity', () => expect(turnover(500, [100, 200, 300]).value).toBe(2.5));
  test('is undefined without samples or equity', () => {
    expect(turnover(500, []).reason).toBe('there are no samples');
    expect(turnover(500, [100, -100]).reason).toBe('the mean equity is not above zero');
  });
});
