import type { Bar } from '../../src/market/bar.ts';
import { HOUR_MS } from './makeTape.ts';

/** An hour's bar that does not move, quoted one tick wide, unless told otherwise. */
export function makeBar(bar: Partial<Bar> & { readonly close: number }): Bar {
  const { close, openTimeMs = 0 } = bar;
  return {
    symbol: 'BTC-USDT',
    openTimeMs,
    closeTimeMs: openTimeMs + HOUR_MS,
    open: close,
    high: close,
    low: close,
    volume: 1_000,
    bid: close - 0.005,
    ask: close + 0.005,
    ...bar,
  };
}
