import type { Instrument } from '../../src/market/instrument.ts';
import type { Side } from '../../src/market/order.ts';
import type { AccountTerms } from '../../src/risk/accountTerms.ts';
import { Belief } from '../../src/risk/belief.ts';
import type { ManagedOrder, OrderPhase, OrderPurpose } from '../../src/risk/guardian/managedOrder.ts';
import { approve } from './approve.ts';
import { makeBar } from './makeBar.ts';

export interface WorldOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  readonly phase?: OrderPhase;
  readonly purpose?: OrderPurpose;
  readonly limitPrice?: number;
  /** Of a stop. */
  readonly triggerPrice?: number;
  /** Of an entry: where its stop is to stand. */
  readonly plannedStop?: number;
}

export interface WorldSpec {
  readonly instruments: readonly Instrument[];
  /** Quote per base, by symbol. */
  readonly prices: Readonly<Record<string, number>>;
  readonly equityQuote?: number;
  /** Signed base, by symbol; entered at the price, so that nothing is won or lost. */
  readonly positions?: Readonly<Record<string, number>>;
  readonly orders?: readonly WorldOrder[];
  readonly terms?: AccountTerms;
}

/** A session's belief as a session builds it: bars, a reconciled account, orders that are out. */
export function makeBelief({ instruments, prices, equityQuote = 100_000, ...spec }: WorldSpec): Belief {
  const belief = new Belief(instruments, equityQuote, spec.terms);
  for (const { symbol } of instruments) {
    const price = prices[symbol]!;
    belief.seeBar(makeBar({ symbol, close: price, bid: price, ask: price }));
  }
  const positions = Object.entries(spec.positions ?? {}).map(([symbol, positionQty]) => ({
    symbol,
    positionQty,
    entryPrice: prices[symbol]!,
  }));
  belief.correct(positions, equityQuote);
  for (const order of spec.orders ?? []) orderOut(belief, order);
  return belief;
}

let orderCount = 0;

/** One more order that is not over. */
export function orderOut(belief: Belief, order: WorldOrder): ManagedOrder {
  const { symbol, side, qty, phase = 'live', purpose = 'entry', limitPrice, triggerPrice } = order;
  const key = `${purpose}:${symbol}:${++orderCount}`;
  const managed: ManagedOrder = {
    key,
    purpose,
    order: approve({
      symbol,
      side,
      type: triggerPrice !== undefined ? 'stopMarket' : limitPrice !== undefined ? 'limit' : 'market',
      qty,
      limitPrice: limitPrice ?? null,
      triggerPrice: triggerPrice ?? null,
      timeInForce: 'gtc',
      reduceOnly: purpose !== 'entry',
      clientOrderId: key,
    }),
    wishOrdinal: 1,
    phase,
    outcome: null,
    venueOrderId: null,
    filledQty: 0,
    reportedQty: 0,
    attempt: 1,
    lookups: 0,
    firstSentMs: 0,
    lastSentMs: 0,
    requestId: null,
    cancelAttempt: 0,
    cancelRequestId: null,
    verified: true,
  };
  belief.addOrder(managed);
  if (order.plannedStop !== undefined) belief.planStop(key, order.plannedStop);
  return managed;
}
