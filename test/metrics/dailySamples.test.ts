import { describe, expect, test } from 'vitest';
import { parseTime } from '../../src/core/time.ts';
import { dailySamples } from '../../src/metrics/dailySamples.ts';
import type { EquitySeries } from '../../src/metrics/equitySeries.ts';

const at = (text: string) => parseTime(text)!;

function series(...rows: [time: string, equityQuote: number][]): EquitySeries {
  return { timeMs: rows.map(([time]) => at(time)), equityQuote: rows.map(([, equity]) => equity) };
}

describe('the day of a sample', () => {
  test('is the last in (00:00, 24:00]: midnight belongs to the day that ends there', () => {
    const samples = dailySamples(
      series(
        ['2022-05-10', 100],
        ['2022-05-10T00:00:01Z', 90],
        ['2022-05-11T00:00:00Z', 110],
        ['2022-05-11T00:00:01Z', 50],
        ['2022-05-11T23:59:59Z', 121],
      ),
    );
    expect([...samples.dayStartMs]).toEqual([at('2022-05-10'), at('2022-05-11')]);
    expect([...samples.equityQuote]).toEqual([110, 121]);
    expect([...samples.returns]).toEqual([110 / 100 - 1, 121 / 110 - 1]);
  });

  test('a run that starts at noon has its first sample on the same day, against the initial equity', () => {
    const samples = dailySamples(series(['2022-05-10T12:00Z', 200], ['2022-05-10T13:00Z', 100]));
    expect([...samples.dayStartMs]).toEqual([at('2022-05-10')]);
    expect([...samples.returns]).toEqual([-0.5]);
  });

  test('the initial equity alone gives no day', () => {
    const samples = dailySamples(series(['2022-05-10', 100]));
    expect(samples.returns).toHaveLength(0);
    expect(samples).toMatchObject({ carriedDayCount: 0, ruinTimeMs: null, noRatioReason: null });
  });

  test('of two samples at one time the later row counts', () => {
    const samples = dailySamples(series(['2022-05-10', 100], ['2022-05-11', 110], ['2022-05-11', 90]));
    expect([...samples.equityQuote]).toEqual([90]);
  });

  test('a day without a sample carries the equity it began with', () => {
    const samples = dailySamples(series(['2022-05-10', 100], ['2022-05-11', 110], ['2022-05-14', 55]));
    expect([...samples.equityQuote]).toEqual([110, 110, 110, 55]);
    expect([...samples.returns]).toEqual([110 / 100 - 1, 0, 0, -0.5]);
    expect(samples.carriedDayCount).toBe(2);
  });
});

describe('ruin', () => {
  test('at exactly zero in the last sample leaves the returns up to it', () => {
    const samples = dailySamples(series(['2022-05-10', 100], ['2022-05-11', 110], ['2022-05-12', 0]));
    expect([...samples.returns]).toEqual([110 / 100 - 1, -1]);
    expect(samples).toMatchObject({ ruinTimeMs: at('2022-05-12'), noRatioReason: null });
  });

  test('at zero inside the last day, which stays there, is the same', () => {
    const samples = dailySamples(
      series(['2022-05-10', 100], ['2022-05-10T12:00Z', 0], ['2022-05-10T13:00Z', 0]),
    );
    expect([...samples.returns]).toEqual([-1]);
    expect(samples).toMatchObject({ ruinTimeMs: at('2022-05-10T12:00Z'), noRatioReason: null });
  });

  test('with samples of later days forbids ratios', () => {
    const samples = dailySamples(series(['2022-05-10', 100], ['2022-05-11', 0], ['2022-05-12', 0]));
    expect([...samples.returns]).toEqual([-1]);
    expect([...samples.equityQuote]).toEqual([0, 0]);
    expect(samples.noRatioReason).toBe('samples follow after equity reached zero');
  });

  test('that a deposit would hide inside a day is still ruin', () => {
    const samples = dailySamples(series(['2022-05-10', 100], ['2022-05-10T12:00Z', 0], ['2022-05-11', 50]));
    expect(samples.ruinTimeMs).toBe(at('2022-05-10T12:00Z'));
    expect(samples.noRatioReason).toBe('samples follow after equity reached zero');
  });

  test('below zero forbids ratios, in the last sample too', () => {
    const samples = dailySamples(series(['2022-05-10', 100], ['2022-05-11', -20]));
    expect([...samples.returns]).toEqual([-1.2]);
    expect(samples.noRatioReason).toBe('equity fell below zero');
  });

  test('no return is ever formed from an equity at or below zero', () => {
    const samples = dailySamples(
      series(['2022-05-10', 100], ['2022-05-11', -50], ['2022-05-12', 0], ['2022-05-13', 150]),
    );
    expect([...samples.returns]).toEqual([-1.5]);
  });
});

describe('a series that breaks its contract throws', () => {
  test.each([
    ['no row', { timeMs: [], equityQuote: [] }, /initial equity above zero/],
    ['an initial equity of zero', { timeMs: [0], equityQuote: [0] }, /initial equity above zero/],
    ['columns of two lengths', { timeMs: [0], equityQuote: [1, 2] }, /as many times as equities/],
    ['a time that goes back', { timeMs: [5, 4], equityQuote: [1, 2] }, /row 1 does/],
    [
      'an equity that is not a number',
      { timeMs: [0, 1], equityQuote: [1, Number.NaN] },
      /row 1 is not a finite number/,
    ],
  ])('%s', (_what, equity, message) => {
    expect(() => dailySamples(equity)).toThrow(message);
  });
});
