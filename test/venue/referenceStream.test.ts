/**
 * Streams of every kind of order through the venue and through one that walks: the same fills at the same times and prices, the same ends, the
 * same balances. Prices are equal to the seventh decimal, times to the millisecond.
 */
import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import type { TruthEvent } from '../../src/venue/truthEvent.ts';
import { type BarRow, makeInstrument, makeTape } from '../support/makeTape.ts';
import { act, anyBar, anyFullAction } from './randomStream.ts';
import { ReferenceVenue } from './referenceVenue.ts';
import { createRig, orderOf } from './rig.ts';

const INTERVAL_MS = 60;
const START = Date.UTC(2022, 4, 9);
const INSTRUMENT = makeInstrument({ spreadBps: 20, minNotionalQuote: 0 });

const anyBars = fc.array(
  anyBar.map((bar): NonNullable<BarRow> => [bar[0], bar[1], bar[2], bar[3], 1e9]),
  { minLength: 4, maxLength: 4 },
);

function lineOf(event: TruthEvent): string | null {
  const ms = event.atMs - START;
  if (event.kind === 'fill') return `${ms} fill ${event.fill.venueOrderId} ${event.fill.qty}`;
  if (event.kind === 'orderTriggered') return `${ms} triggered ${event.order.venueOrderId}`;
  return event.kind === 'orderEnded' ? `${ms} ${event.order.status} ${event.order.venueOrderId}` : null;
}

test.prop([anyBars, fc.array(anyFullAction(['BTC-USDT']), { minLength: 1, maxLength: 14 })], {
  numRuns: 300,
})('any stream of orders comes to the same in a venue that walks', (bars, actions) => {
  const rig = createRig(makeTape({ bars, instrument: INSTRUMENT }, { intervalMs: INTERVAL_MS }), {
    startQuote: 1e9,
  });
  const reference = new ReferenceVenue({
    bars,
    intervalMs: INTERVAL_MS,
    tick: INSTRUMENT.tick,
    spreadBps: INSTRUMENT.spreadBps,
    takerFeeBps: INSTRUMENT.takerFeeBps,
    makerFeeBps: INSTRUMENT.makerFeeBps,
  });
  let afterMs = 0;
  rig.runTo(0);
  for (const action of actions) {
    const { waitMs, does, order } = action;
    afterMs = Math.min(afterMs + (waitMs % 40), bars.length * INTERVAL_MS - 1);
    rig.runTo(afterMs);
    reference.runTo(afterMs);
    const live = rig.exchange.account('main').liveOrders();
    const target = live[action.pick % Math.max(1, live.length)]?.venueOrderId;
    const goodMs = 1 + (action.goodMs % 60);
    const reply = act(rig, { ...action, goodMs });
    if (reply === null) continue;
    if (does === 'place' && reply.kind === 'orderAccepted') {
      const isDated = order.timeInForce === 'gtd';
      reference.place(orderOf({ ...order, ...(isDated ? { expiresAtMs: afterMs + goodMs } : {}) }));
    }
    if (does === 'cancel') expect(reference.cancel(target!)).toBe(reply.kind === 'cancelAccepted');
    if (does === 'amend' && reply.kind === 'amendAccepted') reference.amend(target!, action.changes);
  }
  rig.runTo(bars.length * INTERVAL_MS);
  reference.runTo(bars.length * INTERVAL_MS);

  const lines = rig
    .truths()
    .map(lineOf)
    .filter((line) => line !== null);
  expect(lines).toEqual(reference.log);
  expect(rig.fills()).toHaveLength(reference.prices.length);
  for (const [index, { fill }] of rig.fills().entries()) {
    expect(fill.price).toBeCloseTo(reference.prices[index]!, 7);
  }
  expect(rig.exchange.account('main').positionQty('BTC-USDT')).toBeCloseTo(reference.position, 9);
  const equityQuote = 1e9 + reference.cash + reference.position * reference.mid;
  expect(rig.exchange.account('main').equityQuote()).toBeCloseTo(equityQuote, 4);
});
