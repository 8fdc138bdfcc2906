import { defineRule } from '../riskRule.ts';

export interface Guarded {
  readonly exits: readonly { readonly atMs: number; readonly symbol: string }[];
  /** Entries wait until then, by symbol, or all of them by the empty name. */
  readonly waitUntilMs: Readonly<Record<string, number>>;
}

/** Waits for every symbol. No symbol has this name. */
const ACCOUNT = '';

/**
 * Several stops in a row say that the market is not the one that the strategy was made for. A stop-loss exit is a close at a loss that the
 * strategy did not ask for: by a stop, by the second line, by the guardian or by the venue.
 */
export const stopLossGuard = defineRule({
  name: 'stopLossGuard',
  summary: 'After so many stop-loss exits in a window entries wait for a time.',
  params: {
    limitCount: {
      kind: 'number',
      unit: 'count',
      default: null,
      min: 1,
      integer: true,
      doc: 'Stop-loss exits in the window that begin the wait.',
    },
    windowMs: { kind: 'duration', default: null, min: 1, doc: 'Length of the sliding window.' },
    haltMs: { kind: 'duration', default: null, min: 1, doc: 'How long entries wait.' },
    perSymbol: {
      kind: 'flag',
      default: false,
      doc: 'Each symbol counts and waits for itself, and not the account as one.',
    },
  },
  answer: null,
  initial: (): Guarded => ({ exits: [], waitUntilMs: {} }),
  fold(state, event, { limitCount, windowMs, haltMs, perSymbol }) {
    if (event.kind !== 'positionClosed' || event.profitQuote >= 0) return state;
    if (event.by === 'entry' || event.by === 'exit') return state;
    const { atMs, symbol } = event;
    const kept = state.exits.filter((exit) => exit.atMs > atMs - windowMs);
    const exits = [...kept, { atMs, symbol }];
    const count = countOf(exits, perSymbol ? symbol : ACCOUNT, atMs - windowMs);
    if (count < limitCount) return { exits, waitUntilMs: state.waitUntilMs };
    const name = perSymbol ? symbol : ACCOUNT;
    return { exits, waitUntilMs: { ...state.waitUntilMs, [name]: atMs + haltMs } };
  },
  measure(order, view, state, { limitCount, windowMs, haltMs, perSymbol }) {
    const name = perSymbol ? order.symbol : ACCOUNT;
    const untilMs = state.waitUntilMs[name];
    const isBreached = untilMs !== undefined && view.atMs < untilMs;
    const reason = 'Too many stops were hit: entries wait.';
    if (isBreached)
      return { actual: haltMs - (untilMs - view.atMs), limit: haltMs, unit: 'ms', isBreached, reason };
    const actual = countOf(state.exits, name, view.atMs - windowMs);
    return { actual, limit: limitCount, unit: 'count', isBreached, reason };
  },
});

/** Of one symbol, or by the empty name of all. */
function countOf(exits: Guarded['exits'], name: string, sinceMs: number): number {
  let count = 0;
  for (const { atMs, symbol } of exits) if (atMs > sinceMs && (name === ACCOUNT || symbol === name)) count++;
  return count;
}
