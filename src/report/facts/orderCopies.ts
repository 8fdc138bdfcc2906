import type { RunRecord } from '../../engine/runRecord.ts';

/** Orders that should not be there. */
export interface OrderCopies {
  /** Orders that the venue took again under a key that it had taken before: copies with an effect. */
  readonly duplicateCount: number;
  /** Orders live at the end that protect nothing: stops without a position, entries nobody waits for. */
  readonly orphanCount: number;
  /** Times that a session booked one trade id again. */
  readonly rebookedCount: number;
}

/** Counted on truth: what the venue accepted, what it still holds, what sessions booked. */
export function orderCopiesOf(record: RunRecord): OrderCopies {
  const accepted = new Set<string>();
  const booked = new Set<string>();
  let duplicateCount = 0;
  let rebookedCount = 0;
  for (const entry of record.journal) {
    if (entry.kind === 'truth' && entry.event.kind === 'orderAccepted') {
      const { accountId, requestKey } = entry.event;
      const name = `${accountId}/${requestKey}`;
      if (accepted.has(name)) duplicateCount++;
      accepted.add(name);
    } else if (entry.kind === 'booked') {
      const name = `${entry.sessionId}/${entry.tradeId}`;
      if (booked.has(name)) rebookedCount++;
      booked.add(name);
    }
  }
  const held = new Set(
    record.final.positions.filter(({ positionQty }) => positionQty !== 0).map(({ symbol }) => symbol),
  );
  const orphanCount = record.final.liveOrders.filter(
    ({ symbol, reduceOnly }) => !reduceOnly || !held.has(symbol),
  ).length;
  return { duplicateCount, orphanCount, rebookedCount };
}
