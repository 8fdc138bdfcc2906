import { type KeyedRandom, keyedRandom } from '../core/random.ts';
import { EXPONENTIAL_QUANTILES } from './exponentialQuantiles.ts';

/** One delay: at least `minMs`, and `meanMs` in the mean; what is above the least is exponential. Equal, they make it constant. */
export interface Delay {
  readonly minMs: number;
  readonly meanMs: number;
}

/** The three ways: command to venue, reply to client, stream event to client. */
export interface LatencyModel {
  readonly command: Delay;
  readonly reply: Delay;
  readonly event: Delay;
}

export const DEFAULT_LATENCY: LatencyModel = {
  command: { minMs: 20, meanMs: 80 },
  reply: { minMs: 20, meanMs: 80 },
  event: { minMs: 20, meanMs: 80 },
};

/** Draws delays by what a message is about, so that two runs delay the same message alike whatever else they send. */
export class Latency {
  readonly #model: LatencyModel;
  readonly #draw: KeyedRandom;

  constructor(model: LatencyModel, seed: number, writer: string) {
    this.#model = model;
    this.#draw = keyedRandom(seed, 'latency', writer);
  }

  /** Whole milliseconds. `key` names the message, `attempt` its try. */
  delayMs(way: keyof LatencyModel, key: string, attempt: number): number {
    const { minMs, meanMs } = this.#model[way];
    if (meanMs === minMs) return minMs;
    const row = Math.floor(this.#draw(`${way}:${key}`, attempt) * EXPONENTIAL_QUANTILES.length);
    return minMs + Math.round((meanMs - minMs) * EXPONENTIAL_QUANTILES[row]!);
  }
}
