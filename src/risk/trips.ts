import { utcDay } from '../core/time.ts';
import type { Breach } from './breach.ts';
import { type Answer, isMoreSevere, type TradingState } from './tradingState.ts';

/** An answer in force: why it was given, what it demands, what ends it. Plain JSON. */
export interface Trip extends Answer {
  readonly breach: Breach;
  readonly atMs: number;
  /** Of a panic: nothing is held any more, so that it demands no more than a halt. False of every other answer. */
  readonly isClosedOut: boolean;
}

export const NO_TRIPS: Trip[] = [];

/** The answers in force, by the rule or brake that gave them. The most severe of them is the trading state. */
export class Trips {
  /** In the order in which they came about. */
  readonly #byRule = new Map<string, Trip>();

  get tradingState(): TradingState {
    let state: TradingState = 'active';
    if (this.#byRule.size === 0) return state;
    for (const trip of this.#byRule.values()) {
      const demanded = demandOf(trip);
      if (isMoreSevere(demanded, state)) state = demanded;
    }
    return state;
  }

  get isEmpty(): boolean {
    return this.#byRule.size === 0;
  }

  /** Oldest first. */
  get all(): Trip[] {
    return [...this.#byRule.values()].sort((a, b) => a.atMs - b.atMs);
  }

  /** Why nothing that adds risk may go out: the most severe answer, and of those the oldest; null when none is in force. */
  get objection(): Breach | null {
    let gravest: Trip | undefined;
    for (const trip of this.all) {
      if (gravest === undefined || isMoreSevere(demandOf(trip), demandOf(gravest))) gravest = trip;
    }
    if (gravest === undefined) return null;
    return { ...gravest.breach, reason: `${STATE_WORDS[demandOf(gravest)]}: ${gravest.breach.reason}` };
  }

  get record(): Readonly<Record<string, Trip>> {
    return Object.fromEntries(this.#byRule);
  }

  of(rule: string): Trip | null {
    return this.#byRule.get(rule) ?? null;
  }

  /** A rule has one answer in force at most: the later takes the place of the earlier. */
  give(breach: Breach, { state, end }: Answer, atMs: number): Trip {
    const trip: Trip = { breach, state, end, atMs, isClosedOut: false };
    this.#byRule.set(breach.rule, trip);
    return trip;
  }

  /** An answer that was in force before a restart. */
  restore(trip: Trip): void {
    this.#byRule.set(trip.breach.rule, trip);
  }

  end(rule: string): void {
    this.#byRule.delete(rule);
  }

  /** Ends those that are over. Returns them. */
  endWhere(isOver: (trip: Trip) => boolean): Trip[] {
    let ended: Trip[] = NO_TRIPS;
    for (const [rule, trip] of this.#byRule) {
      if (!isOver(trip)) continue;
      this.#byRule.delete(rule);
      ended = ended === NO_TRIPS ? [trip] : [...ended, trip];
    }
    return ended;
  }

  /** Ends those whose end has come. Returns them. */
  endReached(reached: 'time' | 'reconciled', atMs: number): Trip[] {
    return this.endWhere(({ end, atMs: sinceMs }) =>
      reached === 'time' ? end === 'utcDay' && utcDay(atMs) > utcDay(sinceMs) : end === 'reconciled',
    );
  }

  /** Says of every panic whether anything is held: with nothing left to close it demands a halt and no more. */
  setClosedOut(isClosedOut: boolean): void {
    for (const [rule, trip] of this.#byRule) {
      if (trip.state === 'panic' && trip.isClosedOut !== isClosedOut)
        this.#byRule.set(rule, { ...trip, isClosedOut });
    }
  }
}

const STATE_WORDS: Readonly<Record<TradingState, string>> = {
  active: 'Active',
  halted: 'Halted',
  reducing: 'Reducing',
  panic: 'Closing everything',
};

/** What an answer demands now. */
export function demandOf(trip: Trip): Exclude<TradingState, 'active'> {
  return trip.isClosedOut ? 'halted' : trip.state;
}
