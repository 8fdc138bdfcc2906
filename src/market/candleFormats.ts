import type { Column } from './candleRows.ts';

/**
 * What sources of candles call their columns. A further source is a further row here.
 *
 * Names are compared as `plainName` writes them: lower case, without spaces, dashes and underscores.
 */
export const COLUMN_NAMES: Readonly<Record<Column, readonly string[]>> = {
  openTime: [
    ...['date', 'timestamp', 'time', 'datetime', 'opentime', 'timeopen', 'unix', 'unixtimestamp', 'epoch'],
    // `t` is in the answers of several venues; the last is what pandas calls an index without a name in a Parquet file.
    ...['starttime', 'start', 'gmttime', 'ts', 't', 'indexlevel0'],
  ],
  open: ['open', 'openprice', 'o'],
  high: ['high', 'highprice', 'h'],
  low: ['low', 'lowprice', 'l'],
  close: ['close', 'closeprice', 'c'],
  volume: ['volume', 'basevolume', 'volumebase', 'vol', 'v'],
};

/** What sources call the column that says whose candle a row is. It is read only to see that it is always the same. */
export const SYMBOL_NAMES: readonly string[] = [
  'symbol',
  'ticker',
  'pair',
  'instrument',
  'instid',
  'productid',
];

/** `Open time`, `open_time` and `openTime` are one name. @example plainName('Adj Close') // 'adjclose' */
export function plainName(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

/** A source whose header does not mean what its words say, or says more. */
export interface HeaderFormat {
  readonly name: string;
  /** Plain names that only this source has together. */
  readonly has: readonly string[];
  /** The columns that this source calls otherwise, or has several of. */
  readonly columns: Partial<Readonly<Record<Column, string>>>;
  readonly volume: VolumeUnit;
  readonly remarks: readonly string[];
}

/** `quote` is turned into the least base volume that it can have been: it is divided by the bar's high. */
export type VolumeUnit = 'base' | 'quote';

export const QUOTE_VOLUME_REMARK =
  'the volume is in quote currency and was divided by the high, which is the least base volume it can have been';

export const HEADER_FORMATS: readonly HeaderFormat[] = [
  {
    name: 'Binance klines',
    has: ['opentime', 'closetime'],
    columns: { openTime: 'opentime', volume: 'volume' },
    volume: 'base',
    remarks: [],
  },
  {
    name: 'CoinMarketCap',
    has: ['timeopen', 'timeclose', 'timehigh', 'timelow'],
    columns: { openTime: 'timeopen' },
    volume: 'quote',
    remarks: [],
  },
  {
    name: 'Yahoo',
    has: ['date', 'adjclose'],
    columns: { openTime: 'date', close: 'close' },
    volume: 'base',
    remarks: [
      'Adj Close is ignored',
      'Yahoo gives the volume of a share in shares and that of a coin in quote currency; it is taken as it stands, so a coin seems far more liquid than it is',
    ],
  },
];

/** The order of columns in a file without a header; null is a column that is ignored. */
export interface ColumnOrder {
  readonly name: string;
  readonly columns: readonly (Column | null)[];
}

const TOHLCV = ['openTime', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Binance's klines are known by their shape: twelve columns, the seventh a time after the first. https://github.com/binance/binance-public-data */
export const BINANCE_KLINES: ColumnOrder = {
  name: 'Binance klines without a header',
  columns: [...TOHLCV, null, null, null, null, null, null],
};

/** Orders that are told apart by trying which of them makes every row a possible candle. */
export const COLUMN_ORDERS: readonly ColumnOrder[] = [
  { name: 'ccxt', columns: TOHLCV },
  { name: 'Bitfinex', columns: ['openTime', 'open', 'close', 'high', 'low', 'volume'] },
  { name: 'Coinbase', columns: ['openTime', 'low', 'high', 'open', 'close', 'volume'] },
  { name: 'volume first', columns: ['openTime', 'volume', 'open', 'high', 'low', 'close'] },
  { name: 'Kraken OHLCVT', columns: [...TOHLCV, null] },
  {
    name: 'Kraken with VWAP',
    columns: ['openTime', 'open', 'high', 'low', 'close', null, 'volume', null],
  },
];
