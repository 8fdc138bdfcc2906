import { BarHistory } from '../../src/market/barHistory.ts';
import { atrColumn } from '../../src/market/indicators/atr.ts';
import { BarIndicators } from '../../src/risk/barIndicators.ts';
import { StopPrices, tighter } from '../../src/risk/stops/stopPrices.ts';
import { makeBar } from './makeBar.ts';

export interface PriceColumns {
  readonly open: readonly number[];
  readonly high: readonly number[];
  readonly low: readonly number[];
  readonly close: readonly number[];
}

/**
 * A position that enters at the open of a bar under a chandelier stop, and where its stop stands in every bar until a price reaches it. The
 * bar of the entry counts whole, for it is entered at its open. A gap through the stop fills at the open.
 */
export function chandelierPath(
  { open, high, low, close }: PriceColumns,
  entryBar: number,
  { side, multiple, barCount }: { side: 'buy' | 'sell'; multiple: number; barCount: number },
) {
  const history = new BarHistory('BTC-USDT');
  const prices = new StopPrices(new BarIndicators(new Map([['BTC-USDT', history]])));
  const append = (row: number): void =>
    history.append(makeBar({ open: open[row]!, high: high[row]!, low: low[row]!, close: close[row]! }));
  for (let row = 0; row < entryBar; row++) append(row);
  const plan = { kind: 'chandelier', multiple, barCount } as const;
  const entryPrice = open[entryBar]!;
  const stopForBar = [prices.initial(plan, 'BTC-USDT', side, entryPrice)!];
  let bestPrice = entryPrice;
  for (let row = entryBar; row < close.length; row++) {
    const stopPrice = stopForBar.at(-1)!;
    const isHit = side === 'buy' ? low[row]! <= stopPrice : high[row]! >= stopPrice;
    if (isHit) {
      const exitPrice = side === 'buy' ? Math.min(open[row]!, stopPrice) : Math.max(open[row]!, stopPrice);
      return { entryBar, entryPrice, stopForBar, exitBar: row, exitPrice };
    }
    append(row);
    bestPrice = tighter(side, bestPrice, side === 'buy' ? high[row]! : low[row]!);
    stopForBar.push(prices.ratchet(plan, 'BTC-USDT', side, { stopPrice, bestPrice }));
  }
  return { entryBar, entryPrice, stopForBar, exitBar: null, exitPrice: null };
}

/** A trailing stop that is wrong on purpose: at each rising close it is put anew, also where that is lower. Kept as what ours must not be. */
export function unratchetedStops(
  { high, low, close }: PriceColumns,
  multiple: number,
  barCount: number,
): (number | null)[] {
  const range = atrColumn(high, low, close, barCount);
  let stopPrice: number | null = null;
  return close.map((price, row) => {
    const average = range[row]!;
    if (average !== null && price > close[row - 1]!) stopPrice = price - multiple * average;
    return stopPrice;
  });
}
