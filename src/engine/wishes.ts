import type { Breach } from '../risk/breach.ts';
import { checkIntent } from '../risk/checkIntent.ts';
import type { DeferredEntry } from '../risk/guardian/deferredEntries.ts';
import type { Desk } from '../risk/guardian/desk.ts';
import type { Guardian } from '../risk/guardian/guardian.ts';
import type { EnterIntent, ExitIntent, Intent, SubmitAnswer } from '../risk/intent.ts';
import type { Tranche } from '../risk/sizing/trancheKeeper.ts';
import { nearestStop, type StopPrices } from '../risk/stops/stopPrices.ts';
import { targetOfWish } from '../risk/targets/targetPrices.ts';

/** Takes what a strategy wishes through the gate: logs the wish, asks whether anything is in its way, has it decided, and hands it to the guardian. */
export class Wishes {
  readonly #desk: Desk;
  readonly #guardian: Guardian;
  readonly #prices: StopPrices;
  #wishCount: number;

  constructor(parts: { desk: Desk; guardian: Guardian; prices: StopPrices }) {
    this.#desk = parts.desk;
    this.#wishCount = parts.desk.firstOrdinal;
    this.#guardian = parts.guardian;
    this.#prices = parts.prices;
  }

  /** Takes a wish to its end in the gate. Throws a `TypeError` on what is no intent, a `RangeError` on a symbol that nobody knows. */
  submit(given: Intent): SubmitAnswer {
    checkIntent(given);
    // A strategy may use one object for all its wishes: what it writes there later must change neither the log nor a stop that stands.
    const intent = structuredClone(given);
    const ordinal = ++this.#wishCount;
    this.#desk.outbox.push({ kind: 'wish', wish: { ordinal, atMs: this.#desk.nowMs, intent } });
    if (!this.#desk.belief.knows(intent.symbol))
      throw new RangeError(`${intent.symbol} is not in this scenario`);
    return intent.kind === 'enter' ? this.#submitEntry(intent, ordinal) : this.#submitExit(intent, ordinal);
  }

  /** A later part of a wish is due. Nobody waits for the answer: what becomes of it stands in the log. */
  submitTranche(tranche: Tranche): void {
    this.#submitEntry(tranche.intent, tranche.wishOrdinal, { tranche, hasWaited: false });
  }

  /** An entry has waited for what it had to wait for: it is decided anew, with what is believed now. */
  submitDeferred({ intent, wishOrdinal, tranche }: DeferredEntry): SubmitAnswer {
    return this.#submitEntry(intent, wishOrdinal, { tranche, hasWaited: true });
  }

  #submitEntry(intent: EnterIntent, ordinal: number, way: Way = STRAIGHT): SubmitAnswer {
    const { belief, gateway } = this.#desk;
    const { tranche } = way;
    const price = intent.limitPrice ?? belief.takerPrice(intent.symbol, intent.side) ?? Number.NaN;
    const planned = this.#prices.entryStop(intent, price);
    // A later part is protected by the stop that stands, where that is nearer to the price.
    const stopPrice = tranche === null ? planned : nearestStop(planned, intent, belief);
    const part = tranche === null ? ordinal : `${ordinal}.${tranche.number}`;
    const key = this.#desk.keyOf('entry', intent.symbol, part);
    const fields = {
      symbol: intent.symbol,
      side: intent.side,
      wishOrdinal: ordinal,
      orderKey: key,
      price: Number.isNaN(price) ? null : price,
    };
    const before = gateway.tradingState;
    const sizing = { symbol: intent.symbol, side: intent.side, price, stopPrice };
    const refuse = (
      breach: Breach,
      wantedQty: number | null,
      grounds = gateway.groundsOf(
        tranche === null ? intent : { ...intent, qty: tranche.qty },
        sizing,
        belief,
      ),
    ): SubmitAnswer => {
      const decision = { kind: 'refused', ...fields, wantedQty, qty: 0, ...breach } as const;
      this.#desk.decide({ ...decision, stateBefore: before, stateAfter: gateway.tradingState }, grounds);
      return refused(breach.rule, breach.reason);
    };

    if (belief.hasEnded(intent.symbol)) {
      return refuse(
        { rule: 'sanity', actual: 0, limit: 0, unit: 'count', reason: 'Trading in the symbol has ended.' },
        null,
      );
    }
    if (this.#guardian.closer.isClosing(intent.symbol)) {
      return refuse(
        {
          rule: 'closeUnderWay',
          actual: 1,
          limit: 0,
          unit: 'count',
          reason: 'The position in the symbol is being closed.',
        },
        intent.qty ?? null,
      );
    }
    const obstacle = this.#guardian.entryObstacle;
    if (obstacle !== null) {
      return refuse(
        { rule: 'reconcileOnReconnect', actual: 0, limit: 1, unit: 'count', reason: obstacle },
        intent.qty ?? null,
      );
    }
    const split = tranche === null ? this.#guardian.tranches.split(intent, sizing) : null;
    const partQty = tranche?.qty ?? split?.parts[0];
    const verdict = gateway.decideEntry(
      intent,
      partQty === undefined ? sizing : { ...sizing, partQty },
      belief,
      this.#desk.clientOrderIdFor(key),
    );
    if (verdict.outcome === 'refused') {
      const answer = refuse(verdict.breach, verdict.wantedQty, verdict.grounds);
      if (before === 'active' && gateway.tradingState !== 'active')
        this.#guardian.answers.announce(gateway.trips.at(-1)!, before);
      return answer;
    }
    const waitsFor = way.hasWaited ? null : this.#guardian.entrance.whyWait();
    if (waitsFor !== null) {
      const { wantedQty, grounds } = verdict;
      this.#desk.decide(
        { kind: 'deferred', ...fields, wantedQty, ...waitsFor },
        { ...grounds, sizedBy: null },
      );
      this.#guardian.entrance.deferred.add({
        intent,
        wishOrdinal: ordinal,
        orderKey: key,
        tranche,
        waitsFor: waitsFor.rule,
      });
      return { outcome: 'deferred', qty: 0, ...waitsFor };
    }
    const binding = verdict.binding ?? split?.breach ?? null;
    const outcome = split === null ? verdict.outcome : 'resized';
    const decision = {
      kind: outcome,
      ...fields,
      wantedQty: split?.wholeQty ?? verdict.wantedQty,
      qty: verdict.order.qty,
      rule: binding?.rule ?? null,
      actual: binding?.actual ?? null,
      limit: binding?.limit ?? null,
      unit: binding?.unit ?? null,
      reason: binding?.reason ?? 'Within every limit.',
    };
    this.#desk.decide(decision, verdict.grounds);
    this.#guardian.enter(verdict.order, {
      ordinal,
      key,
      plan: intent.stop ?? null,
      stopPrice,
      targetPrice: targetOfWish(intent, sizing).price,
    });
    if (split !== null) this.#guardian.tranches.begin({ ...split, intent, wishOrdinal: ordinal });
    return {
      outcome,
      qty: verdict.order.qty,
      rule: binding?.rule ?? null,
      reason: binding?.reason ?? 'Within every limit.',
    };
  }

  #submitExit(intent: ExitIntent, ordinal: number): SubmitAnswer {
    this.#guardian.tranches.drop(intent.symbol, 'the strategy exits');
    this.#guardian.entrance.deferred.drop(intent.symbol, 'the strategy exits');
    const heldQty = Math.abs(this.#desk.belief.positionQty(intent.symbol));
    const qty = this.#guardian.closer.close(intent.symbol, 'exit', {
      rule: null,
      reason: 'The strategy exits.',
      wishOrdinal: ordinal,
      ...(intent.qty === undefined ? {} : { qty: intent.qty }),
    });
    const reason =
      qty > 0 ? 'A reducing order is never blocked.' : 'Nothing to close, or a close is under way.';
    this.#desk.decide({
      kind: qty > 0 ? 'approved' : 'refused',
      symbol: intent.symbol,
      side: null,
      wishOrdinal: ordinal,
      wantedQty: intent.qty ?? heldQty,
      qty,
      price: this.#desk.belief.markPrice(intent.symbol),
      rule: qty > 0 ? null : 'nothingToClose',
      reason,
    });
    return qty > 0 ? { outcome: 'approved', qty, rule: null, reason } : refused('nothingToClose', reason);
  }
}

/** How an entry comes to the gate: as a later part of a wish, or after it has waited. */
interface Way {
  readonly tranche: Tranche | null;
  readonly hasWaited: boolean;
}

const STRAIGHT: Way = { tranche: null, hasWaited: false };

export function refused(rule: string, reason: string): SubmitAnswer {
  return { outcome: 'refused', qty: 0, rule, reason };
}
