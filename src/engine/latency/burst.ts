import { keyedRandom } from '../../core/random.ts';

/**
 * Slow times. Time is cut into blocks, and in one that is drawn slow every delay of every way is multiplied: delays that come together, as they do
 * when a venue is overloaded, and not each for itself.
 */
export interface LatencyBurst {
  readonly blockMs: number;
  /** Of a block to be slow, above 0 and at most 1. */
  readonly probability: number;
  /** How many times as long every delay is in a slow block, 1 or more. */
  readonly factor: number;
}

/** What the keys of `clock.latencyBurst` are. */
export const burstKeys = {
  block: 'How long a block of time is, at least 1 s.',
  probability: 'Of a block to be slow.',
  factor: 'How many times as long every delay is in a slow block.',
} as const;

/** By how much delays of messages that leave at a time are multiplied: a draw by seed and block alone, so it is the same for everybody. */
export function burstFactors(burst: LatencyBurst | undefined, seed: number): (atMs: number) => number {
  if (burst === undefined) return () => 1;
  const { blockMs, probability, factor } = burst;
  const draw = keyedRandom(seed, 'latency', 'burst');
  return (atMs) => (draw('block', Math.floor(atMs / blockMs)) < probability ? factor : 1);
}

/** In the words of a reader of the report. */
export function burstText({ blockMs, probability, factor }: LatencyBurst): string {
  return `${factor} times as long in blocks of ${blockMs / 1_000} s, each with probability ${probability}`;
}
