import type { SymbolMarket } from './symbolMarket.ts';

/** The four points of the open bar, read once a bar at most. */
function loadPoints(market: SymbolMarket): void {
  const { row, candles } = market;
  if (market.pointsRow === row) return;
  const open = candles.open[row]!;
  const high = candles.high[row]!;
  const low = candles.low[row]!;
  const isHighFirst = market.path.highFirst({ open, high, low }, market.pathPositionQty);
  market.pointsRow = row;
  market.openPrice = open;
  market.firstExtremePrice = isHighFirst ? high : low;
  market.secondExtremePrice = isHighFirst ? low : high;
  market.closePrice = candles.close[row]!;
}

/** Mid price of the open bar, `offsetMs` after its open; may be a fraction of a millisecond. */
export function midAtOffset(market: SymbolMarket, offsetMs: number): number {
  loadPoints(market);
  const { firstExtremeMs, secondExtremeMs, intervalMs } = market;
  if (offsetMs >= intervalMs) return market.closePrice;
  if (offsetMs >= secondExtremeMs) {
    const share = (offsetMs - secondExtremeMs) / (intervalMs - secondExtremeMs);
    return between(market.secondExtremePrice, market.closePrice, share);
  }
  if (offsetMs >= firstExtremeMs) {
    const share = (offsetMs - firstExtremeMs) / (secondExtremeMs - firstExtremeMs);
    return between(market.firstExtremePrice, market.secondExtremePrice, share);
  }
  return between(market.openPrice, market.firstExtremePrice, Math.max(0, offsetMs) / firstExtremeMs);
}

/** Asks something of the path as if the extremes of the open bar came in the other order. */
export function inOtherOrder<Answer>(market: SymbolMarket, ask: () => Answer): Answer {
  loadPoints(market);
  const swap = () => {
    const { firstExtremePrice } = market;
    market.firstExtremePrice = market.secondExtremePrice;
    market.secondExtremePrice = firstExtremePrice;
  };
  swap();
  const answer = ask();
  swap();
  return answer;
}

/** The first point of the path after `offsetMs`, ms after the open; Infinity at the close. */
export function nextPointOffset(market: SymbolMarket, offsetMs: number): number {
  if (offsetMs < market.firstExtremeMs) return market.firstExtremeMs;
  if (offsetMs < market.secondExtremeMs) return market.secondExtremeMs;
  return offsetMs < market.intervalMs ? market.intervalMs : Number.POSITIVE_INFINITY;
}

/** True when a level is touched or behind: touching is enough. */
export function isPast(isFalling: boolean, levelPrice: number, price: number): boolean {
  return isFalling ? price <= levelPrice : price >= levelPrice;
}

/**
 * When the path of the open bar first is past a level, from `fromMs` on. Both in ms after the open, and exact on the line, so that two
 * crossings inside one millisecond keep their order.
 *
 * @param levelAfter where the level stands once the path has been at a point; left out: it does not move
 * @returns Infinity when the rest of the bar does not get there
 */
export function crossingOffset(
  market: SymbolMarket,
  level: { readonly firesFalling: boolean; readonly levelPrice: number },
  fromMs: number,
  levelAfter?: (pointPrice: number) => number,
): number {
  const { firesFalling } = level;
  let { levelPrice } = level;
  let startMs = fromMs;
  let startPrice = midAtOffset(market, startMs);
  if (isPast(firesFalling, levelPrice, startPrice)) return startMs;
  for (;;) {
    const endMs = nextPointOffset(market, startMs);
    if (endMs === Number.POSITIVE_INFINITY) return endMs;
    const endPrice = midAtOffset(market, endMs);
    if (isPast(firesFalling, levelPrice, endPrice)) {
      return startMs + ((levelPrice - startPrice) / (endPrice - startPrice)) * (endMs - startMs);
    }
    if (levelAfter !== undefined) levelPrice = levelAfter(endPrice);
    startMs = endMs;
    startPrice = endPrice;
  }
}

/** The ends are met exactly, not to the last bit of a sum. */
function between(from: number, to: number, share: number): number {
  return share === 0 ? from : from + (to - from) * share;
}
