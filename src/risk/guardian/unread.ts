import type { VenueReply } from '../../market/venueEvent.ts';
import { unreadWaitMs } from './backoff.ts';
import type { Desk } from './desk.ts';
import type { ManagedOrder } from './managedOrder.ts';

/**
 * Sees to it that a look-up or a cancel that the venue refused unread, for there were too many, is sent again, later and later. It says nothing of
 * its order, and is no try that went unanswered.
 *
 * @returns whether the reply was such a refusal
 */
export function retriesUnread(desk: Desk, order: ManagedOrder, reply: VenueReply): boolean {
  const isCancel = reply.kind === 'cancelRejected';
  if (isCancel ? reply.reason !== 'rateLimited' && reply.reason !== 'banned' : reply.kind !== 'queryRejected')
    return false;
  if (order.phase === 'closed') return true;
  const tries = isCancel ? order.cancelAttempt : order.lookups;
  desk.wake(`retry:${order.key}`, desk.nowMs + unreadWaitMs(desk.brakes, order.key, tries));
  return true;
}
