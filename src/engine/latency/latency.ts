import { type KeyedRandom, keyedRandom } from '../../core/random.ts';
import { burstFactors, type LatencyBurst } from './burst.ts';
import { type Delay, modelOf } from './index.ts';

/** The three ways: command to venue, reply to client, stream event to client. */
export type LatencyWay = 'command' | 'reply' | 'event';

/** A delay for each way, and the slow times of all of them. */
export interface LatencyModel extends Readonly<Record<LatencyWay, Delay>> {
  /** Left out: there are none. */
  readonly burst?: LatencyBurst;
}

export const DEFAULT_LATENCY: LatencyModel = {
  command: { minMs: 20, meanMs: 80 },
  reply: { minMs: 20, meanMs: 80 },
  event: { minMs: 20, meanMs: 80 },
};

/** What a delay is drawn by. */
export interface DelayedMessage {
  /** Names the message. */
  readonly key: string;
  readonly attempt: number;
  /** When it leaves. */
  readonly atMs: number;
}

/** Draws delays by what a message is about, so that two runs delay the same message alike whatever else they send. */
export class Latency {
  readonly #samplers: Readonly<Record<LatencyWay, (draw: number) => number>>;
  readonly #draw: KeyedRandom;
  readonly #factorAt: (atMs: number) => number;

  constructor(model: LatencyModel, seed: number, writer: string) {
    const sampler = (delay: Delay) => modelOf(delay).sampler(delay);
    this.#samplers = {
      command: sampler(model.command),
      reply: sampler(model.reply),
      event: sampler(model.event),
    };
    this.#draw = keyedRandom(seed, 'latency', writer);
    this.#factorAt = burstFactors(model.burst, seed);
  }

  /** Whole milliseconds. */
  delayMs(way: LatencyWay, { key, attempt, atMs }: DelayedMessage): number {
    const delayMs = this.#samplers[way](this.#draw(`${way}:${key}`, attempt));
    const factor = this.#factorAt(atMs);
    return factor === 1 ? delayMs : Math.round(delayMs * factor);
  }
}
