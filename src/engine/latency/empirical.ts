import { defineLatencyModel } from './latencyModel.ts';

/** Delays as somebody measured them. */
export interface EmpiricalDelay {
  readonly model: 'empirical';
  /** At equal steps of probability, from the least (0 %) to the greatest (100 %); straight lines between. */
  readonly quantilesMs: readonly number[];
}

export const empirical = defineLatencyModel<EmpiricalDelay>({
  summary: 'Delays as they were measured, by their quantiles.',
  keys: {
    quantiles: {
      kind: 'durations',
      doc: 'Delays at equal steps of probability, from the least to the greatest: [18, 25, 40, 90, 900] are those at 0, 25, 50, 75 and 100 %. Straight lines between.',
    },
  },
  make: ({ quantiles }) => {
    const quantilesMs = quantiles as readonly number[];
    const wrong = (message: string) => ({ wrong: { key: 'quantiles', message } });
    if (quantilesMs.length < 2)
      return wrong('has fewer than two; expected the least and the greatest at least');
    const down = quantilesMs.findIndex((delayMs, index) => index > 0 && delayMs < quantilesMs[index - 1]!);
    if (down >= 0)
      return wrong(`${quantilesMs[down]} ms comes after ${quantilesMs[down - 1]} ms; expected ascending`);
    return { delay: { model: 'empirical', quantilesMs } };
  },
  sampler:
    ({ quantilesMs }) =>
    (draw) => {
      const place = draw * (quantilesMs.length - 1);
      const row = Math.floor(place);
      const from = quantilesMs[row]!;
      return Math.round(from + (quantilesMs[row + 1]! - from) * (place - row));
    },
  minMs: ({ quantilesMs }) => quantilesMs[0]!,
  meanMs: ({ quantilesMs }) => {
    const inner = quantilesMs.slice(1, -1).reduce((sum, delayMs) => sum + delayMs, 0);
    return (inner + (quantilesMs[0]! + quantilesMs.at(-1)!) / 2) / (quantilesMs.length - 1);
  },
  text: ({ quantilesMs }) =>
    `as measured, ${quantilesMs[0]} to ${quantilesMs.at(-1)} ms by ${quantilesMs.length} quantiles`,
});
