import type { OrderRequest } from '../market/order.ts';
import { legRequests } from './bracket.ts';
import type { VenueCapabilities, VenueProfile } from './profiles/profile.ts';
import { triggerKind } from './workingOrder.ts';

/** True when the venue has no such order, or no such part of one. */
export function unsupportedIn(profile: VenueProfile, request: OrderRequest): boolean {
  const { capabilities } = profile;
  const { orderTypes, timesInForce, triggerBy, postOnly, trail, attachesStops } = capabilities;
  if (request.postOnly === true && postOnly === null) return true;
  if (request.bracket !== undefined && request.type !== 'bracket' && !attachesStops) return true;
  if (request.trail !== undefined && !isTrailKnown(trail, request.trail)) return true;
  return [request, ...legRequests(request)].some(
    (order) =>
      !orderTypes.includes(order.type) ||
      !timesInForce.includes(order.timeInForce) ||
      !triggerBy.includes(triggerKind(order, profile)),
  );
}

function isTrailKnown(known: VenueCapabilities['trail'], trail: NonNullable<OrderRequest['trail']>): boolean {
  if ('offsetPrice' in trail) return known.offsetPrice;
  const { callbackRatio } = known;
  return (
    callbackRatio !== null &&
    trail.callbackRatio >= callbackRatio.min &&
    trail.callbackRatio <= callbackRatio.max
  );
}
