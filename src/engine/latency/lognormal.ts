import { portablePower } from '../../core/portableMath.ts';
import { defineLatencyModel } from './latencyModel.ts';
import { meanBelowLeast } from './meanBelowLeast.ts';
import { UPPER_NORMAL_QUANTILES } from './normalQuantiles.ts';

/** At least `minMs`, and `meanMs` in the mean; the logarithm of what is above the least is normal, `sigma` wide. */
export interface LognormalDelay {
  readonly model: 'lognormal';
  readonly minMs: number;
  readonly meanMs: number;
  readonly sigma: number;
}

/** At 3 the slowest of 1,024 delays is 177 times the mean; beyond, the table's mean rests on its last row alone. */
const WIDEST_SIGMA = 3;

/**
 * A least delay and a part whose logarithm is normal: the heavy tail that round trips over the internet have.
 *
 * @see https://en.wikipedia.org/wiki/Log-normal_distribution
 */
export const lognormal = defineLatencyModel<LognormalDelay>({
  summary: 'A least delay and a part whose logarithm is normal: a few messages are very slow.',
  keys: {
    min: { kind: 'duration', doc: 'The shortest delay.' },
    mean: { kind: 'duration', doc: 'The mean of the whole delay.' },
    sigma: {
      kind: 'number',
      doc: `Standard deviation of the logarithm of what is above the least, at most ${WIDEST_SIGMA}; 1 is a long tail.`,
    },
  },
  make: ({ min, mean, sigma }) => {
    const delay = {
      model: 'lognormal' as const,
      minMs: min as number,
      meanMs: mean as number,
      sigma: sigma as number,
    };
    const wrong = meanBelowLeast(delay);
    if (wrong !== null) return { wrong };
    if (delay.sigma <= WIDEST_SIGMA) return { delay };
    return { wrong: { key: 'sigma', message: `${sigma} is more than ${WIDEST_SIGMA}` } };
  },
  sampler: ({ minMs, meanMs, sigma }) => {
    const factors = [
      ...UPPER_NORMAL_QUANTILES.map((quantile) => portablePower(Math.E, -sigma * quantile)).reverse(),
      ...UPPER_NORMAL_QUANTILES.map((quantile) => portablePower(Math.E, sigma * quantile)),
    ];
    // The mean of the rows and not of the distribution, so that what is drawn has the mean that was asked for.
    const scale = factors.length / factors.reduce((sum, factor) => sum + factor, 0);
    return (draw) =>
      minMs + Math.round((meanMs - minMs) * scale * factors[Math.floor(draw * factors.length)]!);
  },
  minMs: ({ minMs }) => minMs,
  meanMs: ({ meanMs }) => meanMs,
  text: ({ minMs, meanMs, sigma }) =>
    `${minMs} ms + lognormal of mean ${meanMs - minMs} ms and sigma ${sigma}`,
});
