import type { VolumeUnit } from './candleFormats.ts';
import { plainName } from './candleFormats.ts';

/** Currencies that prices are quoted in, where no column names the symbol. */
const QUOTES = [
  'usd',
  'usdt',
  'usdc',
  'busd',
  'tusd',
  'fdusd',
  'eur',
  'gbp',
  'jpy',
  'krw',
  'try',
  'aud',
  'brl',
  'currency',
];

export interface ChosenVolume {
  /** Position of the column; its name as the file writes it. */
  readonly position: number;
  readonly name: string;
  readonly unit: VolumeUnit;
}

/**
 * Of the columns `Volume BTC` and `Volume USDT`, as CryptoDataDownload and Bitstamp name them, the one in base currency: that with which the
 * symbol begins where a column says it, else the one that is no usual quote currency. A quote volume is taken only where there is no other.
 *
 * @returns null where the columns do not say which is which.
 */
export function chooseVolume(names: readonly string[], symbol: string | null): ChosenVolume | null {
  const volumes = names.flatMap((name, position) => {
    const currency = /^volume\(?([a-z0-9]+)\)?$/.exec(plainName(name))?.[1];
    return currency === undefined ? [] : [{ position, name, currency }];
  });
  const plainSymbol = symbol === null ? null : plainName(symbol).replace('/', '');
  const base = volumes
    .filter(({ currency }) =>
      plainSymbol === null ? !QUOTES.includes(currency) : plainSymbol.startsWith(currency),
    )
    // USDT/USD begins with both of its currencies.
    .sort((a, b) => b.currency.length - a.currency.length);
  const isOnlyQuote = volumes.length === 1 && base.length === 0;
  const isKnown = plainSymbol === null ? base.length === 1 : base.length > 0;
  const chosen = isOnlyQuote ? volumes[0] : isKnown ? base[0] : undefined;
  if (chosen === undefined) return null;
  return { position: chosen.position, name: chosen.name, unit: isOnlyQuote ? 'quote' : 'base' };
}
