import { describe, expect, test } from 'vitest';
import { DEFAULT_LATENCY, Latency } from '../../src/engine/latency.ts';

describe('latency', () => {
  test('is at least the least and has the mean, over many messages', () => {
    const latency = new Latency(DEFAULT_LATENCY, 1, 'w1');
    const delays = Array.from({ length: 20_000 }, (_, index) =>
      latency.delayMs('command', `entry:BTC-USDT:${index}`, 1),
    );
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(20);
    const mean = delays.reduce((sum, delay) => sum + delay, 0) / delays.length;
    // The standard error of the mean of 20,000 exponentials of mean 60 is 0.42 ms.
    expect(Math.abs(mean - 80)).toBeLessThan(2);
    expect(delays.every(Number.isInteger)).toBe(true);
  });

  test('is drawn by what the message is about and its try, and by nothing else', () => {
    const one = new Latency(DEFAULT_LATENCY, 1, 'w1');
    const other = new Latency(DEFAULT_LATENCY, 1, 'w1');
    other.delayMs('reply', 'health', 7);
    expect(other.delayMs('command', 'stop:BTC-USDT:2', 1)).toBe(one.delayMs('command', 'stop:BTC-USDT:2', 1));
    const tries = [1, 2, 3, 4].map((attempt) => one.delayMs('command', 'stop:BTC-USDT:2', attempt));
    expect(new Set(tries).size).toBeGreaterThan(1);
  });

  test('is constant where the mean is the least', () => {
    const delay = { minMs: 7, meanMs: 7 };
    const latency = new Latency({ command: delay, reply: delay, event: delay }, 1, 'w1');
    expect([1, 2, 3].map((attempt) => latency.delayMs('event', 'fill:x:1', attempt))).toEqual([7, 7, 7]);
  });
});
