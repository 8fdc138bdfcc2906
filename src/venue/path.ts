import type { PathName } from './exchange.ts';

/** Says of a bar whether its high comes before its low. */
export type HighFirst = (open: number, high: number, low: number) => boolean;

/**
 * The order of a bar's extremes, which the bar itself does not tell. Whatever the order, price runs straight from the open to the first
 * extreme, to the second, to the close, a third of the interval each.
 */
export const paths: Readonly<Record<PathName, HighFirst>> = {
  /** The nearer extreme is met first. A tie goes to the low, which hurts the long side that most bots take. */
  adaptive: (open, high, low) => Math.abs(high - open) < Math.abs(low - open),
  ohlc: () => true,
  olhc: () => false,
};
