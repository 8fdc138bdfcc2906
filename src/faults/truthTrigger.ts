import type { TruthEvent } from '../venue/truthEvent.ts';

type Matches = (event: TruthEvent) => boolean;

/** The truth events that a fault can wait for, by the names that scenario files use. */
export const truthTriggers = {
  'order.accepted': (event) => event.kind === 'orderAccepted',
  'entry.accepted': (event) => event.kind === 'orderAccepted' && !event.order.reduceOnly,
  'stop.accepted': (event) => event.kind === 'orderAccepted' && event.order.type === 'stopMarket',
  'order.rejected': (event) => event.kind === 'orderRejected',
  'stop.triggered': (event) => event.kind === 'orderTriggered',
  'order.cancelled': (event) => event.kind === 'orderEnded' && event.order.status === 'cancelled',
  fill: (event) => event.kind === 'fill',
  'fill.increasing': (event) =>
    event.kind === 'fill' && Math.abs(event.positionQtyAfter) > Math.abs(event.positionQtyBefore),
  'fill.reducing': (event) =>
    event.kind === 'fill' && Math.abs(event.positionQtyAfter) < Math.abs(event.positionQtyBefore),
} as const satisfies Record<string, Matches>;

export type TruthTriggerName = keyof typeof truthTriggers;

/** The symbol that a truth event is about; null when it is about the account. */
export function symbolOf(event: TruthEvent): string | null {
  switch (event.kind) {
    case 'fill':
      return event.fill.symbol;
    case 'symbolEnded':
      return event.symbol;
    case 'funding':
      return event.payment.symbol;
    case 'liquidationStarted':
      return event.symbol ?? null;
    case 'requestRefused':
      return null;
    default:
      return event.order.symbol;
  }
}
