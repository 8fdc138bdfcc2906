import { isPurpose, purposeOfKey } from '../../engine/purposeOfKey.ts';
import type { RunRecord } from '../../engine/runRecord.ts';
import type { Fill } from '../../market/fill.ts';

/** What an order was for, as its key says; `liquidation`, `autoDeleverage` and `settlement` are the venue's own. */
export type FillCause =
  | 'entry'
  | 'exit'
  | 'stop'
  | 'localStop'
  | 'emergency'
  | 'timeStop'
  | 'takeProfit'
  | 'localTakeProfit'
  | 'deRisk'
  | 'panic'
  | 'liquidation'
  | 'autoDeleverage'
  | 'settlement'
  | 'unknown';

/** A fill of truth and what it was for. */
export interface CausedFill {
  readonly fill: Fill;
  readonly cause: FillCause;
  /** Key of the order; null for an order of the venue's own. */
  readonly orderKey: string | null;
  readonly positionQtyAfter: number;
}

/** The order that a request key names, without what the wire adds. `entry:LUNA-USDT:17` is its own key. */
function orderKeysByVenueId(record: RunRecord): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const entry of record.journal) {
    if (entry.kind === 'truth' && entry.event.kind === 'orderAccepted') {
      keys.set(entry.event.order.venueOrderId, entry.event.requestKey);
    }
  }
  return keys;
}

/** Every fill that the venue gave, in order. */
export function fillsOf(record: RunRecord): CausedFill[] {
  const keys = orderKeysByVenueId(record);
  const fills: CausedFill[] = [];
  for (const entry of record.journal) {
    if (entry.kind !== 'truth' || entry.event.kind !== 'fill') continue;
    const { fill, positionQtyAfter } = entry.event;
    const orderKey = keys.get(fill.venueOrderId) ?? null;
    fills.push({ fill, orderKey, positionQtyAfter, cause: causeOf(fill, orderKey) });
  }
  return fills;
}

function causeOf(fill: Fill, orderKey: string | null): FillCause {
  if (fill.origin !== 'order') return fill.origin;
  const purpose = orderKey === null ? '' : purposeOfKey(orderKey);
  return isPurpose(purpose) ? purpose : 'unknown';
}
