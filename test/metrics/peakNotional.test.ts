import { describe, expect, test } from 'vitest';
import { peakNotional } from '../../src/metrics/peakNotional.ts';

describe('peakNotional', () => {
  test('the largest row, and the loss for each unit of it', () => {
    // 30 lost on at most 600 held.
    const measured = peakNotional([0, 400, 600, 100], 30);
    expect(measured.peakNotional.value).toBe(600);
    expect(measured.lossPerPeakNotional.value).toBe(0.05);
  });

  test('a gain is a negative loss', () => {
    expect(peakNotional([500], -50).lossPerPeakNotional.value).toBe(-0.1);
  });

  test('undefined without a position, and without a sample', () => {
    expect(peakNotional([0, 0], 5)).toEqual({
      peakNotional: { value: 0, reason: null },
      lossPerPeakNotional: { value: null, reason: 'no position was held' },
    });
    expect(peakNotional([], 0).peakNotional).toEqual({ value: null, reason: 'nothing was sampled' });
  });
});
