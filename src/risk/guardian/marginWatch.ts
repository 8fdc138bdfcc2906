import { exceeds } from '../limit.ts';
import { CLEAR_USE_RATIO } from '../tradingState.ts';
import type { Trip } from '../trips.ts';
import type { Answers } from './answers.ts';
import type { Desk } from './desk.ts';
import { marginBufferRatio, marginUseRatio } from './marginBuffer.ts';

export const MARGIN_WATCH = 'marginWatch';

/** Gives the answers of the brake `marginWatch` and ends the milder of them; the graver waits for an operator. */
export class MarginWatch {
  readonly #desk: Desk;
  readonly #answers: Answers;
  /** Takes the result of a reducing order where there is one; false while it is not known. */
  readonly #hasResult: () => boolean;

  constructor(parts: { desk: Desk; answers: Answers; hasResult: () => boolean }) {
    this.#desk = parts.desk;
    this.#answers = parts.answers;
    this.#hasResult = parts.hasResult;
  }

  /** Prices or positions may have changed. */
  look(): void {
    const brake = this.#desk.brakes.marginWatch;
    if (brake === undefined) return;
    const { belief, gateway } = this.#desk;
    const trip = gateway.tripOf(MARGIN_WATCH);
    if (trip?.state === 'panic') return;
    const bufferRatio = marginBufferRatio(belief);
    if (bufferRatio === null) {
      if (trip !== null) this.#clear(trip, 0);
      return;
    }
    if (isBelow(bufferRatio, brake.panicBelowRatio)) this.#trip('panic', bufferRatio, brake.panicBelowRatio);
    else if (trip !== null) this.#clear(trip, marginUseRatio(bufferRatio, brake.reduceBelowRatio));
    else if (isBelow(bufferRatio, brake.reduceBelowRatio))
      this.#trip('reducing', bufferRatio, brake.reduceBelowRatio);
  }

  #trip(state: 'reducing' | 'panic', bufferRatio: number, limitRatio: number): void {
    const before = this.#desk.gateway.tradingState;
    const breach = {
      rule: MARGIN_WATCH,
      actual: Number.isFinite(bufferRatio) ? bufferRatio : 0,
      limit: limitRatio,
      unit: 'ratio',
      reason:
        state === 'panic'
          ? 'The margin buffer is collapsing: everything is closed at market.'
          : 'The margin buffer is too small: positions are taken down.',
    };
    const answer = { state, end: state === 'panic' ? 'reset' : 'clear' } as const;
    this.#answers.announce(this.#desk.gateway.trip(breach, answer, this.#desk.nowMs), before);
  }

  /** The reduction is over when enough of the limit is free and the result of the last order is known. */
  #clear(trip: Trip, useRatio: number): void {
    if (exceeds(useRatio, CLEAR_USE_RATIO) || !this.#hasResult()) return;
    this.#answers.end(trip, {
      actual: useRatio,
      limit: CLEAR_USE_RATIO,
      reason: 'So little of the margin limit is used that entries may go out again.',
    });
  }
}

/** Written so that what is not a finite number is below every limit. */
function isBelow(bufferRatio: number, limitRatio: number): boolean {
  return !Number.isFinite(bufferRatio) || exceeds(limitRatio, bufferRatio);
}
