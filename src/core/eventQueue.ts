/**
 * One totally ordered event queue: by time, then phase, then the order of insertion. Keys lie in flat arrays of a binary heap,
 * so comparing never touches the payloads.
 */
export class EventQueue<Payload> {
  readonly #timeMs: number[] = [];
  readonly #phase: number[] = [];
  readonly #sequence: number[] = [];
  readonly #payload: Payload[] = [];
  #nextSequence = 0;

  get length(): number {
    return this.#timeMs.length;
  }

  /** Time of the next event, or Infinity when nothing waits. */
  get nextTimeMs(): number {
    return this.#timeMs.length === 0 ? Number.POSITIVE_INFINITY : this.#timeMs[0]!;
  }

  /** Phase of the next event, or Infinity when nothing waits. */
  get nextPhase(): number {
    return this.#timeMs.length === 0 ? Number.POSITIVE_INFINITY : this.#phase[0]!;
  }

  push(timeMs: number, phase: number, payload: Payload): void {
    if (!Number.isFinite(timeMs)) throw new Error(`an event needs a finite time, got ${timeMs}`);
    let index = this.#timeMs.length;
    this.#timeMs.push(timeMs);
    this.#phase.push(phase);
    this.#sequence.push(this.#nextSequence++);
    this.#payload.push(payload);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (!this.#before(index, parent)) break;
      this.#swap(index, parent);
      index = parent;
    }
  }

  /** Takes the next event's payload. Throws when the queue is empty: ask `length` first. */
  pop(): Payload {
    const last = this.#timeMs.length - 1;
    if (last < 0) throw new Error('the event queue is empty');
    this.#swap(0, last);
    const payload = this.#payload.pop()!;
    this.#timeMs.pop();
    this.#phase.pop();
    this.#sequence.pop();
    let index = 0;
    for (;;) {
      const left = 2 * index + 1;
      if (left >= last) break;
      const right = left + 1;
      const child = right < last && this.#before(right, left) ? right : left;
      if (!this.#before(child, index)) break;
      this.#swap(index, child);
      index = child;
    }
    return payload;
  }

  #before(a: number, b: number): boolean {
    const timeDifference = this.#timeMs[a]! - this.#timeMs[b]!;
    if (timeDifference !== 0) return timeDifference < 0;
    const phaseDifference = this.#phase[a]! - this.#phase[b]!;
    if (phaseDifference !== 0) return phaseDifference < 0;
    return this.#sequence[a]! < this.#sequence[b]!;
  }

  #swap(a: number, b: number): void {
    swap(this.#timeMs, a, b);
    swap(this.#phase, a, b);
    swap(this.#sequence, a, b);
    swap(this.#payload, a, b);
  }
}

function swap<Item>(items: Item[], a: number, b: number): void {
  const kept = items[a]!;
  items[a] = items[b]!;
  items[b] = kept;
}
