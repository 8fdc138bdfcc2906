import { defineLatencyModel } from './latencyModel.ts';

/** Every message takes the same time. */
export interface ConstantDelay {
  readonly model: 'constant';
  readonly delayMs: number;
}

export const constant = defineLatencyModel<ConstantDelay>({
  summary: 'Every message takes the same time.',
  keys: { delay: { kind: 'duration', doc: 'The delay.' } },
  make: ({ delay }) => ({ delay: { model: 'constant', delayMs: delay as number } }),
  sampler:
    ({ delayMs }) =>
    () =>
      delayMs,
  minMs: ({ delayMs }) => delayMs,
  meanMs: ({ delayMs }) => delayMs,
  text: ({ delayMs }) => `${delayMs} ms`,
});
