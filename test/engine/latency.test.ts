import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { burstFactors } from '../../src/engine/latency/burst.ts';
import { type Delay, type LatencyModelName, latencyModels, modelOf } from '../../src/engine/latency/index.ts';
import { DEFAULT_LATENCY, Latency, type LatencyModel } from '../../src/engine/latency/latency.ts';
import type { LatencyModelDefinition } from '../../src/engine/latency/latencyModel.ts';

const allWays = (delay: Delay): LatencyModel => ({ command: delay, reply: delay, event: delay });
const message = (key: string, attempt = 1, atMs = 0) => ({ key, attempt, atMs });

/** One of each, so that a new model has to be put here. */
const EXAMPLES: Record<LatencyModelName, Delay> = {
  constant: { model: 'constant', delayMs: 35 },
  exponential: { minMs: 20, meanMs: 80 },
  lognormal: { model: 'lognormal', minMs: 20, meanMs: 120, sigma: 1.2 },
  empirical: { model: 'empirical', quantilesMs: [18, 25, 40, 90, 900] },
};

/** Whatever its keys can make of a model: what it refuses is not one of its delays. */
function anyDelay(name: LatencyModelName): fc.Arbitrary<Delay> {
  const model = latencyModels[name] as LatencyModelDefinition<Delay>;
  const inputs = Object.entries(model.keys).map(([key, { kind }]) => {
    const duration = fc.integer({ min: 0, max: 5_000 });
    if (kind === 'duration') return [key, duration] as const;
    if (kind === 'number') return [key, fc.integer({ min: 1, max: 300 }).map((part) => part / 100)] as const;
    const list = fc.array(duration, { minLength: 2, maxLength: 9 });
    return [key, list.map((delays) => delays.sort((a, b) => a - b))] as const;
  });
  return fc
    .record(Object.fromEntries<fc.Arbitrary<number | number[]>>(inputs))
    .map((given) => model.make(given).delay)
    .filter((delay) => delay !== undefined);
}

describe.each(Object.keys(latencyModels) as LatencyModelName[])('whatever the keys of %s make', (name) => {
  const draw = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

  test('is whole milliseconds, never under the least, and never less for a greater draw', () => {
    fc.assert(
      fc.property(anyDelay(name), fc.array(draw, { minLength: 2, maxLength: 20 }), (delay, draws) => {
        const model = modelOf(delay);
        const sample = model.sampler(delay);
        const delays = draws.sort((a, b) => a - b).map(sample);
        expect(delays.every(Number.isSafeInteger)).toBe(true);
        expect(delays.every((delayMs) => delayMs >= model.minMs(delay) && delayMs >= 0)).toBe(true);
        expect(delays).toEqual([...delays].sort((a, b) => a - b));
        expect(draws.map(model.sampler({ ...delay }))).toEqual(delays);
        expect(model.meanMs(delay)).toBeGreaterThanOrEqual(model.minMs(delay));
        expect(model.text(delay)).toMatch(/\d ms/);
      }),
    );
  });

  test('has the mean that it says', () => {
    fc.assert(
      fc.property(anyDelay(name), (delay) => {
        const model = modelOf(delay);
        const sample = model.sampler(delay);
        const rows = 8 * 1_024;
        let sum = 0;
        for (let row = 0; row < rows; row++) sum += sample((row + 0.5) / rows);
        // Half a millisecond of rounding, and a thousandth of what is above the least for the table's last row.
        const within = 0.6 + (model.meanMs(delay) - model.minMs(delay)) / 1_000;
        expect(Math.abs(sum / rows - model.meanMs(delay))).toBeLessThan(within);
      }),
      { numRuns: 20 },
    );
  });
});

describe.each(Object.keys(latencyModels) as LatencyModelName[])('every model: %s', (name) => {
  const delay = EXAMPLES[name];
  const model = modelOf(delay);
  const drawn = (latency: Latency, count: number) =>
    Array.from({ length: count }, (_, index) =>
      latency.delayMs('command', message(`entry:BTC-USDT:${index}`)),
    );

  test('is the one of its name', () => {
    expect(model).toBe(latencyModels[name]);
  });

  test('gives whole milliseconds that are at least the least', () => {
    const delays = drawn(new Latency(allWays(delay), 3, 'w1'), 5_000);
    expect(delays.every(Number.isInteger)).toBe(true);
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(model.minMs(delay));
  });

  test('has the mean that it says, over the draws and over many messages', () => {
    const sample = model.sampler(delay);
    const rows = 64 * 1_024;
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += sample((row + 0.5) / rows);
    expect(Math.abs(sum / rows - model.meanMs(delay))).toBeLessThan(0.6);
    const delays = drawn(new Latency(allWays(delay), 7, 'w1'), 20_000);
    const mean = delays.reduce((total, one) => total + one, 0) / delays.length;
    // The widest of them has a standard deviation of 250 ms, so 1.8 ms for the mean of 20,000.
    expect(Math.abs(mean - model.meanMs(delay))).toBeLessThan(7);
  });

  test('a greater draw is never a shorter delay', () => {
    const sample = model.sampler(delay);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (a, b) => sample(Math.min(a, b)) <= sample(Math.max(a, b)),
      ),
    );
  });

  test('is drawn by what the message is about and its try, and by nothing else', () => {
    const one = new Latency(allWays(delay), 1, 'w1');
    const other = new Latency(allWays(delay), 1, 'w1');
    other.delayMs('reply', message('health', 7));
    const key = 'stop:BTC-USDT:2';
    expect(other.delayMs('command', message(key))).toBe(one.delayMs('command', message(key)));
    expect(other.delayMs('command', message(key, 1, 99))).toBe(one.delayMs('command', message(key)));
  });

  test('says what it is, and what its keys are', () => {
    expect(model.text(delay)).toMatch(/\d ms|quantiles/);
    expect(model.summary).toMatch(/\.$/);
    expect(Object.keys(model.keys).length).toBeGreaterThan(0);
  });
});

test('what has a model of its own does not move what another way or try draws', () => {
  const plain = new Latency(DEFAULT_LATENCY, 1, 'w1');
  const mixed = new Latency({ ...DEFAULT_LATENCY, reply: EXAMPLES.lognormal }, 1, 'w1');
  for (const way of ['command', 'event'] as const) {
    const tries = [1, 2, 3, 4].map((attempt) => plain.delayMs(way, message('stop:X:2', attempt)));
    expect([1, 2, 3, 4].map((attempt) => mixed.delayMs(way, message('stop:X:2', attempt)))).toEqual(tries);
    expect(new Set(tries).size).toBeGreaterThan(1);
  }
});

describe('known values', () => {
  test('the quantiles of a lognormal are those of the distribution', () => {
    const sample = latencyModels.lognormal.sampler({
      model: 'lognormal',
      minMs: 0,
      meanMs: 100_000,
      sigma: 1,
    });
    // exp(-1/2) and exp(1.644854 - 1/2) of the mean: the median and the 95 % quantile, to the table's thousandth part.
    expect(Math.abs(sample(0.5) / 60_653 - 1)).toBeLessThan(0.005);
    expect(Math.abs(sample(0.9502) / 314_200 - 1)).toBeLessThan(0.01);
  });

  test('measured quantiles are met at their probabilities, with straight lines between', () => {
    const sample = latencyModels.empirical.sampler(EXAMPLES.empirical as never);
    expect([0, 0.125, 0.25, 0.5, 0.75, 0.875, 0.9999999].map(sample)).toEqual([18, 22, 25, 40, 90, 495, 900]);
  });

  test('a mean equal to the least is constant', () => {
    const latency = new Latency(allWays({ minMs: 7, meanMs: 7 }), 1, 'w1');
    expect([1, 2, 3].map((attempt) => latency.delayMs('event', message('fill:x:1', attempt)))).toEqual([
      7, 7, 7,
    ]);
  });
});

describe('bursts', () => {
  const burst = { blockMs: 60_000, probability: 0.25, factor: 10 };
  const withBurst = new Latency({ ...DEFAULT_LATENCY, burst }, 5, 'w1');
  const without = new Latency(DEFAULT_LATENCY, 5, 'w1');
  const starts = Array.from({ length: 4_000 }, (_, block) => block * burst.blockMs);
  const ratios = (latency: Latency, atMs: number) =>
    (['command', 'reply', 'event'] as const).map(
      (way) => latency.delayMs(way, message('k', 1, atMs)) / without.delayMs(way, message('k', 1, atMs)),
    );

  test('all three ways are slow in the same blocks, from their first to their last millisecond', () => {
    for (const startMs of starts.slice(0, 500)) {
      const found = [...ratios(withBurst, startMs), ...ratios(withBurst, startMs + burst.blockMs - 1)];
      expect(new Set(found).size).toBe(1);
      expect([1, 10]).toContain(found[0]);
    }
  });

  test('as many blocks are slow as their probability says', () => {
    const factorAt = burstFactors(burst, 5);
    const share = starts.filter((startMs) => factorAt(startMs) === 10).length / starts.length;
    // The standard error is 0.7 %.
    expect(Math.abs(share - 0.25)).toBeLessThan(0.03);
  });

  test('are the same for every writer, and others for another seed', () => {
    const slow = (seed: number) => starts.map(burstFactors(burst, seed));
    expect(ratios(new Latency({ ...DEFAULT_LATENCY, burst }, 5, 'w2'), starts[0]!)).toHaveLength(3);
    expect(slow(5)).toEqual(slow(5));
    expect(slow(5)).not.toEqual(slow(6));
  });
});
