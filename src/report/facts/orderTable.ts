import { endOf, knownMs, lagMs } from '../../engine/journeyTimes.ts';
import type { OrderJourney } from '../../engine/orderJourney.ts';
import type { RunRecord } from '../../engine/runRecord.ts';
import { endingOf, troublesOf } from './journeys.ts';

/** A column of the table of orders. A time is epoch ms; who writes it gives its name the unit (`sentMs`) or the form (`sentTime`). */
export interface OrderColumn {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'time';
}

type Value = string | number | null;
type Columns = readonly (OrderColumn & { readonly of: (journey: OrderJourney, toMs: number) => Value })[];

const text = (name: string, of: (journey: OrderJourney, toMs: number) => string | null) =>
  ({ name, kind: 'text', of }) as const;
const number = (name: string, of: (journey: OrderJourney) => number | null) =>
  ({ name, kind: 'number', of }) as const;
const time = (name: string, of: (journey: OrderJourney) => number | null) =>
  ({ name, kind: 'time', of }) as const;

const COLUMNS: Columns = [
  text('sessionId', ({ sessionId, isByVenue }) => (isByVenue ? null : sessionId)),
  text('orderKey', ({ key }) => key),
  text('purpose', ({ purpose }) => purpose),
  text('symbol', ({ symbol }) => symbol),
  text('side', ({ side }) => side),
  text('type', ({ type }) => type),
  number('wishOrdinal', ({ wishOrdinal }) => wishOrdinal),
  text('troubles', (journey, toMs) => troublesOf(journey, toMs).join(' ') || null),
  text('ending', endingOf),
  text('endReason', endReasonOf),
  time('wished', ({ wishedMs }) => wishedMs),
  time('decided', ({ decidedMs }) => decidedMs),
  time('firstSent', ({ attempts }) => attempts[0]?.sentMs ?? null),
  time('lastSent', ({ attempts }) => attempts.at(-1)?.sentMs ?? null),
  time('arrived', (journey) => firstArrived(journey)?.arrivedMs ?? null),
  time('answered', (journey) => answered(journey)?.replyMs ?? null),
  time('acceptanceBelieved', ({ belief }) => belief.acceptedMs),
  time(
    'triggered',
    ({ venueOrders }) => venueOrders.find((order) => order.triggeredMs !== null)?.triggeredMs ?? null,
  ),
  time('firstFill', ({ fills }) => fills[0]?.venueMs ?? null),
  time('firstFillBelieved', ({ fills }) => (fills[0] === undefined ? null : knownMs(fills[0]))),
  time('lastFill', ({ fills }) => fills.at(-1)?.venueMs ?? null),
  time('lastFillBelieved', ({ fills }) => (fills.length === 0 ? null : knownMs(fills.at(-1)!))),
  time('ended', endOf),
  time('endBelieved', ({ belief }) => belief.endedMs),
  text('endingBelieved', ({ belief }) => belief.outcome),
  number('sendCount', ({ attempts }) => attempts.length),
  number('lostSendCount', ({ attempts }) => attempts.filter(({ fate }) => fate === 'lost').length),
  number('venueOrderCount', ({ venueOrders, isByVenue }) => (isByVenue ? 1 : venueOrders.length)),
  number('fillCount', ({ fills }) => fills.length),
  number('unbookedFillCount', ({ fills }) => fills.filter(({ bookedCount }) => bookedCount === 0).length),
  number('rebookedFillCount', ({ fills }) => fills.filter(({ bookedCount }) => bookedCount > 1).length),
  number('amendCount', ({ venueOrders }) => sum(venueOrders, ({ amendCount }) => amendCount)),
  number('qty', wholeQtyOf),
  number('filledQty', ({ fills }) => sum(fills, ({ qty }) => qty)),
  number('limitPrice', ({ limitPrice }) => limitPrice),
  number('triggerPrice', ({ triggerPrice }) => triggerPrice),
  number('decisionPrice', ({ decisionPrice }) => decisionPrice),
  number('fillPrice', fillPriceOf),
  number('feesQuote', ({ fills }) => sum(fills, ({ feeQuote }) => feeQuote)),
  number('slippageBps', slippageOf),
  number('decisionToSendMs', ({ decidedMs, attempts }) => after(decidedMs, attempts[0]?.sentMs)),
  number('sendToArrivalMs', (journey) =>
    after(firstArrived(journey)?.sentMs, firstArrived(journey)?.arrivedMs),
  ),
  number('sendToAnswerMs', (journey) => after(answered(journey)?.sentMs, answered(journey)?.replyMs)),
  number('acceptanceLagMs', ({ venueOrders, belief }) =>
    after(venueOrders[0]?.acceptedMs, belief.acceptedMs),
  ),
  number('worstFillLagMs', ({ fills }) =>
    fills.reduce((worst: number | null, fill) => {
      const lag = after(fill.venueMs, knownMs(fill));
      return lag === null ? worst : Math.max(worst ?? 0, lag);
    }, null),
  ),
  number('endLagMs', (journey) => after(endOf(journey), journey.belief.endedMs)),
  number('longestLagMs', ({ longestLag }) => lagMs(longestLag)),
];

/** One row an order, in the order in which they began; what does not apply is null. */
export function orderTable({ orderJourneys, toMs }: RunRecord): {
  readonly columns: readonly OrderColumn[];
  readonly rows: readonly (readonly Value[])[];
} {
  return {
    columns: COLUMNS,
    rows: orderJourneys.map((journey) => COLUMNS.map((column) => column.of(journey, toMs))),
  };
}

/** Base that an order was for, as it last stood at the venue; of one that was taken twice, once. */
export function wholeQtyOf({ qty, venueOrders }: OrderJourney): number {
  return venueOrders.at(-1)?.qty ?? qty;
}

/** The fills of an order weighted by their quantities, quote per base; null where there is none. */
export function fillPriceOf({ fills }: OrderJourney): number | null {
  const qty = sum(fills, (fill) => fill.qty);
  return qty > 0 ? sum(fills, (fill) => fill.qty * fill.price) / qty : null;
}

/** The same of their cost against the price of the decision; above 0 is worse. */
export function slippageOf({ fills }: OrderJourney): number | null {
  const qty = sum(fills, (fill) => fill.qty);
  if (qty === 0 || fills.some(({ slippageBps }) => slippageBps === null)) return null;
  return sum(fills, (fill) => fill.qty * fill.slippageBps!) / qty;
}

/** The venue's word on the end, or its code where it refused. */
export function endReasonOf({ venueOrders, attempts }: OrderJourney): string | null {
  const last = venueOrders.findLast(({ reason }) => reason !== null);
  if (last !== undefined) return last.reason;
  const rejection = attempts.findLast((attempt) => attempt.rejection !== null)?.rejection;
  return rejection == null ? null : `${rejection.reason} ${rejection.code}`;
}

function firstArrived({ attempts }: OrderJourney) {
  return attempts.find(({ arrivedMs }) => arrivedMs !== null);
}

function answered({ attempts }: OrderJourney) {
  return attempts.find(({ replyMs }) => replyMs !== null);
}

function after(fromMs: number | null | undefined, toMs: number | null | undefined): number | null {
  return fromMs == null || toMs == null ? null : toMs - fromMs;
}

function sum<Item>(items: readonly Item[], of: (item: Item) => number): number {
  let total = 0;
  for (const item of items) total += of(item);
  return total;
}
