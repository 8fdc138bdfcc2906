import type { RejectReason } from '../../market/rejectReason.ts';
import type { Desk } from './desk.ts';
import type { ManagedOrder } from './managedOrder.ts';

/** Says in the log that an entry is over without having filled whole. */
export function sayEntryEnded(desk: Desk, entry: ManagedOrder, reason: RejectReason | null): void {
  desk.decide({
    kind: 'alert',
    symbol: entry.order.symbol,
    side: entry.order.side,
    wishOrdinal: entry.wishOrdinal,
    orderKey: entry.key,
    qty: entry.filledQty,
    reason: `The entry ended: ${entry.outcome}${reason === null ? '' : ` (${reason})`}.`,
  });
}
