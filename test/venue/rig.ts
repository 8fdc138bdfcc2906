import type { Amendment, OrderRequest } from '../../src/market/order.ts';
import type { OrderTarget, VenueRequest } from '../../src/market/request.ts';
import type { Tape } from '../../src/market/tape.ts';
import type { VenueReply, VenueStreamEvent } from '../../src/market/venueEvent.ts';
import { createExchange } from '../../src/venue/createExchange.ts';
import type { AccountOptions, Exchange, ExchangeOptions } from '../../src/venue/exchange.ts';
import type { TruthEvent } from '../../src/venue/truthEvent.ts';
import { approve } from '../support/approve.ts';

type TruthFill = Extract<TruthEvent, { kind: 'fill' }>;

/** What the sink was told, in the order in which it was told. */
export type Told =
  | { readonly channel: 'truth'; readonly event: TruthEvent }
  | { readonly channel: 'reply'; readonly sessionId: string; readonly reply: VenueReply }
  | {
      readonly channel: 'stream';
      readonly accountId: string;
      readonly event: VenueStreamEvent;
      readonly key: string;
    };

/** An exchange driven bar by bar as the engine drives it, and everything that it said. */
export interface Rig {
  readonly exchange: Exchange;
  readonly told: Told[];
  /** Lets time pass up to and including this many ms after the window's start; bars that open at it are opened. */
  runTo(afterMs: number): void;
  place(order: Partial<OrderRequest>, accountId?: string): VenueReply;
  cancel(target: Partial<OrderTarget>, symbol?: string): VenueReply;
  amend(target: Partial<OrderTarget>, changes: Partial<Amendment>, symbol?: string): VenueReply;
  ask(request: Record<string, unknown> & { readonly kind: VenueRequest['kind'] }): VenueReply;
  truths(): TruthEvent[];
  fills(): TruthFill[];
  nowMs(): number;
}

const ACCOUNT = 'main';

export function createRig(
  tape: Tape,
  options: Partial<ExchangeOptions> & {
    startQuote?: number;
    leverage?: number;
    /** What else there is to say of the account. */
    account?: Partial<AccountOptions>;
  } = {},
): Rig {
  const { startQuote = 10_000, leverage = 10, account = {}, ...rest } = options;
  const told: Told[] = [];
  const exchange = createExchange(
    {
      tape,
      accounts: [{ accountId: ACCOUNT, startQuote, leverage, ...account }],
      path: 'adaptive',
      impactCoefficient: 0,
      participationRatio: 1,
      profile: 'generic',
      ...rest,
    },
    {
      reply: (sessionId, _request, reply) => told.push({ channel: 'reply', sessionId, reply }),
      stream: (accountId, event, key) => told.push({ channel: 'stream', accountId, event, key }),
      truth: (event) => told.push({ channel: 'truth', event }),
    },
  );
  let nowMs = tape.fromMs - 1;
  let nextBoundaryMs = tape.fromMs;
  let requestCount = 0;

  function runTo(afterMs: number): void {
    const untilMs = tape.fromMs + afterMs;
    while (nextBoundaryMs <= untilMs) {
      step(nextBoundaryMs - 1);
      exchange.closeBars(nextBoundaryMs);
      exchange.settle(nextBoundaryMs);
      if (nextBoundaryMs < tape.toMs) exchange.openBars(nextBoundaryMs);
      nowMs = nextBoundaryMs;
      nextBoundaryMs += tape.intervalMs;
    }
    step(untilMs);
  }

  function step(untilMs: number): void {
    while (exchange.nextTriggerMs() <= untilMs) {
      const atMs = exchange.nextTriggerMs();
      if (atMs < nowMs) throw new Error('the next trigger lies in the past');
      exchange.advanceTo(atMs);
    }
    if (untilMs >= tape.fromMs) exchange.advanceTo(untilMs);
    nowMs = Math.max(nowMs, untilMs);
  }

  function send(request: object, accountId = ACCOUNT): VenueReply {
    const requestId = `r${++requestCount}`;
    const whole = { requestId, key: `k${requestCount}`, attempt: 1, ...request } as VenueRequest;
    const before = told.length;
    exchange.receive('session', accountId, whole, nowMs);
    const replies = told
      .slice(before)
      .filter((one) => one.channel === 'reply' && one.reply.requestId === requestId);
    if (replies.length !== 1) throw new Error(`${replies.length} replies to one request`);
    return (replies[0] as Extract<Told, { channel: 'reply' }>).reply;
  }

  const truths = () => told.flatMap((one) => (one.channel === 'truth' ? [one.event] : []));
  return {
    exchange,
    told,
    runTo,
    place: (order, accountId) => send({ kind: 'placeOrder', order: approve(orderOf(order)) }, accountId),
    cancel: (target, symbol = 'BTC-USDT') =>
      send({ kind: 'cancelOrder', symbol, target: { clientOrderId: null, venueOrderId: null, ...target } }),
    amend: (target, changes, symbol = 'BTC-USDT') =>
      send({
        kind: 'amendOrder',
        symbol,
        target: { clientOrderId: null, venueOrderId: null, ...target },
        changes: { qty: null, limitPrice: null, triggerPrice: null, ...changes },
      }),
    ask: (request) => send(request),
    truths,
    fills: () => truths().filter((event) => event.kind === 'fill'),
    nowMs: () => nowMs,
  };
}

/** A market buy of 1 BTC unless told otherwise; the type follows from the price that is given. */
export function orderOf(order: Partial<OrderRequest>): OrderRequest {
  const { limitPrice = null, triggerPrice = null } = order;
  return {
    symbol: 'BTC-USDT',
    side: 'buy',
    type: limitPrice !== null ? 'limit' : triggerPrice !== null ? 'stopMarket' : 'market',
    qty: 1,
    limitPrice,
    triggerPrice,
    timeInForce: 'gtc',
    reduceOnly: false,
    clientOrderId: null,
    ...order,
  };
}

/** One line an event: what a test compares where only the order of events matters. */
export function inShort(told: readonly Told[]): string[] {
  return told.map((one) => {
    if (one.channel === 'reply') return `reply ${one.reply.kind}`;
    const { event } = one;
    switch (event.kind) {
      case 'fill':
        return `${one.channel} fill ${event.fill.side} ${event.fill.qty} ${event.fill.venueOrderId}`;
      case 'orderUpdate':
        return `stream ${event.status} ${event.order.venueOrderId} ${event.reason}`;
      case 'orderEnded':
        return `truth ${event.order.status} ${event.order.venueOrderId} ${event.reason}`;
      case 'orderAmended':
        return `truth amended ${event.order.venueOrderId} ${event.reason}`;
      case 'orderAccepted':
      case 'orderTriggered':
        return `truth ${event.kind} ${event.order.venueOrderId}`;
      default:
        return `${one.channel} ${event.kind}`;
    }
  });
}
