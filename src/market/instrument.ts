/** What a venue says about a symbol, and what the model assumes of it. */
export interface Instrument {
  /** `BTC-USDT`: base, hyphen, quote. */
  readonly symbol: string;
  /** Smallest price step, quote per base. */
  readonly tick: number;
  /** Smallest quantity step, base. */
  readonly lot: number;
  /** Smallest order quantity, base. */
  readonly minQty: number;
  /** Smallest order notional, quote. */
  readonly minNotionalQuote: number;
  readonly makerFeeBps: number;
  readonly takerFeeBps: number;
  /** Full bid-ask spread in basis points of the mid price; never under one tick. */
  readonly spreadBps: number;
  /** Maintenance margin tiers, ascending by `fromNotionalQuote`; the first starts at 0. Each rate holds for the part inside its tier. */
  readonly maintenanceTiers: readonly MaintenanceTier[];
  readonly liquidationFeeBps: number;
  readonly sector: string;
}

export interface MaintenanceTier {
  readonly fromNotionalQuote: number;
  readonly maintenanceMarginRatio: number;
}

/** What is assumed of a symbol that nobody described: the dearer end of what the listed ones have. */
export const ASSUMED_TERMS = {
  minNotionalQuote: 5,
  makerFeeBps: 2,
  takerFeeBps: 4,
  spreadBps: 5,
  maintenanceTiers: [
    { fromNotionalQuote: 0, maintenanceMarginRatio: 0.01 },
    { fromNotionalQuote: 25_000, maintenanceMarginRatio: 0.025 },
    { fromNotionalQuote: 100_000, maintenanceMarginRatio: 0.05 },
    { fromNotionalQuote: 500_000, maintenanceMarginRatio: 0.1 },
  ],
  liquidationFeeBps: 150,
  sector: 'Unknown',
} as const satisfies Partial<Instrument>;

/** Maintenance margin in quote of a position of this notional (marginal tiers, as income tax). */
export function maintenanceMarginQuote(instrument: Instrument, notionalQuote: number): number {
  const tiers = instrument.maintenanceTiers;
  let marginQuote = 0;
  for (let index = 0; index < tiers.length; index++) {
    const tier = tiers[index]!;
    if (notionalQuote <= tier.fromNotionalQuote) break;
    const upTo = Math.min(notionalQuote, tiers[index + 1]?.fromNotionalQuote ?? Number.POSITIVE_INFINITY);
    marginQuote += (upTo - tier.fromNotionalQuote) * tier.maintenanceMarginRatio;
  }
  return marginQuote;
}
