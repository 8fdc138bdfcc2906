import type { VenueRequest } from './request.ts';

/** The one way to a venue: fire and forget. A simulator queues the request; a live host turns its promise into an inbox event. */
export interface VenuePort {
  send(request: VenueRequest, atMs: number): void;
}
