/**
 * What a session may do, the most severe answer in force. Reducing orders are allowed in every state.
 *
 * - `active`: everything within the rules.
 * - `halted`: nothing that adds risk; positions stay under their stops.
 * - `reducing`: halted, and positions are taken down, one reducing order at a time.
 * - `panic`: halted, and every position is closed at market until none is left; then `halted`.
 */
export type TradingState = 'active' | 'halted' | 'reducing' | 'panic';

/**
 * What ends an answer.
 *
 * - `clear`: what it was given for is well within its limit again.
 * - `utcDay`: the next UTC day.
 * - `reset`: an operator.
 * - `reconciled`: the account was fetched and belief equals it.
 * - `never`: nothing; the process is to exit.
 */
export type AnswerEnd = 'clear' | 'utcDay' | 'reset' | 'reconciled' | 'never';

/** What is done when something trips, and what ends it. */
export interface Answer {
  readonly state: Exclude<TradingState, 'active'>;
  readonly end: AnswerEnd;
}

const SEVERITY: Readonly<Record<TradingState, number>> = { active: 0, halted: 1, reducing: 2, panic: 3 };

/** @example isMoreSevere('panic', 'reducing') // true */
export function isMoreSevere(state: TradingState, than: TradingState): boolean {
  return SEVERITY[state] > SEVERITY[than];
}

/** A reduction goes on until no more than this share of the limit is used. */
export const CLEAR_USE_RATIO = 0.8;
