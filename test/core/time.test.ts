import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  closingUtcDay,
  DAY_MS,
  formatDay,
  formatDuration,
  formatTime,
  HOUR_MS,
  MINUTE_MS,
  parseDuration,
  parseTime,
  utcDay,
} from '../../src/core/time.ts';

describe('time', () => {
  test('parses dates and times as UTC', () => {
    expect(parseTime('2022-05-12')).toBe(1652313600000);
    expect(parseTime('2022-05-12T13:45')).toBe(1652363100000);
    expect(parseTime('2022-05-12 13:45:00Z')).toBe(1652363100000);
    expect(parseTime('2022-05-12T13:45:00.25Z')).toBe(1652363100250);
  });

  test.each([
    '',
    '2022-02-30',
    '2022-13-01',
    '2022-05-12T24:00',
    '2022-05-12T12:61',
    '12.05.2022',
    '2022-05-12T13:45+02:00',
    '1652313600000',
  ])('refuses %j', (text) => {
    expect(parseTime(text)).toBeNull();
  });

  test('a sample at midnight opens its own day and closes the day before', () => {
    const midnight = parseTime('2022-05-12')!;
    expect(utcDay(midnight)).toBe(midnight / DAY_MS);
    expect(closingUtcDay(midnight)).toBe(midnight / DAY_MS - 1);
    expect(closingUtcDay(midnight + 1)).toBe(midnight / DAY_MS);
  });

  test('durations', () => {
    expect(['500ms', '2s', '90m', '1h', '1d', '1.5h'].map(parseDuration)).toEqual([
      500,
      2000,
      5400000,
      HOUR_MS,
      DAY_MS,
      5400000,
    ]);
    expect(['', '1', 'h', '-1h', '1w', '0.5ms'].map(parseDuration)).toEqual([
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
    expect(formatDuration(0)).toBe('0s');
    expect(formatDuration(90 * MINUTE_MS)).toBe('1h 30m');
    expect(formatDuration(-5000)).toBe('-5s');
    expect(formatDuration(DAY_MS)).toBe('1d');
  });

  test.prop([fc.integer({ min: 0, max: 4_102_444_800_000 })])(
    'a time is read back as it was written',
    (timeMs) => {
      expect(parseTime(formatTime(timeMs))).toBe(timeMs);
      expect(parseTime(formatDay(timeMs))).toBe(utcDay(timeMs) * DAY_MS);
    },
  );
});
