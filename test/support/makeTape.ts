import { allocateCandles } from '../../src/market/candles.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import type { Tape, TapeSymbol } from '../../src/market/tape.ts';

/** Open, high, low, close, volume; null is a bar that does not exist. */
export type BarRow = readonly [number, number, number, number, number] | null;

export interface TapeSpec {
  readonly symbol?: string;
  /** The traded window, one row an interval. */
  readonly bars: readonly BarRow[];
  /** Bars before the window. */
  readonly lookback?: readonly BarRow[];
  readonly instrument?: Partial<Instrument>;
}

export interface TapeTimes {
  readonly intervalMs?: number;
  readonly fromMs?: number;
  /** Bars of the window; the longest symbol's where it is not given. */
  readonly barCount?: number;
}

export const TAPE_FROM_MS = Date.UTC(2022, 4, 9);
export const HOUR_MS = 3_600_000;

/** A perpetual with round numbers: tick 0.01, lot 0.001, the spread one tick, 2 and 5 bps of fees, one maintenance tier of 5 %. */
export function makeInstrument(overrides: Partial<Instrument> = {}): Instrument {
  return {
    symbol: 'BTC-USDT',
    tick: 0.01,
    lot: 0.001,
    minQty: 0.001,
    minNotionalQuote: 5,
    makerFeeBps: 2,
    takerFeeBps: 5,
    spreadBps: 0,
    maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.05 }],
    liquidationFeeBps: 50,
    sector: 'test',
    ...overrides,
  };
}

/**
 * A tape from rows of numbers.
 *
 * @example makeTape({ symbol: 'BTC-USDT', bars: [[100, 110, 90, 105, 1000]] }, { intervalMs: 3_000 })
 */
export function makeTape(specs: TapeSpec | readonly TapeSpec[], times: TapeTimes = {}): Tape {
  const list: readonly TapeSpec[] = 'bars' in specs ? [specs] : specs;
  const { intervalMs = HOUR_MS, fromMs = TAPE_FROM_MS } = times;
  const barCount = times.barCount ?? Math.max(...list.map((spec) => spec.bars.length));
  return {
    intervalMs,
    symbols: list.map((spec) => makeTapeSymbol(spec, intervalMs, fromMs)),
    fromMs,
    toMs: fromMs + barCount * intervalMs,
    sha256: 'made by a test',
    notes: [],
  };
}

function makeTapeSymbol(spec: TapeSpec, intervalMs: number, fromMs: number): TapeSymbol {
  const symbol = spec.symbol ?? 'BTC-USDT';
  const lookback = spec.lookback ?? [];
  const rows = [...lookback, ...spec.bars];
  const present = rows.flatMap((row, place) => (row === null ? [] : [{ row, place }]));
  const candles = allocateCandles(symbol, intervalMs, present.length);
  present.forEach(({ row, place }, index) => {
    candles.openTimeMs[index] = fromMs + (place - lookback.length) * intervalMs;
    [candles.open[index], candles.high[index], candles.low[index], candles.close[index]] = row;
    candles.volume[index] = row[4];
  });
  return {
    instrument: makeInstrument({ symbol, ...spec.instrument }),
    candles,
    firstRow: present.filter(({ place }) => place < lookback.length).length,
    daily: allocateCandles(symbol, 86_400_000, 0),
  };
}
