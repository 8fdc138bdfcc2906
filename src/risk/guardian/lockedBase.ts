import type { RejectReason } from '../../market/rejectReason.ts';
import type { Desk } from './desk.ts';
import type { OrderDesk } from './orderDesk.ts';

/**
 * Clears the way for an order that sells what a resting stop of a spot account locks: the stop is cancelled, and the order waits until the venue has said
 * that it is gone. Meanwhile nothing protects the position, and that time counts as such. Where there is reduce-only nothing locks anything.
 *
 * @returns true while a stop is in the way: whoever wanted the base asks again when that has ended
 */
export function freesBase({ desk, orders }: { desk: Desk; orders: OrderDesk }, symbol: string): boolean {
  const { belief } = desk;
  if (!belief.isSpot) return false;
  const stops = belief.openOrders.filter(
    ({ purpose, order }) => purpose === 'stop' && order.symbol === symbol,
  );
  for (const stop of stops) orders.cancel(stop);
  return stops.length > 0;
}

/** True of a refusal that shows that belief is wrong about what is held, or about what locks it. */
export function isOfPosition(reason: RejectReason | null): boolean {
  return reason === 'reduceOnly' || reason === 'insufficientBalance';
}

/** True of a refusal that another try of the same order meets again: what is held is too little to be sold. */
export function isDust(reason: RejectReason | null): boolean {
  return reason === 'underMinNotional' || reason === 'underMinQty';
}
