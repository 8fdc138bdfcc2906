import type { BeliefLag, JourneyFill, OrderJourney } from './orderJourney.ts';

/** When the first is known of an order. */
export function startOf({
  decidedMs,
  attempts,
  venueOrders,
  fills,
}: Pick<OrderJourney, 'decidedMs' | 'attempts' | 'venueOrders' | 'fills'>): number {
  return decidedMs ?? attempts[0]?.sentMs ?? venueOrders[0]?.acceptedMs ?? fills[0]!.venueMs;
}

/** When the last of an order was over at the venue, by its end or its refusal; null where it lives, or never was there. */
export function endOf({
  venueOrders,
  attempts,
}: Pick<OrderJourney, 'venueOrders' | 'attempts'>): number | null {
  if (venueOrders.length === 0) {
    return attempts.findLast(({ rejection }) => rejection !== null)?.arrivedMs ?? null;
  }
  let lastMs = 0;
  for (const { endedMs } of venueOrders) {
    if (endedMs === null) return null;
    lastMs = Math.max(lastMs, endedMs);
  }
  return lastMs;
}

/** When a session knew of a fill, by booking it or by taking the venue's word on its account; null where it never did. */
export function knownMs({ bookedMs, settledMs }: Pick<JourneyFill, 'bookedMs' | 'settledMs'>): number | null {
  return bookedMs ?? settledMs;
}

/** How long a stretch is; 0 where there was none. */
export function lagMs(lag: BeliefLag | null): number {
  return lag === null ? 0 : lag.toMs - lag.fromMs;
}
