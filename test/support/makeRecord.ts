import type { JournalEntry } from '../../src/engine/journal.ts';
import type { FinalState, ProtectionInterval, RunRecord, RunSamples } from '../../src/engine/runRecord.ts';
import type { Firing } from '../../src/faults/faultRunner.ts';
import type { Fill } from '../../src/market/fill.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import { type OrderRequest, type OrderSnapshot, sideSign } from '../../src/market/order.ts';
import { BLANK_DECISION, type Decision } from '../../src/risk/decision.ts';
import type { Intent } from '../../src/risk/intent.ts';
import type { TradingState } from '../../src/risk/tradingState.ts';

/** The symbol of every hand-made record, unless a test names another. */
export const SYMBOL = 'BTC-USDT';
export const HOUR_MS = 3_600_000;

export const instrument: Instrument = {
  symbol: SYMBOL,
  tick: 0.1,
  lot: 0.001,
  minQty: 0.001,
  minNotionalQuote: 1,
  makerFeeBps: 2,
  takerFeeBps: 5,
  spreadBps: 2,
  maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.005 }],
  liquidationFeeBps: 50,
  sector: 'Layer-1',
};

/** A record of ten hours in which nothing happened, with what a test gives in its place. */
export function makeRecord(
  given: Partial<Omit<RunRecord, 'final'>> & { final?: Partial<FinalState> } = {},
): RunRecord {
  const { final, ...rest } = given;
  return {
    fromMs: 0,
    toMs: 10 * HOUR_MS,
    intervalMs: HOUR_MS,
    instruments: [instrument],
    accountId: 'main',
    startQuote: 10_000,
    journal: [],
    grounds: [],
    orderJourneys: [],
    fingerprint: '',
    firings: [],
    resolvedFaults: [],
    healMs: null,
    drainMs: null,
    samples: makeSamples([[0, 10_000]]),
    protection: [],
    beliefGaps: [],
    strategyError: null,
    ambiguousBars: [],
    barCount: 10,
    ...rest,
    final: {
      walletQuote: 10_000,
      equityQuote: 10_000,
      believedEquityQuote: 10_000,
      feesQuote: 0,
      insuranceQuote: 0,
      isLiquidated: false,
      positions: [],
      markPrices: { [SYMBOL]: 100 },
      liveOrders: [],
      tradingState: 'active',
      unsettledOrders: [],
      ...final,
    },
  };
}

/** Samples of one symbol: rows of time, equity, position and mark price. */
export function makeSamples(
  rows: readonly (readonly [timeMs: number, equityQuote: number, positionQty?: number, markPrice?: number])[],
): RunSamples {
  const column = (value: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, value);
  return {
    timeMs: column(([timeMs]) => timeMs),
    equityQuote: column(([, equityQuote]) => equityQuote),
    believedEquityQuote: column(([, equityQuote]) => equityQuote),
    grossNotionalQuote: column(([, , qty = 0, price = 100]) => Math.abs(qty) * price),
    netNotionalQuote: column(([, , qty = 0, price = 100]) => qty * price),
    marginBufferRatio: column(() => Number.NaN),
    positionQty: { [SYMBOL]: column(([, , qty = 0]) => qty) },
    markPrice: { [SYMBOL]: column(([, , , price = 100]) => price) },
  };
}

export function makeInterval(given: Partial<ProtectionInterval>): ProtectionInterval {
  return {
    symbol: SYMBOL,
    fromMs: 0,
    toMs: HOUR_MS,
    status: 'protected',
    positionQty: 1,
    startPrice: 100,
    worstPrice: 100,
    ...given,
  };
}

export function makeFiring(given: Partial<Firing>): Firing {
  return {
    faultId: 'F1',
    fault: 'disconnect',
    ordinal: 1,
    atMs: 0,
    untilMs: 0,
    target: null,
    symbol: null,
    params: {},
    excusedUntilMs: 0,
    lostCount: null,
    ...given,
  };
}

export function makeOrder(given: Partial<OrderSnapshot> = {}): OrderSnapshot {
  return {
    venueOrderId: 'v1',
    clientOrderId: null,
    symbol: SYMBOL,
    side: 'buy',
    type: 'market',
    qty: 1,
    filledQty: 0,
    limitPrice: null,
    triggerPrice: null,
    reduceOnly: false,
    status: 'live',
    ...given,
  };
}

/** A sell stop, reduce-only. */
export function makeStop(given: Partial<OrderSnapshot> = {}): OrderSnapshot {
  return makeOrder({ side: 'sell', type: 'stopMarket', reduceOnly: true, triggerPrice: 90, ...given });
}

export function accepted(atMs: number, requestKey: string, order: Partial<OrderSnapshot> = {}): JournalEntry {
  return {
    kind: 'truth',
    atMs,
    event: { kind: 'orderAccepted', atMs, accountId: 'main', order: makeOrder(order), requestKey },
  };
}

export function ended(atMs: number, order: Partial<OrderSnapshot> = {}): JournalEntry {
  return {
    kind: 'truth',
    atMs,
    event: {
      kind: 'orderEnded',
      atMs,
      accountId: 'main',
      order: makeOrder({ status: 'cancelled', ...order }),
      reason: 'requested',
    },
  };
}

/** A fill of an account whose position before it is given. */
export function filled(
  atMs: number,
  fill: Partial<Fill> = {},
  around: {
    before?: number;
    equityQuote?: number;
    midPrice?: number;
    accountId?: string;
    realisedQuote?: number;
  } = {},
): JournalEntry {
  const whole: Fill = {
    tradeId: `t${atMs}`,
    venueOrderId: 'v1',
    clientOrderId: null,
    symbol: SYMBOL,
    side: 'buy',
    qty: 1,
    price: 100,
    feeQuote: 0,
    liquidity: 'taker',
    origin: 'order',
    venueTimeMs: atMs,
    ...fill,
  };
  const before = around.before ?? 0;
  return {
    kind: 'truth',
    atMs,
    event: {
      kind: 'fill',
      atMs,
      accountId: around.accountId ?? 'main',
      fill: whole,
      positionQtyBefore: before,
      positionQtyAfter: before + sideSign(whole.side) * whole.qty,
      midPrice: around.midPrice ?? whole.price,
      spreadCostQuote: 0,
      impactCostQuote: 0,
      equityQuote: around.equityQuote ?? 10_000,
      realisedQuote: around.realisedQuote ?? 0,
    },
  };
}

export function booked(atMs: number, tradeId: string, sessionId = 's1'): JournalEntry {
  return { kind: 'booked', atMs, sessionId, tradeId, qty: 1 };
}

/** An order is sent; `order` null stands for a query. */
export function requested(
  atMs: number,
  key: string,
  order: Partial<OrderRequest> | null = {},
  sessionId = 's1',
): JournalEntry {
  return {
    kind: 'request',
    atMs,
    sessionId,
    accountId: 'main',
    request: {
      kind: order === null ? 'queryOrder' : 'placeOrder',
      key,
      attempt: 1,
      order:
        order === null
          ? null
          : {
              symbol: SYMBOL,
              side: 'buy',
              type: 'market',
              qty: 1,
              limitPrice: null,
              triggerPrice: null,
              timeInForce: 'gtc',
              reduceOnly: false,
              clientOrderId: null,
              ...order,
            },
      target: null,
    },
  };
}

export function decided(
  atMs: number,
  given: Partial<Decision> & { stateAfter?: TradingState } = {},
  sessionId = 's1',
): JournalEntry {
  return {
    kind: 'decision',
    atMs,
    sessionId,
    decision: {
      ordinal: 1,
      atMs,
      kind: 'alert',
      ...BLANK_DECISION,
      reason: '',
      stateBefore: 'active',
      stateAfter: 'active',
      ...given,
    },
  };
}

/** From here on the session is halted. */
export function halted(atMs: number, sessionId = 's1'): JournalEntry {
  return decided(atMs, { kind: 'halt', stateAfter: 'halted' }, sessionId);
}

export function wished(atMs: number, intent: Intent, ordinal = 1, sessionId = 's1'): JournalEntry {
  return { kind: 'wish', atMs, sessionId, wish: { ordinal, atMs, intent } };
}

export function operatorStop(atMs: number): JournalEntry {
  return { kind: 'operatorStop', atMs };
}
