import type { Delivery } from './delivery.ts';
import type { Firing } from './faultRunner.ts';

/** One request of which its client hears nothing. */
interface Silence {
  readonly sessionId: string;
  readonly requestId: string;
  /** Whether a refusal is kept back as well. */
  readonly of: 'acceptance' | 'any';
  /** The stream is silent about its order before this time; its answer is lost whenever it comes. */
  readonly untilMs: number;
  readonly firing: Firing;
}

/** The requests whose answers are lost. An answer comes once; a silence is over when it came and the stream may speak again. */
export class Silences {
  #silences: Silence[] = [];
  readonly #answered = new Set<Silence>();

  get isAny(): boolean {
    return this.#silences.length > 0;
  }

  begin(silence: Silence): void {
    this.#silences.push(silence);
  }

  clear(): void {
    this.#silences = [];
    this.#answered.clear();
  }

  /** Whether a message that would arrive now does not, because of one of them. */
  takes(delivery: Delivery): boolean {
    const { atMs } = delivery.event;
    let isTaken = false;
    for (const silence of [...this.#silences]) {
      const isAbout =
        delivery.requestId === silence.requestId && delivery.sessionId === silence.sessionId && !isTaken;
      if (isAbout && this.#takesOne(silence, delivery, atMs)) {
        isTaken = true;
        silence.firing.lostCount = (silence.firing.lostCount ?? 0) + 1;
      }
      if (this.#answered.has(silence) && atMs >= silence.untilMs) this.#end(silence);
    }
    return isTaken;
  }

  #takesOne(silence: Silence, { channel, event }: Delivery, atMs: number): boolean {
    if (channel !== 'reply') return atMs < silence.untilMs;
    this.#answered.add(silence);
    if (silence.of === 'any') return true;
    return event.kind === 'venue' && event.event.kind === 'orderAccepted';
  }

  #end(silence: Silence): void {
    this.#silences = this.#silences.filter((other) => other !== silence);
    this.#answered.delete(silence);
  }
}
