import { formatTime } from '../../core/time.ts';
import type { TradingState } from '../tradingState.ts';
import { demandOf, NO_TRIPS, type Trip } from '../trips.ts';
import type { Desk } from './desk.ts';

const KIND_OF = { halted: 'halt', reducing: 'reduce', panic: 'panic' } as const;

/** Says which answers are given and which have ended, and sees to it that what adds risk is taken back. */
export class Answers {
  readonly #desk: Desk;
  readonly #cancelEntries: () => void;

  constructor(parts: { desk: Desk; cancelEntries: () => void }) {
    this.#desk = parts.desk;
    this.#cancelEntries = parts.cancelEntries;
  }

  /** An answer was given: it is logged, and working entries are taken back. */
  announce(trip: Trip, before: TradingState, reason: string = trip.breach.reason): void {
    this.#desk.decide({
      kind: KIND_OF[demandOf(trip)],
      ...trip.breach,
      reason,
      stateBefore: before,
      stateAfter: this.#desk.gateway.tradingState,
    });
    this.#cancelEntries();
  }

  /** A new UTC day may have begun. */
  clearByTime(): void {
    const before = this.#desk.gateway.tradingState;
    if (before === 'active') return;
    for (const trip of this.#desk.gateway.clear(this.#desk.nowMs, 'time')) {
      this.#resume(trip, before, 'A new UTC day has begun.');
    }
  }

  /** What was answered until it is clear may have become so. */
  clearWatched(): void {
    const before = this.#desk.gateway.tradingState;
    if (before === 'active') return;
    const cleared = this.#desk.gateway.clearWatched(this.#desk.belief);
    if (cleared === NO_TRIPS) return;
    for (const trip of cleared) this.#resume(trip, before, 'The limit is well kept again.');
  }

  /** A brake finds that its own answer is over. */
  end(trip: Trip, found: { readonly actual: number; readonly limit: number; readonly reason: string }): void {
    const before = this.#desk.gateway.tradingState;
    this.#desk.gateway.end(trip.breach.rule);
    this.#desk.decide({
      kind: 'resume',
      rule: trip.breach.rule,
      unit: 'ratio',
      ...found,
      stateBefore: before,
      stateAfter: this.#desk.gateway.tradingState,
    });
  }

  /** An operator resets a rule or brake. */
  reset(rule: string): void {
    const { gateway, belief } = this.#desk;
    const before = gateway.tradingState;
    const trip = gateway.reset(rule, belief);
    this.#desk.decide({
      kind: 'operatorReset',
      rule,
      reason:
        trip === null
          ? 'The operator has reset a rule that no answer of was waiting for it: nothing changes.'
          : `The operator has reset it: what began at ${formatTime(trip.atMs)} is over, and the rule's memory begins anew.`,
      stateBefore: before,
      stateAfter: gateway.tradingState,
    });
  }

  #resume(trip: Trip, before: TradingState, reason: string): void {
    this.#desk.decide({
      kind: 'resume',
      rule: trip.breach.rule,
      reason,
      stateBefore: before,
      stateAfter: this.#desk.gateway.tradingState,
    });
  }
}
