import { withDefaults } from '../core/params.ts';
import { sizers } from '../risk/sizing/index.ts';
import { Session, type SessionLike, type SessionOptions } from './session.ts';

/** A session's options; `writer`, `bootEpoch`, `tradeFromMs` and `sizing` have defaults. */
export type CreateSessionOptions = Omit<SessionOptions, 'writer' | 'bootEpoch' | 'tradeFromMs' | 'sizing'> &
  Partial<Pick<SessionOptions, 'writer' | 'bootEpoch' | 'tradeFromMs' | 'sizing'>>;

/**
 * A trading session: strategy, gateway, guardian and belief as one machine without input or output of its own. `step(event)` takes one event
 * and answers with an outbox: requests to send, wakes to set, records to keep, decisions. The simulator drives this object, and so may a
 * live host: `docs/library.md` has one in twenty lines.
 *
 * @param options `writer` names the process (`w1`), `bootEpoch` counts its restarts (0), bars before `tradeFromMs` are look-back (0: all bars
 * are live), `sizing` is `fixedFraction` with its defaults.
 */
export function createSession(options: CreateSessionOptions): SessionLike {
  return new Session({
    writer: 'w1',
    bootEpoch: 0,
    tradeFromMs: 0,
    sizing: { name: 'fixedFraction', params: withDefaults(sizers.fixedFraction.params) },
    ...options,
  });
}
