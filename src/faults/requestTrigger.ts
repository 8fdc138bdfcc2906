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
  'entry.sent': ({ request }) => !request.order.reduceOnly,
  'stop.sent': ({ request }) => request.order.triggerPrice !== null,
  'exit.sent': ({ request }) => request.order.reduceOnly && request.order.triggerPrice === null,
} as const satisfies Record<string, Matches>;

export type RequestTriggerName = keyof typeof requestTriggers;
