import { EXPONENTIAL_QUANTILES } from './exponentialQuantiles.ts';
import { defineLatencyModel } from './latencyModel.ts';
import { meanBelowLeast } from './meanBelowLeast.ts';

/** One delay: at least `minMs`, and `meanMs` in the mean; what is above the least is exponential. Equal, they make it constant. */
export interface ExponentialDelay {
  /** Left out by those who name no model: this is the one that they get. */
  readonly model?: undefined;
  readonly minMs: number;
  readonly meanMs: number;
}

export const exponential = defineLatencyModel<ExponentialDelay>({
  summary: 'A least delay and an exponential part: most messages are quick and a few are slow.',
  keys: {
    min: { kind: 'duration', doc: 'The shortest delay.' },
    mean: {
      kind: 'duration',
      doc: 'The mean of the whole delay; what is above the least is exponential. Equal to the least: constant.',
    },
  },
  make: ({ min, mean }) => {
    const delay = { minMs: min as number, meanMs: mean as number };
    const wrong = meanBelowLeast(delay);
    return wrong === null ? { delay } : { wrong };
  },
  sampler: ({ minMs, meanMs }) => {
    if (meanMs === minMs) return () => minMs;
    return (draw) => {
      const row = Math.floor(draw * EXPONENTIAL_QUANTILES.length);
      return minMs + Math.round((meanMs - minMs) * EXPONENTIAL_QUANTILES[row]!);
    };
  },
  minMs: ({ minMs }) => minMs,
  meanMs: ({ meanMs }) => meanMs,
  text: ({ minMs, meanMs }) =>
    meanMs === minMs ? `${minMs} ms` : `${minMs} ms + exponential of mean ${meanMs - minMs} ms`,
});
