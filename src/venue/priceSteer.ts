/**
 * How one of the three prices of a symbol follows the path. The tape has one price, so last, mark and index are that price until something
 * steers one of them away: a factor, or a price at which it stands still.
 */
export interface PriceSteer {
  readonly factor: number;
  readonly frozenPrice: number | null;
}

/** The price follows the path. */
export const ON_THE_PATH: PriceSteer = { factor: 1, frozenPrice: null };

/** The price of a kind where the path is at `midPrice`. @example steeredPrice({ factor: 1.01, frozenPrice: null }, 200) // 202 */
export function steeredPrice({ factor, frozenPrice }: PriceSteer, midPrice: number): number {
  return frozenPrice ?? midPrice * factor;
}

/**
 * The place of the path at which a price of the kind touches `price`. A price that stands still is past it everywhere or nowhere: then that is
 * an infinity on the side that says so.
 */
export function midWhereKindIs(
  { factor, frozenPrice }: PriceSteer,
  price: number,
  firesFalling: boolean,
): number {
  if (frozenPrice === null) return price / factor;
  const isReached = firesFalling ? frozenPrice <= price : frozenPrice >= price;
  return isReached === firesFalling ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
}

/** A price that is none is a mistake of the program. */
export function checkSteer({ factor, frozenPrice }: PriceSteer): void {
  if (!(factor > 0 && Number.isFinite(factor)))
    throw new Error(`a price's factor must be above 0, got ${factor}`);
  if (frozenPrice !== null && !(frozenPrice > 0 && Number.isFinite(frozenPrice)))
    throw new Error(`a price must be frozen above 0, got ${frozenPrice}`);
}
