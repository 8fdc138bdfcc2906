import type { ApprovedOrder, OrderRequest } from '../../src/market/order.ts';

/** Stands in for the risk gateway, which alone may approve: a test of the venue needs orders that no gateway would send. */
export function approve(order: OrderRequest): ApprovedOrder {
  return order as ApprovedOrder;
}
