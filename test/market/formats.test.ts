import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { DAY_MS, HOUR_MS, parseTime } from '../../src/core/time.ts';
import { parseCandleJson } from '../../src/market/candleJson.ts';
import { candleNumber, whyNoNumber } from '../../src/market/candleNumber.ts';
import type { CandleRows } from '../../src/market/candleRows.ts';
import { allocateCandles, type Candles } from '../../src/market/candles.ts';
import { candleTime, whyNoTime } from '../../src/market/candleTime.ts';
import { canonicalCsv, plainDecimal } from '../../src/market/canonicalCsv.ts';
import { parseColumns } from '../../src/market/columnLayout.ts';
import { parseCandleCsv } from '../../src/market/csv.ts';
import { OrderTally } from '../../src/market/orderTally.ts';
import { validateCandles } from '../../src/market/validateCandles.ts';

const DAY = parseTime('2022-05-12')!;

/** What every file below must come to: one day, or two. */
function dayOf(rows: CandleRows) {
  expect(rows.problems.map(formatProblem)).toEqual([]);
  const at = rows.openTimeMs.indexOf(DAY);
  const [open, high, low, close, volume] = [rows.open, rows.high, rows.low, rows.close, rows.volume].map(
    (column) => column[at],
  );
  return { open, high, low, close, volume };
}

const CANDLE = { open: 1.5, high: 4, low: 0.5, close: 2, volume: 8 };
const GENERIC = 'columns timestamp, open, high, low, close, volume';

describe('the formats of the common sources', () => {
  test.each([
    {
      source: 'Binance klines without a header, in milliseconds',
      text: '1652313600000,1.5,4,0.5,2,8,1652399999999,16,3,4,8,0\n',
      recognised: `Binance klines without a header: ${GENERIC}; times as epoch milliseconds`,
    },
    {
      source: 'Binance klines without a header, in microseconds as from 2025 on',
      text: '1652313600000000,1.5,4,0.5,2,8,1652399999999999,16,3,4,8,0\n',
      recognised: `Binance klines without a header: ${GENERIC}; times as epoch microseconds`,
    },
    {
      source: 'Binance klines with a header',
      text: 'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore\n1652313600000,1.5,4,0.5,2,8,1652399999999,16,3,4,8,0\n',
      recognised:
        'Binance klines: columns open_time, open, high, low, close, volume; times as epoch milliseconds; ignored: close_time, quote_volume, count, taker_buy_volume, taker_buy_quote_volume, ignore',
    },
    {
      source: 'Binance klines as python-binance names them',
      text: 'Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume\n1652313600000,1.5,4,0.5,2,8,1652399999999,16\n',
      recognised:
        'Binance klines: columns Open time, Open, High, Low, Close, Volume; times as epoch milliseconds; ignored: Close time, Quote asset volume',
    },
    {
      source: 'CryptoDataDownload',
      text: 'https://www.CryptoDataDownload.com\r\nunix,date,symbol,open,high,low,close,Volume BTC,Volume USDT\r\n1652400000,2022-05-13 00:00:00,BTC/USDT,2,2,2,2,2,2\r\n1652313600,2022-05-12 00:00:00,BTC/USDT,1.5,4,0.5,2,8,16\r\n',
      recognised:
        'CryptoDataDownload: columns unix, open, high, low, close, Volume BTC; times as epoch seconds; ignored: date, symbol, Volume USDT',
      remarks: ['Volume BTC is taken as the volume, in base currency'],
    },
    {
      source: 'CryptoDataDownload with the volumes the other way round, of a coin that is a quote elsewhere',
      text: 'Unix,Date,Symbol,Open,High,Low,Close,Volume USD,Volume USDT\n1652313600000,2022-05-12 00:00:00,USDT/USD,1.5,4,0.5,2,16,8\n',
      recognised:
        'CryptoDataDownload: columns Unix, Open, High, Low, Close, Volume USDT; times as epoch milliseconds; ignored: Date, Symbol, Volume USD',
      remarks: ['Volume USDT is taken as the volume, in base currency'],
    },
    {
      source: 'a table with a volume in quote currency only',
      text: 'unix,date,symbol,open,high,low,close,Volume USDT\n1652313600,2022-05-12,BTCUSDT,1.5,4,0.5,2,32\n',
      recognised:
        'CryptoDataDownload: columns unix, open, high, low, close, Volume USDT; times as epoch seconds; ignored: date, symbol',
      remarks: [
        'the volume is in quote currency and was divided by the high, which is the least base volume it can have been',
      ],
    },
    {
      source: 'Yahoo',
      text: 'Date,Open,High,Low,Close,Adj Close,Volume\n2022-05-12,1.5,4,0.5,2,1.9,8\n',
      recognised:
        'Yahoo: columns Date, Open, High, Low, Close, Volume; times as ISO 8601; ignored: Adj Close',
      remarks: [
        'Adj Close is ignored',
        'Yahoo gives the volume of a share in shares and that of a coin in quote currency; it is taken as it stands, so a coin seems far more liquid than it is',
      ],
    },
    {
      source: 'CoinMarketCap',
      text: 'timeOpen;timeClose;timeHigh;timeLow;name;open;high;low;close;volume;marketCap;timestamp\n"2022-05-13T00:00:00.000Z";"2022-05-13T23:59:59.999Z";"2022-05-13T01:00:00.000Z";"2022-05-13T02:00:00.000Z";"1";2;2;2;2;2;9;"2022-05-13T23:59:59.999Z"\n"2022-05-12T00:00:00.000Z";"2022-05-12T23:59:59.999Z";"2022-05-12T01:00:00.000Z";"2022-05-12T02:00:00.000Z";"1";1.5;4;0.5;2;32;9;"2022-05-12T23:59:59.999Z"\n',
      recognised:
        'CoinMarketCap: columns timeOpen, open, high, low, close, volume; times as ISO 8601; ignored: timeClose, timeHigh, timeLow, name, marketCap, timestamp',
      remarks: [
        'the volume is in quote currency and was divided by the high, which is the least base volume it can have been',
      ],
    },
    {
      source: 'ccxt rows without a header',
      text: '1652313600000,1.5,4,0.5,2,8\n1652400000000,2,2.5,1.9,2,2\n',
      recognised: `no header, taken in the order of ccxt, the one known order in which all rows are possible: ${GENERIC}; times as epoch milliseconds`,
    },
    {
      source: 'Kraken OHLCVT without a header',
      text: '1652313600,1.5,4,0.5,2,8,31\n1652400000,2,2.5,1.9,2,2,7\n',
      recognised: `no header, taken in the order of Kraken OHLCVT, the one known order in which all rows are possible: ${GENERIC}; times as epoch seconds`,
    },
    {
      source: 'Bitfinex without a header',
      text: '1652313600000,1.5,2,4,0.5,8\n1652400000000,2,2,2.5,1.9,2\n',
      recognised: `no header, taken in the order of Bitfinex, the one known order in which all rows are possible: ${GENERIC}; times as epoch milliseconds`,
    },
    {
      source: 'Coinbase without a header, descending',
      text: '1652400000,1.9,2.5,2,2,2\n1652313600,0.5,4,1.5,2,8\n',
      recognised: `no header, taken in the order of Coinbase, the one known order in which all rows are possible: ${GENERIC}; times as epoch seconds`,
    },
    {
      source: 'the volume first, without a header',
      text: '1652313600,8,1.5,4,0.5,2\n1652400000,3,2,2.5,1.9,2\n',
      recognised: `no header, taken in the order of volume first, the one known order in which all rows are possible: ${GENERIC}; times as epoch seconds`,
    },
    {
      source: 'Coinbase with a header',
      text: 'time,low,high,open,close,volume\n1652313600,0.5,4,1.5,2,8\n',
      recognised: 'columns time, open, high, low, close, volume; times as epoch seconds',
    },
    {
      source: 'TradingView',
      text: 'time,open,high,low,close,Volume,EMA\n2022-05-12T02:00:00+02:00,1.5,4,0.5,2,8,1\n',
      recognised: 'columns time, open, high, low, close, Volume; times as ISO 8601; ignored: EMA',
    },
    {
      source: 'Bitstamp as it is passed round',
      text: 'Timestamp,Open,High,Low,Close,Volume_(BTC),Volume_(Currency),Weighted_Price\n1652313600,1.5,4,0.5,2,8,16,2\n',
      recognised:
        'columns Timestamp, Open, High, Low, Close, Volume_(BTC); times as epoch seconds; ignored: Volume_(Currency), Weighted_Price',
      remarks: ['Volume_(BTC) is taken as the volume, in base currency'],
    },
    {
      source: 'our own',
      text: 'date,open,high,low,close,volume\n2022-05-12,1.5,4,0.5,2,8\n',
      recognised: 'columns date, open, high, low, close, volume; times as ISO 8601',
    },
    {
      source: 'what pandas writes: an index with a time, nanoseconds as zeros',
      text: 'Datetime,open,high,low,close,volume\n2022-05-12 00:00:00.000000000,1.5,4,0.5,2,8\n',
      recognised:
        'columns Datetime, open, high, low, close, volume; times as ISO 8601 without a zone, taken as UTC',
    },
  ])('$source', ({ text, recognised, remarks = [] }) => {
    const rows = parseCandleCsv(text, 'x.csv');
    expect(dayOf(rows)).toEqual(CANDLE);
    expect(rows.recognised).toBe(recognised);
    expect(rows.remarks).toEqual(remarks);
  });

  test('the order that the user gives goes before any header, and a unit of the volume before any format', () => {
    const columns = parseColumns('time,volume,-,open,high,low,close');
    if (Array.isArray(columns)) throw new Error('a good order');
    const options = { columns: columns as never, volume: 'quote' as const };
    const rows = parseCandleCsv(
      'wrong,words,in,this,header,are,passed over\n1652313600,32,x,1.5,4,0.5,2\n',
      'x.csv',
      options,
    );
    expect(dayOf(rows)).toEqual(CANDLE);
    expect(rows.remarks).toHaveLength(1);
    const base = parseCandleCsv(
      'timeOpen;timeClose;timeHigh;timeLow;open;high;low;close;volume\n2022-05-12;a;b;c;1.5;4;0.5;2;8\n',
      'x.csv',
      { volume: 'base' },
    );
    expect(dayOf(base)).toEqual(CANDLE);
    expect(base.remarks).toEqual([]);
  });

  test.each([
    [
      'time,open,high,low,close',
      [
        'volume is missing; expected such as timestamp,open,high,low,close,volume, with - for a column to ignore',
      ],
    ],
    ['time,open,high,low,close,volume,open', ['open stands 2 times; expected once']],
    ['time,open,hihg,low,close,volume', ['unknown column "hihg"; did you mean "high"?']],
  ])('--columns %s', (text, messages) => {
    const problems = parseColumns(text);
    expect(Array.isArray(problems) ? problems.map(({ message }) => message) : []).toEqual(messages);
  });

  test('two orders that make different candles of the same rows are not chosen between', () => {
    const order = (name: string, columns: string) => ({
      name,
      columns: (parseColumns(columns) as never as { columns: [] }).columns,
    });
    const known = [
      order('a', 'time,open,high,low,close,volume'),
      order('b', 'time,close,high,low,open,volume'),
    ];
    const cells = ['1652313600', '3', '4', '2.5', '3.5', '8'];
    const tally = new OrderTally(cells, 1, known);
    tally.add(cells);
    expect(tally.decide()).toMatchObject({
      message: expect.stringContaining(
        'several known orders make possible but different candles of all rows',
      ),
    });
    const still = ['1652313600', '3', '4', '2.5', '3', '8'];
    const same = new OrderTally(still, 1, known);
    same.add(still);
    expect(same.decide()).toMatchObject({ name: expect.stringContaining('taken in the order of a') });
  });
});

describe('candles as JSON', () => {
  test.each([
    ['ccxt arrays', '[[1652313600000,1.5,4,0.5,2,8],[1652400000000,2,2.5,1.9,2,2]]'],
    [
      'klines of Binance, as texts',
      '[[1652313600000,"1.5","4","0.5","2","8",1652399999999,"16",3,"4","8","0"]]',
    ],
    ['objects', '[{"time":1652313600,"open":1.5,"high":4,"low":5e-1,"close":2,"volume":8,"x":null}]'],
    [
      'objects whose members are in another order in the second',
      '[{"t":1652400000,"o":2,"h":2,"l":2,"c":2,"v":2},{"v":8,"c":2,"t":1652313600,"o":1.5,"l":0.5,"h":4}]',
    ],
  ])('%s', (_name, text) => {
    expect(dayOf(parseCandleJson(text, 'x.json'))).toEqual(CANDLE);
  });

  test('a row of another kind, and a member that is not there, are said by their place', () => {
    const text =
      '[{"t":1652313600,"o":1,"h":1,"l":1,"c":1,"v":1},7,{"t":1652400000,"o":1,"h":1,"l":1,"c":1}]';
    expect(parseCandleJson(text, 'x.json').problems.map(formatProblem)).toEqual([
      'x.json:2: is the number 7; expected an object as the first',
      'x.json:3: v: "null" stands for no value; expected a decimal, or no row where there is no candle',
    ]);
  });
});

describe('times', () => {
  test.each([
    ['2022-05-12', 'ISO 8601'],
    ['2022-05-12T00:00:00Z', 'ISO 8601'],
    ['2022-05-12 00:00:00 UTC', 'ISO 8601'],
    ['2022-05-12T02:00+02:00', 'ISO 8601'],
    ['2022-05-11 19:00:00-0500', 'ISO 8601'],
    ['2022-05-12 00:00', 'ISO 8601 without a zone, taken as UTC'],
    ['2022-05-12T00:00:00.000000', 'ISO 8601 without a zone, taken as UTC'],
    ['1652313600', 'epoch seconds'],
    ['1652313600.0', 'epoch seconds'],
    ['1652313600000', 'epoch milliseconds'],
    ['1652313600000000', 'epoch microseconds'],
    ['1652313600000000000', 'epoch nanoseconds'],
  ])('%s', (text, format) => {
    expect(candleTime(text)).toEqual({ timeMs: DAY, format });
  });

  test.each([
    '2022-05-12T24:00:00Z',
    '2022-05-12T00:00:00.0001Z',
    '2022-05-12T00:00:00+25:00',
    '2022-02-30',
    '2022-13-01',
    '1652313600000.5',
    '1652313600000001',
    '1652313600000000001',
    'today',
    '',
  ])('%j is refused', (text) => {
    expect(candleTime(text)).toBeNull();
    expect(whyNoTime(text)).toContain(JSON.stringify(text));
  });

  property.prop([fc.integer({ min: 1e11, max: 4e12 })])('in every unit are the same time', (timeMs) => {
    expect(candleTime(String(timeMs))?.timeMs).toBe(timeMs);
    expect(candleTime(`${timeMs}000`)?.timeMs).toBe(timeMs);
    expect(candleTime(`${timeMs}000000`)?.timeMs).toBe(timeMs);
    expect(candleTime(new Date(timeMs).toISOString())?.timeMs).toBe(timeMs);
    expect(candleTime(`${Math.floor(timeMs / 1000)}.${String(timeMs % 1000).padStart(3, '0')}`)?.timeMs).toBe(
      timeMs,
    );
  });
});

describe('numbers', () => {
  property.prop([fc.double({ noNaN: true })])('are read as JavaScript reads them', (value) => {
    expect(candleNumber(String(value))).toBe(value);
  });

  test.each(['', ' ', '1,5', '0x10', '0b1', 'NaN', '1 000', '1_000', '-', '1.2.3'])('%j is none', (text) => {
    expect(candleNumber(text)).toBeNaN();
    expect(whyNoNumber(text)).toMatch(/expected/);
  });
});

/** Possible candles of any size, at an interval of a day or an hour, with gaps. */
const anyCandles: fc.Arbitrary<Candles> = fc
  .record({
    isDaily: fc.boolean(),
    rows: fc.array(
      fc.record({
        step: fc.integer({ min: 1, max: 3 }),
        prices: fc.array(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), { minLength: 4, maxLength: 4 }),
        volume: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1e22, noNaN: true })),
      }),
      { minLength: 2, maxLength: 20 },
    ),
  })
  .map(({ isDaily, rows }) => {
    const intervalMs = isDaily ? DAY_MS : HOUR_MS;
    const candles = allocateCandles('X-USDT', intervalMs, rows.length);
    let timeMs = parseTime('2022-05-01')!;
    for (const [row, { step, prices, volume }] of rows.entries()) {
      const [low, one, other, high] = [...prices].sort((a, b) => a - b);
      candles.openTimeMs[row] = timeMs += (row === 1 ? 1 : step) * intervalMs;
      candles.open[row] = one!;
      candles.close[row] = other!;
      candles.low[row] = low!;
      candles.high[row] = high!;
      candles.volume[row] = volume;
    }
    return candles;
  });

function columnsOf({ openTimeMs, open, high, low, close, volume }: CandleRows | Candles): Float64Array[] {
  return [openTimeMs, open, high, low, close, volume];
}

describe('the canonical format', () => {
  property.prop([anyCandles])('reads back bit for bit, and needs no exponent', (candles) => {
    const text = canonicalCsv(candles);
    expect(text).not.toMatch(/\de/);
    const rows = parseCandleCsv(text, 'x.csv');
    expect(rows.problems).toEqual([]);
    expect(columnsOf(rows).map((column) => new Uint8Array(column.buffer))).toEqual(
      columnsOf(candles).map((column) => new Uint8Array(column.buffer)),
    );
  });

  property.prop([anyCandles, fc.shuffledSubarray([0, 1, 2, 3, 4, 5], { minLength: 6, maxLength: 6 })])(
    'with its columns in any order is the same candles',
    (candles, order) => {
      const lines = canonicalCsv(candles).trimEnd().split('\n');
      const shuffled = lines.map((line) => order.map((column) => line.split(',')[column]).join(','));
      expect(columnsOf(parseCandleCsv(shuffled.join('\n'), 'x.csv'))).toEqual(columnsOf(candles));
    },
  );

  property.prop([anyCandles])('turned round, and with Windows line ends, is the same candles', (candles) => {
    const [header, ...lines] = canonicalCsv(candles).trimEnd().split('\n');
    const rows = parseCandleCsv(`\ufeff${[header, ...lines.reverse()].join('\r\n')}\r\n`, 'x.csv');
    const valid = validateCandles(rows, { symbol: 'X-USDT', intervalMs: candles.intervalMs });
    // Prices that are drawn at random break like those of a reused symbol wherever a bar is missing.
    const others = valid.ok ? [] : valid.problems.filter(({ message }) => !message.includes('reused'));
    expect(others.filter(({ message }) => !message.includes('mixed intervals'))).toEqual([]);
    if (valid.ok) expect(columnsOf(valid.value.candles)).toEqual(columnsOf(candles));
  });

  property.prop([fc.double({ noNaN: true, noDefaultInfinity: true })])(
    'plainDecimal is the same number',
    (value) => {
      expect(plainDecimal(value)).toMatch(/^-?\d+(\.\d+)?$/);
      expect(Number(plainDecimal(value))).toBe(value + 0);
    },
  );
});
