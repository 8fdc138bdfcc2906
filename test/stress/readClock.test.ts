import { describe, expect, test } from 'vitest';
import { readRecord } from '../../src/core/recordReader.ts';
import type { Problem } from '../../src/core/result.ts';
import { parseYamlText } from '../../src/core/yamlText.ts';
import { DEFAULT_LATENCY } from '../../src/engine/latency/latency.ts';
import { readClock } from '../../src/stress/readSettings.ts';

/** What `clock:` comes to, or what is said of it. */
function read(clock: string) {
  const yaml = parseYamlText(`clock: ${clock}`, 's.yaml');
  if (!yaml.ok) throw new Error('no YAML');
  const problems: Problem[] = [];
  const found = readClock(readRecord(yaml.value, [], ['clock'], problems)!);
  return {
    latency: found?.latency ?? null,
    problems: problems.map(({ key, message }) => `${key}: ${message}`),
  };
}

describe('the delays of a scenario', () => {
  test.each([
    ['{latencyMs: {min: 20, mean: 80}}', { minMs: 20, meanMs: 80 }],
    ['{latencyMs: {model: exponential, min: 20, mean: 80}}', { minMs: 20, meanMs: 80 }],
    ['{latencyMs: {model: constant, delay: 1s}}', { model: 'constant', delayMs: 1_000 }],
    [
      '{latencyMs: {model: lognormal, min: 5ms, mean: 60, sigma: 0.8}}',
      { model: 'lognormal', minMs: 5, meanMs: 60, sigma: 0.8 },
    ],
    [
      '{latencyMs: {model: empirical, quantiles: [18, 25ms, 2s]}}',
      { model: 'empirical', quantilesMs: [18, 25, 2_000] },
    ],
  ])('%s', (text, delay) => {
    expect(read(text)).toEqual({ latency: { command: delay, reply: delay, event: delay }, problems: [] });
  });

  test('each way may have a model of its own', () => {
    const { latency } = read('{latencyMs: {reply: {model: constant, delay: 3}}}');
    expect(latency).toEqual({ ...DEFAULT_LATENCY, reply: { model: 'constant', delayMs: 3 } });
  });

  test('slow times stand beside the delays', () => {
    expect(read('{latencyBurst: {block: 10m, probability: 0.05, factor: 10}}').latency).toEqual({
      ...DEFAULT_LATENCY,
      burst: { blockMs: 600_000, probability: 0.05, factor: 10 },
    });
  });

  test.each([
    [
      '{latencyMs: {model: lognorml}}',
      'clock.latencyMs.model: unknown latency model "lognorml"; did you mean "lognormal"?',
    ],
    [
      '{latencyMs: {model: 3}}',
      'clock.latencyMs.model: unknown latency model "3"; expected one of constant, exponential, lognormal, empirical',
    ],
    ['{latencyMs: {model: lognormal, min: 1, mean: 2, sigma: 4}}', 'clock.latencyMs.sigma: 4 is more than 3'],
    [
      '{latencyMs: {model: lognormal, min: 1, mean: 2, sigma: 0}}',
      'clock.latencyMs.sigma: 0 is not a number above 0',
    ],
    [
      '{latencyMs: {model: lognormal, min: 3, mean: 2, sigma: 1}}',
      'clock.latencyMs.mean: 2 ms is less than the least of 3 ms; it is the mean of the whole delay',
    ],
    [
      '{latencyMs: {model: constant, min: 3}}',
      'clock.latencyMs.min: unknown key "min"; expected one of model, delay',
      'clock.latencyMs.delay: is missing; expected a duration such as 500ms, 2s or 1h',
    ],
    [
      '{latencyMs: {model: empirical, quantiles: [5, 4]}}',
      'clock.latencyMs.quantiles: 4 ms comes after 5 ms; expected ascending',
    ],
    [
      '{latencyMs: {model: empirical, quantiles: [5]}}',
      'clock.latencyMs.quantiles: has fewer than two; expected the least and the greatest at least',
    ],
    [
      '{latencyMs: {model: empirical, quantiles: [5, soon]}}',
      'clock.latencyMs.quantiles: "soon" is not a duration such as 500ms or 2s',
    ],
    [
      '{latencyBurst: {block: 10ms, probability: 2, factor: 0.5}}',
      'clock.latencyBurst.block: "10ms" is not a duration of at least 1s such as 500ms, 2s or 1h',
      'clock.latencyBurst.factor: 0.5 is not a number of at least 1',
    ],
    [
      '{latencyBurst: {block: 1m, probability: 2, factor: 5}}',
      'clock.latencyBurst.probability: 2 is more than 1',
    ],
  ])('%s is refused', (text, ...messages) => {
    const { latency, problems } = read(text);
    expect(latency).toBeNull();
    for (const message of messages) expect(problems).toContain(message);
    expect(problems).toHaveLength(messages.length);
  });
});
