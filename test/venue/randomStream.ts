import { fc } from '@fast-check/vitest';
import type { Amendment, Bracket, BracketLeg, OrderRequest } from '../../src/market/order.ts';
import type { VenueReply } from '../../src/market/venueEvent.ts';
import type { BarRow } from '../support/makeTape.ts';
import type { Rig } from './rig.ts';

/** A bar around 100 in whole ticks of 0.01. */
export const anyBar: fc.Arbitrary<NonNullable<BarRow>> = fc
  .record({
    prices: fc.array(fc.integer({ min: 7_000, max: 13_000 }), { minLength: 4, maxLength: 4 }),
    order: fc.boolean(),
    volume: fc.oneof({ weight: 5, arbitrary: fc.integer({ min: 1, max: 2_000 }) }, fc.constant(0)),
  })
  .map(({ prices, order, volume }) => {
    const [low, a, b, high] = prices.sort((x, y) => x - y).map((ticks) => ticks / 100);
    return order ? [a!, high!, low!, b!, volume] : [b!, high!, low!, a!, volume];
  });

export interface Action {
  /** Time to let pass before it. */
  readonly waitMs: number;
  readonly cancels: boolean;
  readonly order: Partial<OrderRequest>;
}

export const anyAction = (symbols: readonly string[]): fc.Arbitrary<Action> =>
  fc
    .record({
      waitMs: fc.integer({ min: 0, max: 1_500 }),
      cancels: fc.integer({ min: 0, max: 9 }).map((draw) => draw === 0),
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom('market' as const, 'limit' as const, 'stopMarket' as const),
      lots: fc.integer({ min: 1, max: 60_000 }),
      priceTicks: fc.integer({ min: 7_000, max: 13_000 }),
      isIoc: fc.boolean(),
      reduceOnly: fc.boolean(),
    })
    .map(({ waitMs, cancels, symbol, side, type, lots, priceTicks, isIoc, reduceOnly }) => ({
      waitMs,
      cancels,
      order: {
        symbol,
        side,
        type,
        qty: lots / 1_000,
        limitPrice: type === 'limit' ? priceTicks / 100 : null,
        triggerPrice: type === 'stopMarket' ? priceTicks / 100 : null,
        timeInForce: isIoc ? 'ioc' : 'gtc',
        reduceOnly,
      },
    }));

/** What a stream may do besides placing. */
export interface FullAction {
  readonly waitMs: number;
  readonly does: 'place' | 'cancel' | 'amend';
  /** Which of the live orders a cancel or an amend names, counted round. */
  readonly pick: number;
  readonly changes: Amendment;
  readonly order: Partial<OrderRequest>;
  /** Of a good-till-date order, how long it is good. */
  readonly goodMs: number;
}

const price = fc.integer({ min: 7_000, max: 13_000 }).map((ticks) => ticks / 100);
const qty = fc.integer({ min: 1, max: 60_000 }).map((lots) => lots / 1_000);
/** Ticks that a leg's trigger and limit lie away from 100; its limit may be another way, or there may be none. */
const legTicks = fc.record({
  trigger: fc.option(fc.integer({ min: 200, max: 2_500 }), { freq: 4 }),
  limit: fc.option(fc.integer({ min: 200, max: 2_500 }), { freq: 1 }),
});

/** A leg that closes on this side: a stop loss sells below 100 and buys above it, a take profit the other way. */
function legOf(
  draw: { readonly trigger: number | null; readonly limit: number | null },
  { closes, isTarget }: { readonly closes: 'buy' | 'sell'; readonly isTarget: boolean },
): BracketLeg {
  const sign = (closes === 'sell') === isTarget ? 1 : -1;
  const priceOf = (ticks: number | null) => (ticks === null ? null : (10_000 + sign * ticks) / 100);
  const isPlain = isTarget && draw.trigger === null;
  return {
    triggerPrice: isPlain ? null : priceOf(draw.trigger ?? 1_000),
    limitPrice: priceOf(isPlain ? (draw.limit ?? 1_000) : draw.limit),
    clientOrderId: null,
  };
}

const FULL_TYPES = [
  'market',
  'limit',
  'stopMarket',
  'stopLimit',
  'trailingStop',
  'takeProfitMarket',
  'takeProfitLimit',
  'bracket',
] as const;

/** Every kind of order, with cancels and amends of what is live. Most prices are on the side on which the order can be; some are refused. */
export const anyFullAction = (symbols: readonly string[]): fc.Arbitrary<FullAction> =>
  fc
    .record({
      waitMs: fc.integer({ min: 0, max: 1_500 }),
      does: fc.constantFrom(
        'place' as const,
        'place' as const,
        'place' as const,
        'cancel' as const,
        'amend' as const,
      ),
      pick: fc.nat(9),
      changes: fc.record({
        qty: fc.option(qty),
        limitPrice: fc.option(price),
        triggerPrice: fc.option(price),
      }),
      goodMs: fc.integer({ min: 1, max: 3_000 }),
      symbol: fc.constantFrom(...symbols),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      type: fc.constantFrom(...FULL_TYPES),
      qty,
      limitPrice: price,
      triggerPrice: price,
      trail: fc.oneof(
        fc.integer({ min: 5, max: 200 }).map((mils) => ({ callbackRatio: mils / 1_000 })),
        fc.integer({ min: 50, max: 2_000 }).map((ticks) => ({ offsetPrice: ticks / 100 })),
      ),
      timeInForce: fc.constantFrom(
        'gtc' as const,
        'gtc' as const,
        'ioc' as const,
        'fok' as const,
        'gtd' as const,
      ),
      triggerBy: fc.constantFrom('last' as const, 'mark' as const, 'index' as const),
      reduceOnly: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
      postOnly: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
      hasBracket: fc.boolean(),
      legs: fc.record({
        which: fc.constantFrom('both', 'both', 'stopLoss', 'takeProfit'),
        stop: legTicks,
        target: legTicks,
      }),
    })
    .map(({ waitMs, does, pick, changes, goodMs, ...draw }) => {
      const { type } = draw;
      const hasLimit = type === 'limit' || type.endsWith('Limit');
      const hasTrigger = /^(?:stop|takeProfit)/.test(type);
      const timeInForce = type === 'market' && draw.timeInForce === 'gtd' ? 'gtc' : draw.timeInForce;
      const postOnly = type === 'limit' && (timeInForce === 'gtc' || timeInForce === 'gtd') && draw.postOnly;
      const isExit = type === 'bracket' || draw.reduceOnly;
      const closes = (draw.side === 'buy') === isExit ? 'buy' : 'sell';
      const { which, stop, target } = draw.legs;
      const bracket: Bracket = {
        stopLoss: which === 'takeProfit' ? null : legOf(stop, { closes, isTarget: false }),
        takeProfit: which === 'stopLoss' ? null : legOf(target, { closes, isTarget: true }),
      };
      const order: Partial<OrderRequest> = {
        symbol: draw.symbol,
        side: draw.side,
        type,
        qty: draw.qty,
        limitPrice: hasLimit ? draw.limitPrice : null,
        triggerPrice: hasTrigger ? draw.triggerPrice : null,
        timeInForce,
        reduceOnly: draw.reduceOnly || type === 'bracket',
        ...(type === 'trailingStop' ? { trail: draw.trail } : {}),
        ...(hasTrigger || type === 'trailingStop' ? { triggerBy: draw.triggerBy } : {}),
        ...(postOnly ? { postOnly } : {}),
        ...(type === 'bracket' || (draw.hasBracket && !draw.reduceOnly) ? { bracket } : {}),
      };
      return { waitMs, does, pick, changes, goodMs, order };
    });

/** Does what an action says. @returns the reply; null where there was nothing to cancel or to amend */
export function act(rig: Rig, { does, pick, changes, order, goodMs }: FullAction): VenueReply | null {
  if (does === 'place') {
    const expiresAtMs = rig.nowMs() + goodMs;
    return rig.place(order.timeInForce === 'gtd' ? { ...order, expiresAtMs } : order);
  }
  const live = rig.exchange.account('main').liveOrders();
  if (live.length === 0) return null;
  const { venueOrderId, symbol } = live[pick % live.length]!;
  return does === 'cancel'
    ? rig.cancel({ venueOrderId }, symbol)
    : rig.amend({ venueOrderId }, changes, symbol);
}
