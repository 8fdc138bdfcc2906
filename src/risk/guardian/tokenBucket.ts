/** How fast a bucket lets requests go: so many at once, and so many a second from there. */
export interface Pace {
  readonly burstCount: number;
  readonly perSecond: number;
}

/**
 * A token bucket as one number: the time at which it is full again (the generic cell rate algorithm of ITU-T I.371). In no window do more than
 * burstCount + perSecond x window leave it. It is plain data and reads no clock.
 *
 * @example new TokenBucket({ burstCount: 2, perSecond: 1 }).take(0) // true
 */
export class TokenBucket {
  readonly #spacingMs: number;
  readonly #slackMs: number;
  /** Epoch ms, with a fraction; a time that has passed means that the bucket is full. */
  #fullAtMs = 0;

  constructor({ burstCount, perSecond }: Pace) {
    this.#spacingMs = 1_000 / perSecond;
    this.#slackMs = (burstCount - 1) * this.#spacingMs;
  }

  /** Takes a token where there is one. */
  take(nowMs: number): boolean {
    if (nowMs < this.nextMs) return false;
    this.#fullAtMs = Math.max(this.#fullAtMs, nowMs) + this.#spacingMs;
    return true;
  }

  /** From when on there is a token: epoch ms, whole. */
  get nextMs(): number {
    return Math.ceil(this.#fullAtMs - this.#slackMs);
  }
}
