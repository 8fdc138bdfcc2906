import type { OrderRequest } from '../market/order.ts';
import type { VenueRequest } from '../market/request.ts';

/** An order on its way to the venue: each try is one, whatever becomes of it. */
export interface RequestSent {
  readonly kind: 'requestSent';
  readonly atMs: number;
  readonly sessionId: string;
  readonly accountId: string;
  readonly request: Extract<VenueRequest, { kind: 'placeOrder' }>;
}

type Matches = (event: RequestSent) => boolean;

/** The requests that a fault can wait for, by the names that scenario files use. */
export const requestTriggers = {
  'order.sent': () => true,
  'entry.sent': ({ request }) => !request.order.reduceOnly && request.order.type !== 'bracket',
  'stop.sent': ({ request }) => isStop(request.order),
  'exit.sent': ({ request }) => request.order.reduceOnly && !isStop(request.order),
} as const satisfies Record<string, Matches>;

export type RequestTriggerName = keyof typeof requestTriggers;

/** An order that waits for price to turn against a position, in order to close it. */
function isStop({ type, reduceOnly, bracket }: OrderRequest): boolean {
  if (type === 'bracket') return (bracket?.stopLoss ?? null) !== null;
  return reduceOnly && (type === 'stopMarket' || type === 'stopLimit' || type === 'trailingStop');
}
