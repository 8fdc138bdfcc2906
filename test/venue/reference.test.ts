/**
 * The exchange solves for its crossings; the reference walks the path in steps of a millisecond and looks. Bars last 60 ms and volume is
 * plenty, so that nothing but times and prices is compared.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { maintenanceMarginQuote } from '../../src/market/instrument.ts';
import type { OrderRequest } from '../../src/market/order.ts';
import { halfSpread } from '../../src/venue/spread.ts';
import { type BarRow, makeInstrument, makeTape } from '../support/makeTape.ts';
import { anyAction, anyBar } from './randomStream.ts';
import { createRig, orderOf } from './rig.ts';

const INTERVAL_MS = 60;
const START = Date.UTC(2022, 4, 9);
const INSTRUMENT = makeInstrument({ spreadBps: 20 });

type Bar = NonNullable<BarRow>;
const anyBars = fc.array(
  anyBar.map((bar): Bar => [bar[0], bar[1], bar[2], bar[3], 1e9]),
  { minLength: 4, maxLength: 4 },
);

/** Every whole millisecond of a run, a boundary twice: the close of one bar, then the open of the next. */
function walk(bars: readonly Bar[]) {
  return bars.flatMap(([open, high, low, close], row) => {
    const points = high - open < open - low ? [open, high, low, close] : [open, low, high, close];
    return Array.from({ length: INTERVAL_MS + 1 }, (_, offsetMs) => {
      const part = Math.min(2, Math.floor(offsetMs / 20));
      const share = (offsetMs - 20 * part) / 20;
      const mid = points[part]! * (1 - share) + points[part + 1]! * share;
      return { afterMs: row * INTERVAL_MS + offsetMs, mid, isOpen: offsetMs === 0 };
    });
  });
}

interface Waiting {
  readonly venueOrderId: string;
  readonly request: OrderRequest;
  readonly fromMs: number;
}

function isReached({ side, type, limitPrice, triggerPrice }: OrderRequest, mid: number): boolean {
  const half = halfSpread(INSTRUMENT, mid, 1);
  if (type === 'stopMarket')
    return side === 'sell' ? mid <= triggerPrice! + 1e-9 : mid >= triggerPrice! - 1e-9;
  const { tick } = INSTRUMENT;
  return side === 'buy' ? mid + half <= limitPrice! - tick + 1e-9 : mid - half >= limitPrice! + tick - 1e-9;
}

function priceOf(
  { side, type, limitPrice, triggerPrice }: OrderRequest,
  mid: number,
  isOpen: boolean,
): number {
  const from = isOpen ? mid : triggerPrice!;
  if (type === 'limit' && !isOpen) return limitPrice!;
  return side === 'buy' ? from + halfSpread(INSTRUMENT, from, 1) : from - halfSpread(INSTRUMENT, from, 1);
}

test.prop([anyBars, fc.array(anyAction(['BTC-USDT']), { minLength: 1, maxLength: 12 })], { numRuns: 300 })(
  'stops and limits fill in the millisecond and at the price that a walk finds',
  (bars, actions) => {
    const rig = createRig(makeTape({ bars, instrument: INSTRUMENT }, { intervalMs: INTERVAL_MS }), {
      startQuote: 1e9,
    });
    const waiting: Waiting[] = [];
    let afterMs = 0;
    for (const { waitMs, order } of actions) {
      afterMs = Math.min(afterMs + (waitMs % 40), bars.length * INTERVAL_MS - 1);
      rig.runTo(afterMs);
      const request = orderOf({ ...order, reduceOnly: false, timeInForce: 'gtc' });
      if (request.type === 'market') continue;
      const reply = rig.place(request);
      const live = rig.exchange.account('main').liveOrders().at(-1);
      if (reply.kind !== 'orderAccepted' || live?.venueOrderId !== reply.order.venueOrderId) continue;
      waiting.push({ venueOrderId: live.venueOrderId, request, fromMs: afterMs });
    }
    rig.runTo(bars.length * INTERVAL_MS);

    const steps = walk(bars);
    for (const { venueOrderId, request, fromMs } of waiting) {
      // An order that comes in the millisecond of an open comes after the open.
      const hit = steps.find((step) => step.afterMs > fromMs && isReached(request, step.mid));
      const fill = rig.fills().find((one) => one.fill.venueOrderId === venueOrderId)?.fill;
      expect(fill === undefined ? null : fill.venueTimeMs - START).toBe(hit?.afterMs ?? null);
      if (hit !== undefined) expect(fill!.price).toBeCloseTo(priceOf(request, hit.mid, hit.isOpen), 9);
    }
  },
);

const TIERS = [
  { fromNotionalQuote: 0, maintenanceMarginRatio: 0.02 },
  { fromNotionalQuote: 1_500, maintenanceMarginRatio: 0.1 },
];

test.prop(
  [
    anyBars,
    anyBars,
    fc.integer({ min: -30, max: 30 }),
    fc.integer({ min: -30, max: 30 }),
    fc.integer({ min: 300, max: 900 }),
  ],
  { numRuns: 300 },
)(
  'an account of two positions is liquidated in the millisecond that a walk finds',
  (btc, eth, btcQty, ethQty, startQuote) => {
    const instrument = { maintenanceTiers: TIERS, takerFeeBps: 0 };
    const specs = [
      { symbol: 'BTC-USDT', bars: btc, instrument },
      { symbol: 'ETH-USDT', bars: eth, instrument },
    ];
    const rig = createRig(makeTape(specs, { intervalMs: INTERVAL_MS }), { startQuote, leverage: 20 });
    rig.runTo(0);
    for (const [symbol, qty] of [
      ['BTC-USDT', btcQty],
      ['ETH-USDT', ethQty],
    ] as const) {
      if (qty !== 0) rig.place({ symbol, side: qty > 0 ? 'buy' : 'sell', qty: Math.abs(qty) });
    }
    const account = rig.exchange.account('main');
    const held = account.positions();
    fc.pre(held.length > 0 && !account.isLiquidated());
    const wallet = account.walletQuote();
    rig.runTo(btc.length * INTERVAL_MS);

    const paths = { 'BTC-USDT': walk(btc), 'ETH-USDT': walk(eth) };
    const hit = paths['BTC-USDT'].find((step, index) => {
      if (step.afterMs === 0) return false;
      let excess = wallet;
      for (const { symbol, positionQty, entryPrice } of held) {
        const { mid } = paths[symbol as 'BTC-USDT'][index]!;
        excess += positionQty * (mid - entryPrice);
        excess -= maintenanceMarginQuote(makeInstrument(instrument), Math.abs(positionQty) * mid);
      }
      return excess <= 1e-7;
    });
    const started = rig.truths().find((event) => event.kind === 'liquidationStarted');
    expect(started === undefined ? null : started.atMs - START).toBe(hit?.afterMs ?? null);
  },
);
