import type { RunRecord } from '../../engine/runRecord.ts';
import type { Decision } from '../../risk/decision.ts';
import { isUncovered } from './protection.ts';

/** One stop that a session asked for, and what became of it. */
export interface StopAskedFor {
  readonly key: string;
  readonly sessionId: string;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  readonly qty: number;
  readonly triggerPrice: number | null;
  readonly askedMs: number;
  /** How often it was sent. */
  readonly attemptCount: number;
  /** When the venue had it; null when it never did. */
  readonly acceptedMs: number | null;
  /** The venue's code where it refused. */
  readonly rejectedCode: string | null;
  /** When the session knew, having asked, that it is live; null when it never did. */
  readonly verifiedMs: number | null;
  readonly endedMs: number | null;
  /** `filled`, `cancelled`, `failed: orderFailed`, `rejected: stopWouldTrigger`, `live at the end`, `never arrived`. */
  readonly ending: string;
  /** What told the session that it had failed; null when nothing did or it did not fail. */
  readonly noticedBy: string | null;
  /** Time that the symbol's position stood uncovered from when this stop was asked for to when the next one was. */
  readonly uncoveredMs: number;
}

type Draft = { -readonly [Member in keyof StopAskedFor]: StopAskedFor[Member] };

/** Every stop asked for, in order; one that an entry carried is asked for with its fill, and named as the venue names it. */
export function stopsAskedFor(record: RunRecord): StopAskedFor[] {
  const byKey = new Map<string, Draft>();
  // By the key alone: what the venue knows. Of several sessions with one key, the one that asked last.
  const latest = new Map<string, Draft>();
  const byVenueId = new Map<string, Draft>();
  // Whose entries carried exits, by key.
  const carriers = new Map<string, string>();
  for (const entry of record.journal) {
    if (entry.kind === 'request') {
      const { order, key } = entry.request;
      if (order?.bracket !== undefined) carriers.set(key, entry.sessionId);
      if (order?.type !== 'stopMarket') continue;
      const name = `${entry.sessionId}/${key}`;
      const known = byKey.get(name);
      if (known !== undefined) known.attemptCount++;
      else {
        const stop = draftOf(order, { key, sessionId: entry.sessionId, askedMs: entry.atMs });
        byKey.set(name, stop);
        latest.set(key, stop);
      }
    } else if (entry.kind === 'decision') {
      const { decision, sessionId } = entry;
      const stop = byKey.get(`${sessionId}/${decision.orderKey}`) ?? carriedIn(byKey, sessionId, decision);
      if (stop === undefined) continue;
      if (decision.kind === 'stopVerified') stop.verifiedMs ??= decision.atMs;
      if (decision.kind === 'stopFailed') stop.noticedBy ??= decision.rule ?? "the venue's refusal";
    } else if (entry.kind === 'truth') {
      const { event } = entry;
      if (event.kind === 'orderAccepted' && event.order.type === 'stopMarket') {
        const { order, requestKey: key, atMs: askedMs } = event;
        const carrier = carriers.get(key.split(':', 3).join(':'));
        if (order.parentVenueOrderId !== undefined && carrier !== undefined) {
          const carried = draftOf(order, { key, sessionId: carrier, askedMs });
          byKey.set(`${carrier}/${key}`, carried);
          latest.set(key, carried);
        }
        const stop = latest.get(key);
        if (stop === undefined) continue;
        stop.acceptedMs ??= event.atMs;
        stop.ending = 'live at the end';
        byVenueId.set(event.order.venueOrderId, stop);
      } else if (event.kind === 'orderRejected' && event.order.type === 'stopMarket') {
        const stop = latest.get(event.requestKey);
        if (stop === undefined || stop.acceptedMs !== null) continue;
        stop.rejectedCode = event.code;
        stop.endedMs = event.atMs;
        stop.ending = `rejected: ${event.reason}`;
      } else if (event.kind === 'orderEnded') {
        const stop = byVenueId.get(event.order.venueOrderId);
        if (stop === undefined) continue;
        stop.endedMs = event.atMs;
        const { status } = event.order;
        const says = event.reason === '' || event.reason === status ? '' : `: ${event.reason}`;
        stop.ending = `${status}${says}`;
      } else if (event.kind === 'fill') {
        const stop = byVenueId.get(event.fill.venueOrderId);
        if (stop === undefined || stop.endedMs !== null) continue;
        stop.ending = 'filled';
        stop.endedMs = event.atMs;
      }
    }
  }
  const stops = [...byKey.values()];
  addUncoveredTime(stops, record);
  return stops;
}

function draftOf(
  { symbol, side, qty, triggerPrice }: Pick<StopAskedFor, 'symbol' | 'side' | 'qty' | 'triggerPrice'>,
  asked: Pick<StopAskedFor, 'key' | 'sessionId' | 'askedMs'>,
): Draft {
  return {
    ...asked,
    symbol,
    side,
    qty,
    triggerPrice,
    attemptCount: 1,
    acceptedMs: null,
    rejectedCode: null,
    verifiedMs: null,
    endedMs: null,
    ending: 'never arrived',
    noticedBy: null,
    uncoveredMs: 0,
  };
}

/** The newest stop that an entry of the session carried and that a decision can be about: the guardian has a name of its own for it. */
function carriedIn(
  byKey: ReadonlyMap<string, Draft>,
  sessionId: string,
  { orderKey, symbol, side, price }: Decision,
): Draft | undefined {
  if (orderKey === null || !orderKey.startsWith('stop:')) return undefined;
  return [...byKey.values()].findLast(
    (stop) =>
      stop.key.startsWith('entry:') &&
      stop.sessionId === sessionId &&
      stop.symbol === symbol &&
      stop.side === side &&
      stop.triggerPrice === price,
  );
}

function addUncoveredTime(stops: readonly Draft[], record: RunRecord): void {
  const nextAskedMs = new Map<string, number>();
  const uncovered = record.protection.filter(isUncovered);
  for (const stop of stops.toReversed()) {
    const untilMs = nextAskedMs.get(stop.symbol) ?? record.toMs;
    nextAskedMs.set(stop.symbol, stop.askedMs);
    for (const { symbol, fromMs, toMs } of uncovered) {
      if (symbol !== stop.symbol) continue;
      stop.uncoveredMs += Math.max(0, Math.min(toMs, untilMs) - Math.max(fromMs, stop.askedMs));
    }
  }
}
