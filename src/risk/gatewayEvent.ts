import type { Bar } from '../market/bar.ts';
import type { Fill } from '../market/fill.ts';
import type { Mark } from '../market/mark.ts';
import type { PositionSnapshot } from '../market/venueEvent.ts';

/** What a host tells the gateway. Times are epoch milliseconds of the host's clock; one that goes back is taken as the latest. */
export type GatewayEvent = { readonly atMs: number } & (
  | { readonly kind: 'bar'; readonly bar: Bar }
  | { readonly kind: 'mark'; readonly mark: Mark }
  /** An execution. One that comes again is booked once where the policy has `dedupeFills`. */
  | { readonly kind: 'fill'; readonly fill: Fill }
  /** An order is over before it was filled whole: cancelled, expired, refused, or never sent. Its reservation ends. */
  | { readonly kind: 'orderEnded'; readonly clientOrderId: string }
  /** The venue's word on the account, which replaces what was believed. */
  | {
      readonly kind: 'account';
      readonly walletQuote: number;
      readonly positions: readonly PositionSnapshot[];
    }
  | { readonly kind: 'symbolEnded'; readonly symbol: string }
  /** Nothing but time: a halt of the day ends at midnight UTC. */
  | { readonly kind: 'clock' }
);

/** What comes from a feed has been compiled by nobody: a price that is none would make equity none, and no rule trips on that. */
export function checkEvent(event: GatewayEvent, knows: (symbol: string) => boolean): void {
  const known = (symbol: string): void => {
    if (!knows(symbol)) throw new RangeError(`${symbol} is not in this gateway`);
  };
  const finite = (of: object, names: readonly string[]): void => {
    for (const name of names) {
      const value = (of as Readonly<Record<string, unknown>>)[name];
      if (!Number.isFinite(value))
        throw new RangeError(`${event.kind}.${name} is a number, got ${String(value)}`);
    }
  };
  finite(event, ['atMs']);
  switch (event.kind) {
    case 'bar':
      known(event.bar.symbol);
      finite(event.bar, ['openTimeMs', 'closeTimeMs', 'open', 'high', 'low', 'close', 'volume']);
      for (const name of ['bid', 'ask'] as const) if (event.bar[name] !== null) finite(event.bar, [name]);
      break;
    case 'mark':
      known(event.mark.symbol);
      finite(event.mark, ['bid', 'ask', 'last', 'mark']);
      break;
    case 'fill':
      known(event.fill.symbol);
      finite(event.fill, ['qty', 'price', 'feeQuote']);
      if (!(event.fill.qty > 0)) throw new RangeError(`fill.qty is above 0, got ${event.fill.qty}`);
      break;
    case 'account':
      finite(event, ['walletQuote']);
      for (const position of event.positions) {
        known(position.symbol);
        finite(position, ['positionQty', 'entryPrice']);
      }
      break;
    case 'symbolEnded':
      known(event.symbol);
      break;
    case 'orderEnded':
    case 'clock':
      break;
    default:
      throw new RangeError(`an event has no kind ${String((event as { kind: unknown }).kind)}`);
  }
}
