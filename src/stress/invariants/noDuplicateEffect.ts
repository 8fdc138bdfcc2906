import { defineInvariant, type Violation } from './invariant.ts';
import { truthOf } from './truthOf.ts';

/** One copy of an order at the venue. */
interface Copy {
  readonly venueOrderId: string;
  isLive: boolean;
  filledQty: number;
}

/** What a request was for has its effect once, however often it was sent. */
export const noDuplicateEffect = defineInvariant({
  name: 'noDuplicateEffect',
  summary: 'Of the orders that were accepted for one intent, no two were live together or filled.',
  params: {},
  vacuousReason: 'no order was ever accepted',
  judge(run) {
    const violations: Violation[] = [];
    const copiesByKey = new Map<string, Copy[]>();
    const copyByOrder = new Map<string, Copy>();
    for (const event of truthOf(run)) {
      if (event.kind === 'orderAccepted') {
        const { order, requestKey } = event;
        const copies = copiesByKey.get(requestKey) ?? [];
        const effective = copies.filter(({ isLive, filledQty }) => isLive || filledQty > 0);
        if (effective.length > 0) {
          violations.push({
            atMs: event.atMs,
            symbol: order.symbol,
            message: `${requestKey} had its effect more than once: ${order.venueOrderId} was accepted while ${effective
              .map(({ venueOrderId, isLive }) => `${venueOrderId} ${isLive ? 'was live' : 'had filled'}`)
              .join(' and ')}${order.reduceOnly ? '' : '; the entry is doubled'}.`,
          });
        }
        const copy: Copy = { venueOrderId: order.venueOrderId, isLive: true, filledQty: 0 };
        copiesByKey.set(requestKey, [...copies, copy]);
        copyByOrder.set(order.venueOrderId, copy);
      } else if (event.kind === 'orderEnded') {
        const copy = copyByOrder.get(event.order.venueOrderId);
        if (copy !== undefined) copy.isLive = false;
      } else if (event.kind === 'fill') {
        const copy = copyByOrder.get(event.fill.venueOrderId);
        if (copy !== undefined) copy.filledQty += event.fill.qty;
      }
    }
    return { antecedentCount: copiesByKey.size, violations, excused: [] };
  },
});
