import type { AccountSettings, VenueReply } from '../../market/venueEvent.ts';
import type { Breach } from '../breach.ts';
import type { Answers } from './answers.ts';
import { backoffMs } from './backoff.ts';
import type { Desk } from './desk.ts';

export const PREFLIGHT = 'preflight';

/** A wait for the answer where the policy has no `requestTimeout`. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * What is wrong with an account, the gravest first; null when it is as it must be.
 *
 * @param wanted its `leverage` is notional / initial margin, of all of its `symbols` for which `leverageOf` does not say another.
 * @example
 * const found = { permissions: ['read', 'trade', 'withdraw'], hasIpAllowList: true, positionMode: 'net', leverage: { 'BTC-USDT': 5 } };
 * objectionTo(found, { positionMode: 'net', leverage: 5, symbols: ['BTC-USDT'] }).rule // 'preflight'
 */
export function objectionTo(
  settings: AccountSettings,
  wanted: {
    readonly positionMode: string;
    readonly leverage: number;
    /** Where a symbol has another. */
    readonly leverageOf?: (symbol: string) => number;
    readonly symbols: readonly string[];
  },
): Breach | null {
  const wrong = (actual: number, limit: number, unit: string, reason: string): Breach => ({
    rule: PREFLIGHT,
    actual,
    limit,
    unit,
    reason,
  });
  const extra = settings.permissions.filter((permission) => permission !== 'read' && permission !== 'trade');
  if (extra.length > 0)
    return wrong(
      extra.length,
      0,
      'count',
      `The API key may ${extra.join(', ')}: it must only read and trade.`,
    );
  for (const needed of ['read', 'trade'] as const) {
    if (!settings.permissions.includes(needed)) return wrong(0, 1, 'count', `The API key may not ${needed}.`);
  }
  if (settings.positionMode !== wanted.positionMode) {
    const reason = `The account is in ${settings.positionMode} mode, and ${wanted.positionMode} is configured.`;
    return wrong(1, 0, 'count', reason);
  }
  for (const symbol of wanted.symbols) {
    const leverage = settings.leverage[symbol];
    const wantedLeverage = wanted.leverageOf?.(symbol) ?? wanted.leverage;
    // Written so that a leverage that is not said, or is not a number, is another one.
    if (leverage !== undefined && Math.abs(leverage - wantedLeverage) <= 1e-9 * wantedLeverage) continue;
    const found = leverage ?? 0;
    return wrong(
      found,
      wantedLeverage,
      'multiple',
      `${symbol} has a leverage of ${found} at the venue, and ${wantedLeverage} is configured.`,
    );
  }
  return null;
}

/** Looks at the account before the first entry, and again after an operator's reset; refuses to start on one that is not as configured. */
export class Preflight {
  readonly #desk: Desk;
  readonly #answers: Answers;
  readonly #listener: { isConnected(): boolean; onPassed(): void };
  #isPending: boolean;
  #attempt = 0;
  #requestId: string | null = null;

  constructor(parts: {
    desk: Desk;
    answers: Answers;
    listener: { isConnected(): boolean; onPassed(): void };
  }) {
    this.#desk = parts.desk;
    this.#answers = parts.answers;
    this.#listener = parts.listener;
    this.#isPending = parts.desk.brakes.preflight !== undefined;
  }

  /** True until the account has been found to be as configured, or to be wrong, which is a halt. */
  get isPending(): boolean {
    return this.#isPending;
  }

  /** Asks from the beginning: at the start, after a reconnect in the middle of it, after an operator's reset. */
  begin(): void {
    if (this.#desk.brakes.preflight === undefined) return;
    this.#isPending = true;
    this.#attempt = 0;
    // A question of before that waits for its turn need not be asked any more.
    if (this.#requestId !== null) this.#desk.withdraw(this.#requestId);
    this.#ask();
  }

  /** True when the reply was to its question. */
  handleReply(reply: VenueReply): boolean {
    if (this.#requestId === null || reply.requestId !== this.#requestId) return false;
    this.#requestId = null;
    this.#desk.cancelWake('preflight:timeout');
    if (reply.kind === 'accountReport') this.#judge(reply);
    else this.#askAgain();
    return true;
  }

  /** True when the wake was its own. */
  handleWake(key: string): boolean {
    if (key === 'preflight:again') {
      if (this.#isPending && this.#requestId === null) this.#ask();
      return true;
    }
    if (key !== 'preflight:timeout') return false;
    if (this.#requestId === null) return true;
    this.#requestId = null;
    this.#askAgain();
    return true;
  }

  #ask(): void {
    this.#attempt++;
    const timeoutMs = this.#desk.brakes.requestTimeout?.timeoutMs ?? ANSWER_TIMEOUT_MS;
    const request = { kind: 'queryAccount', key: PREFLIGHT, attempt: this.#attempt } as const;
    this.#requestId = this.#desk.send({ ...request }, timeoutMs, 'preflight:timeout');
  }

  #askAgain(): void {
    // While the line is down nobody can answer; the reconnect begins anew.
    if (!this.#listener.isConnected()) return;
    const tries = this.#desk.brakes.retryCap?.tries;
    if (tries !== undefined && this.#attempt >= tries) {
      this.#refuse({
        rule: PREFLIGHT,
        actual: this.#attempt,
        limit: tries,
        unit: 'count',
        reason: 'The venue does not say how the account is set up.',
      });
      return;
    }
    const waitMs = Math.max(1, backoffMs(this.#desk.brakes, PREFLIGHT, this.#attempt));
    this.#desk.wake('preflight:again', this.#desk.nowMs + waitMs);
  }

  #judge(settings: AccountSettings): void {
    const { belief, brakes } = this.#desk;
    const { positionMode } = brakes.preflight!;
    const { leverage, symbols } = belief;
    const leverageOf = (symbol: string) => belief.leverageOf(symbol);
    const objection = objectionTo(settings, { positionMode, leverage, leverageOf, symbols });
    if (objection !== null) {
      this.#refuse(objection);
      return;
    }
    if (!settings.hasIpAllowList) {
      this.#desk.decide({
        kind: 'alert',
        rule: PREFLIGHT,
        reason: 'The API key works from any address: it has no IP allow-list.',
      });
    }
    this.#isPending = false;
    this.#desk.decide({
      kind: 'preflightPassed',
      rule: PREFLIGHT,
      reason: 'Permissions, position mode and leverage are as configured.',
    });
    this.#listener.onPassed();
  }

  /** Halted until an operator has looked: nothing that adds risk is sent. */
  #refuse(breach: Breach): void {
    this.#isPending = false;
    const { gateway } = this.#desk;
    const before = gateway.tradingState;
    this.#answers.announce(gateway.trip(breach, { state: 'halted', end: 'reset' }, this.#desk.nowMs), before);
  }
}
