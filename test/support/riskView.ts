import type { Instrument } from '../../src/market/instrument.ts';
import type { Side } from '../../src/market/order.ts';
import { undefinedBecause } from '../../src/metrics/metric.ts';
import type { DailyCorrelation, DailyCorrelationMatrix } from '../../src/risk/dailyCorrelations.ts';
import type { DailyVolatility } from '../../src/risk/dailyVolatility.ts';
import type { LiveStop, PendingEntry, RiskView } from '../../src/risk/riskView.ts';

export function makeInstrument(overrides: Partial<Instrument> = {}): Instrument {
  return {
    symbol: 'BTC-USDT',
    tick: 0.01,
    lot: 0.00001,
    minQty: 0.00001,
    minNotionalQuote: 5,
    makerFeeBps: 2,
    takerFeeBps: 5,
    spreadBps: 1,
    maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.005 }],
    liquidationFeeBps: 50,
    sector: 'Layer-1',
    ...overrides,
  };
}

export interface ViewFields {
  atMs?: number;
  equityQuote?: number;
  leverage?: number;
  offVenueQuote?: number;
  /** Signed base by symbol. */
  positions?: Record<string, number>;
  /** Worst-case base quantity by `symbol side`. */
  worst?: Record<string, number>;
  marks?: Record<string, number>;
  /** Bid and ask. */
  quotes?: Record<string, readonly [number | null, number | null]>;
  /** Correlation and its days by `symbol/other`, in either order. */
  correlations?: Record<string, DailyCorrelation>;
  lastPrices?: Record<string, number>;
  medians?: Record<string, number>;
  feeds?: Record<string, { asOfMs: number; intervalMs: number }>;
  stops?: Record<string, LiveStop[]>;
  pending?: Record<string, PendingEntry[]>;
  matrix?: DailyCorrelationMatrix;
  volatilities?: Record<string, DailyVolatility>;
  /** Average true ranges, quote. */
  ranges?: Record<string, number>;
  instruments?: Instrument[];
}

/** A believed account made by hand. */
export function makeView(fields: ViewFields = {}): RiskView {
  const instruments = fields.instruments ?? [makeInstrument()];
  return {
    atMs: fields.atMs ?? 0,
    symbols: instruments.map(({ symbol }) => symbol),
    equityQuote: fields.equityQuote ?? 100_000,
    instrument: (symbol) => instruments.find((instrument) => instrument.symbol === symbol)!,
    leverage: fields.leverage ?? 1,
    offVenueQuote: fields.offVenueQuote ?? 0,
    positionQty: (symbol) => fields.positions?.[symbol] ?? 0,
    markPrice: (symbol) => fields.marks?.[symbol] ?? null,
    takerPrice: (symbol, side) => fields.quotes?.[symbol]?.[side === 'buy' ? 1 : 0] ?? null,
    dailyCorrelation: (symbol, other) =>
      fields.correlations?.[`${symbol}/${other}`] ??
      fields.correlations?.[`${other}/${symbol}`] ?? {
        correlation: undefinedBecause('the test names none'),
        dayCount: 0,
      },
    lastPrice: (symbol) => fields.lastPrices?.[symbol] ?? null,
    medianClose: (symbol) => fields.medians?.[symbol] ?? null,
    feed: (symbol) => fields.feeds?.[symbol] ?? null,
    dailyCorrelationMatrix: () =>
      fields.matrix ?? { matrix: null, reason: 'the test names none', dayCount: 0 },
    worstCaseQty: (symbol: string, side: Side) => fields.worst?.[`${symbol} ${side}`] ?? 0,
    netWorstQty: (symbol: string, side: Side) =>
      (side === 'buy' ? 1 : -1) * (fields.worst?.[`${symbol} ${side}`] ?? 0),
    dailyVolatility: (symbol) =>
      fields.volatilities?.[symbol] ?? { volatility: undefinedBecause('the test names none'), dayCount: 0 },
    averageTrueRange: (symbol) => fields.ranges?.[symbol] ?? null,
    liveStops: (symbol) => fields.stops?.[symbol] ?? [],
    pendingEntries: (symbol) => fields.pending?.[symbol] ?? [],
  };
}
