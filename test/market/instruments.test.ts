import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { DAY_MS, parseTime } from '../../src/core/time.ts';
import { allocateCandles, type Candles } from '../../src/market/candles.ts';
import { instrumentAt, parseInstruments } from '../../src/market/instruments.ts';

const ROW = `
      source: made up
      tick: 0.01
      lot: 0.001
      minQty: 0.001
      minNotionalQuote: 5
      makerFeeBps: -1
      takerFeeBps: 4
      spreadBps: 1
      maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.004 }]
      liquidationFeeBps: 100
      sector: Layer-1`;

function candlesOf(symbol: string, price: number, volume: number): Candles {
  const candles = allocateCandles(symbol, DAY_MS, 1);
  for (const column of ['open', 'high', 'low', 'close'] as const) candles[column][0] = price;
  candles.volume[0] = volume;
  return candles;
}

function problemsOf(text: string): string[] {
  const result = parseInstruments(text, 'i.yaml');
  return result.ok ? [] : result.problems.map(formatProblem);
}

describe('instruments', () => {
  const dated = `instruments:
  BTC-USDT:
    - validFrom: 2022-01-01${ROW.replace('0.01\n', '0.1\n')}
    - validFrom: 2020-01-01${ROW}
`;

  test('the last row that is valid counts, in whatever order the rows stand', () => {
    const table = parseInstruments(dated, 'i.yaml');
    if (!table.ok) throw new Error(table.problems.map(formatProblem).join('\n'));
    const candles = candlesOf('BTC-USDT', 100, 1);
    const tickAt = (date: string) => instrumentAt(table.value, candles, parseTime(date)!).instrument.tick;
    expect([tickAt('2020-01-01'), tickAt('2021-12-31'), tickAt('2022-01-01'), tickAt('2024-01-01')]).toEqual([
      0.01, 0.01, 0.1, 0.1,
    ]);
    const early = instrumentAt(table.value, candles, parseTime('2019-06-01')!);
    expect(early.instrument.tick).toBe(0.01);
    expect(early.note).toContain('valid from 2020-01-01 only');
  });

  test('a symbol that is not listed gets the finest decimal of its file as tick, with a note', () => {
    const { instrument, note } = instrumentAt(new Map(), candlesOf('LUNA-USDT', 0.00032, 12.5), 0);
    expect([instrument.tick, instrument.lot, instrument.minQty]).toEqual([0.00001, 0.1, 0.1]);
    expect(note).toBe(
      'LUNA-USDT is not listed among the instruments: tick 0.00001 and lot 0.1 are the finest decimals seen in its file, all else is assumed',
    );
  });

  test('every problem is listed with its line and key', () => {
    const text = `instruments:
  BTC-USDT:
    - validFrom: 2022-13-01${ROW.replace('tick: 0.01', 'tik: 0.01').replace('lot: 0.001\n', 'lot: 0\n')}
  ETH-USDT: 5
`;
    expect(problemsOf(text)).toEqual([
      'i.yaml:5: instruments.BTC-USDT.0.tik: unknown key "tik"; did you mean "tick"?',
      'i.yaml:3: instruments.BTC-USDT.0.validFrom: "2022-13-01" is not a UTC date or time such as 2022-05-12',
      'i.yaml:3: instruments.BTC-USDT.0.tick: is missing; expected a number above 0',
      'i.yaml:6: instruments.BTC-USDT.0.lot: 0 is not a number above 0',
      'i.yaml:1: instruments: ETH-USDT: expected a list of dated rows',
    ]);
  });

  test('tiers start at 0 and ascend', () => {
    const tiers = (...from: number[]) =>
      ROW.replace(
        /maintenanceTiers: .*/,
        `maintenanceTiers: [${from.map((notional) => `{ fromNotionalQuote: ${notional}, maintenanceMarginRatio: 0.01 }`).join(', ')}]`,
      );
    const file = (row: string) => `instruments:\n  A:\n    - validFrom: 2022-01-01${row}\n`;
    expect(problemsOf(file(tiers(5)))[0]).toContain('expected the first tier to start at 0');
    expect(problemsOf(file(tiers(0, 10, 10)))[0]).toContain(
      'maintenanceTiers.2.fromNotionalQuote: is 10; expected tiers to ascend',
    );
    expect(problemsOf(file(tiers()))[0]).toContain('expected at least one tier');
  });
});
