import type { TapeSymbol } from '../../market/tape.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { dailyRows, grossExposure, underwater } from '../facts/equity.ts';
import { fillsOf } from '../facts/orders.ts';
import { priceFormat, quoteCurrency } from '../facts/symbols.ts';
import type { Html } from '../html.ts';
import { duration, fixed, money, multiple, NO_VALUE, percent, significant, utcTime } from '../numbers.ts';
import { firstRows, folded, type Row, table } from '../table.ts';

/** Rows of a table that stands for a picture; the files of the run hold all. */
const ROW_LIMIT = 120;

/** Fills: what the marks of the price panels stand for. */
export function fillTable(outcome: Outcome): Html {
  const fills = fillsOf(outcome.faulted.record);
  const currency = quoteCurrency(outcome);
  const priceText = priceFormat(outcome);
  return folded(
    `Fills of the faulted run (${fixed(fills.length, 0)})`,
    table({
      caption: 'Fills of the faulted run, as the venue gave them',
      columns: [
        { title: 'Time', kind: 'time' },
        { title: 'Symbol', kind: 'name' },
        { title: 'Side' },
        { title: 'For' },
        { title: 'Quantity', kind: 'number' },
        { title: 'Price', kind: 'number' },
        { title: 'Fee', kind: 'number' },
        { title: 'Position after', kind: 'number' },
        { title: 'Order', kind: 'name' },
      ],
      rows: firstRows(
        fills,
        ROW_LIMIT,
        ({ fill, cause, orderKey, positionQtyAfter }) => ({
          cells: [
            utcTime(fill.venueTimeMs),
            fill.symbol,
            fill.side,
            cause,
            significant(fill.qty, 8),
            priceText(fill.symbol, fill.price),
            money(fill.feeQuote, currency),
            significant(positionQtyAfter, 8),
            orderKey ?? NO_VALUE,
          ],
        }),
        (count) => `${fixed(count, 0)} more fills stand in events.ndjson.`,
      ),
      whenEmpty: 'Nothing was filled.',
    }),
  );
}

/** One row a UTC day: the bars of a symbol, put together. */
export function barTable(outcome: Outcome, { instrument, candles, firstRow }: TapeSymbol): Html {
  const { toMs } = outcome.tape;
  const priceText = priceFormat(outcome);
  const shown = (value: number): string => priceText(instrument.symbol, value);
  const days = new Map<number, { open: number; high: number; low: number; close: number }>();
  for (let row = firstRow; row < candles.length; row++) {
    const openMs = candles.openTimeMs[row]!;
    if (openMs >= toMs) break;
    const dayMs = Math.floor(openMs / 86_400_000) * 86_400_000;
    const day = days.get(dayMs);
    const bar = { high: candles.high[row]!, low: candles.low[row]!, close: candles.close[row]! };
    if (day === undefined) days.set(dayMs, { open: candles.open[row]!, ...bar });
    else {
      day.high = Math.max(day.high, bar.high);
      day.low = Math.min(day.low, bar.low);
      day.close = bar.close;
    }
  }
  return folded(
    `Price of ${instrument.symbol} by day`,
    table({
      caption: `${instrument.symbol}, one row a UTC day`,
      columns: [
        { title: 'Day', kind: 'time' },
        { title: 'Open', kind: 'number' },
        { title: 'High', kind: 'number' },
        { title: 'Low', kind: 'number' },
        { title: 'Close', kind: 'number' },
      ],
      rows: firstRows(
        [...days],
        ROW_LIMIT,
        ([dayMs, day]) => ({
          cells: [
            utcTime(dayMs).slice(0, 10),
            shown(day.open),
            shown(day.high),
            shown(day.low),
            shown(day.close),
          ],
        }),
        (count) => `${fixed(count, 0)} more days; timeline.csv has every bar.`,
      ),
      whenEmpty: 'There is no bar in the window.',
    }),
  );
}

/** The last close of each UTC day of both runs. */
export function sampleTable(outcome: Outcome): Html {
  const { faulted, baseline } = outcome;
  const { samples } = faulted.record;
  const drawdown = underwater(faulted.record);
  const exposure = grossExposure(samples);
  const baselineRows = new Map<number, number>();
  for (const [row, timeMs] of baseline.record.samples.timeMs.entries()) baselineRows.set(timeMs, row);
  const baselineDrawdown = underwater(baseline.record);
  const row = (index: number): Row => {
    const other = baselineRows.get(samples.timeMs[index]!);
    const buffer = samples.marginBufferRatio[index]!;
    return {
      cells: [
        utcTime(samples.timeMs[index]!),
        other === undefined ? NO_VALUE : money(baseline.record.samples.equityQuote[other]!, ''),
        money(samples.equityQuote[index]!, ''),
        money(samples.believedEquityQuote[index]!, ''),
        other === undefined ? NO_VALUE : percent(baselineDrawdown[other]!),
        percent(drawdown[index]!),
        percent(exposure[index]!),
        Number.isFinite(buffer) ? multiple(buffer) : NO_VALUE,
      ],
    };
  };
  return folded(
    'Equity, drawdown, exposure and margin buffer by day',
    table({
      caption: `Last close of each UTC day; money in ${quoteCurrency(outcome)}. No margin buffer: no position.`,
      columns: [
        { title: 'Time', kind: 'time' },
        { title: 'Equity, baseline', kind: 'number' },
        { title: 'Equity, faulted', kind: 'number' },
        { title: 'Believed', kind: 'number' },
        { title: 'Drawdown, baseline', kind: 'number' },
        { title: 'Drawdown, faulted', kind: 'number' },
        { title: 'Gross exposure', kind: 'number' },
        { title: 'Margin buffer', kind: 'number' },
      ],
      rows: firstRows(
        dailyRows(samples.timeMs),
        ROW_LIMIT,
        row,
        (count) => `${fixed(count, 0)} more days; equity.csv has every close.`,
      ),
      whenEmpty: 'There are no samples.',
    }),
  );
}

/** The ribbon without its covered stretches, and where belief differed from truth. */
export function protectionTable(outcome: Outcome): Html {
  const { faulted } = outcome;
  const priceText = priceFormat(outcome);
  const uncovered = faulted.record.protection.filter(({ status }) => status !== 'protected');
  const gaps = faulted.record.beliefGaps.map((gap) => ({
    ...gap,
    status: 'belief differs',
    positionQty: null,
    startPrice: null,
    worstPrice: null,
  }));
  const all = [...uncovered, ...gaps].sort((a, b) => a.fromMs - b.fromMs);
  return folded(
    `Stretches without full protection, and gaps of belief (${fixed(all.length, 0)})`,
    table({
      caption: 'Stretches without full protection, and gaps of belief; protected stretches are left out',
      columns: [
        { title: 'From', kind: 'time' },
        { title: 'Symbol', kind: 'name' },
        { title: 'What' },
        { title: 'Lasted', kind: 'number' },
        { title: 'Position', kind: 'number' },
        { title: 'Price at its start', kind: 'number' },
        { title: 'Worst price inside', kind: 'number' },
      ],
      rows: firstRows(
        all,
        ROW_LIMIT,
        ({ fromMs, toMs, symbol, status, positionQty, startPrice, worstPrice }) => ({
          cells: [
            utcTime(fromMs),
            symbol,
            status,
            duration(toMs - fromMs),
            positionQty === null ? NO_VALUE : significant(positionQty, 8),
            startPrice === null ? NO_VALUE : priceText(symbol, startPrice),
            worstPrice === null ? NO_VALUE : priceText(symbol, worstPrice),
          ],
        }),
        (count) => `${fixed(count, 0)} more stretches; timeline.csv has the worst of every bar.`,
      ),
      whenEmpty: 'Every position was covered all the time, and belief never differed from truth.',
    }),
  );
}
