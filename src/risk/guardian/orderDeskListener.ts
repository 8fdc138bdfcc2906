import type { RejectReason } from '../../market/rejectReason.ts';
import type { ManagedOrder } from './managedOrder.ts';

/** What the order desk tells the guardian. */
export interface OrderDeskListener {
  /** The venue has said that it has the order. */
  onLive(order: ManagedOrder): void;
  /** The order is over, and not because it filled. */
  onEnded(order: ManagedOrder, reason: RejectReason | null): void;
  /** A report shows fills that have not reached us: fetch them. */
  onMissingFills(order: ManagedOrder): void;
  /** Whether an order may go out again: one that adds risk only while nothing is in its way, a reducing one while it is wanted. */
  maySend(order: ManagedOrder): boolean;
  /** The tries are used up, or the order has no id to ask by: only the whole account can tell. */
  onNeedsReconciliation(): void;
}
