import type { Instrument } from '../../src/market/instrument.ts';
import type { Side } from '../../src/market/order.ts';
import { undefinedBecause } from '../../src/metrics/metric.ts';
import type { DailyCorrelation } from '../../src/risk/dailyCorrelations.ts';
import type { RiskView } from '../../src/risk/riskView.ts';

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
  /** Worst-case base quantity by `symbol side`. */
  worst?: Record<string, number>;
  marks?: Record<string, number>;
  /** Bid and ask. */
  quotes?: Record<string, readonly [number | null, number | null]>;
  /** Correlation and its days by `symbol/other`, in either order. */
  correlations?: Record<string, DailyCorrelation>;
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
    positionQty: () => 0,
    markPrice: (symbol) => fields.marks?.[symbol] ?? null,
    takerPrice: (symbol, side) => fields.quotes?.[symbol]?.[side === 'buy' ? 1 : 0] ?? null,
    dailyCorrelation: (symbol, other) =>
      fields.correlations?.[`${symbol}/${other}`] ??
      fields.correlations?.[`${other}/${symbol}`] ?? {
        correlation: undefinedBecause('the test names none'),
        dayCount: 0,
      },
    worstCaseQty: (symbol: string, side: Side) => fields.worst?.[`${symbol} ${side}`] ?? 0,
  };
}
