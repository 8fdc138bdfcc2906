import { type RecordReader, readRecord } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { decimalsOf } from '../core/rounding.ts';
import { formatDay } from '../core/time.ts';
import { parseYamlText, type YamlText } from '../core/yamlText.ts';
import type { Candles } from './candles.ts';
import { ASSUMED_TERMS, type Instrument, type MaintenanceTier } from './instrument.ts';

/** Every dated row of an instruments file, by symbol, ascending by `validFromMs`. */
export type InstrumentTable = ReadonlyMap<string, readonly DatedInstrument[]>;

export interface DatedInstrument {
  readonly validFromMs: number;
  /** Where the row's figures are from, in words. */
  readonly source: string;
  readonly instrument: Instrument;
}

const ROW_KEYS = [
  'validFrom',
  'source',
  'tick',
  'lot',
  'minQty',
  'minNotionalQuote',
  'makerFeeBps',
  'takerFeeBps',
  'spreadBps',
  'maintenanceTiers',
  'liquidationFeeBps',
  'sector',
] as const;

/** Reads an instruments file. Every problem is listed, with its line and key. */
export function parseInstruments(text: string, file: string): Result<InstrumentTable> {
  const yaml = parseYamlText(text, file);
  if (!yaml.ok) return yaml;
  const problems: Problem[] = [];
  const table = new Map<string, DatedInstrument[]>();
  const root = readRecord(yaml.value, [], ['instruments'], problems);
  const symbols = (yaml.value.data as { instruments?: unknown } | null)?.instruments;
  if (root !== null && (typeof symbols !== 'object' || symbols === null || Array.isArray(symbols))) {
    root.problem('instruments', 'expected a mapping from symbols to lists of dated rows');
  } else if (root !== null) {
    for (const [symbol, rows] of Object.entries(symbols as Record<string, unknown>)) {
      if (!Array.isArray(rows) || rows.length === 0) {
        root.problem('instruments', `${symbol}: expected a list of dated rows`);
        continue;
      }
      const dated = rows.flatMap((_row, index) => {
        const reader = readRecord(yaml.value, ['instruments', symbol, index], ROW_KEYS, problems);
        return reader === null ? [] : (readRow(reader, yaml.value, symbol, problems) ?? []);
      });
      table.set(
        symbol,
        dated.sort((a, b) => a.validFromMs - b.validFromMs),
      );
    }
  }
  return problems.length === 0 ? ok(table) : failed(problems);
}

function readRow(
  reader: RecordReader,
  yaml: YamlText,
  symbol: string,
  problems: Problem[],
): DatedInstrument | null {
  const problemsBefore = problems.length;
  const validFromMs = reader.time('validFrom');
  const source = reader.text('source');
  const fields = {
    tick: reader.number('tick', 0, 'above'),
    lot: reader.number('lot', 0, 'above'),
    minQty: reader.number('minQty', 0),
    minNotionalQuote: reader.number('minNotionalQuote', 0),
    // A maker fee may be a rebate, and a rebate is negative.
    makerFeeBps: reader.number('makerFeeBps', -100),
    takerFeeBps: reader.number('takerFeeBps', 0),
    spreadBps: reader.number('spreadBps', 0),
    liquidationFeeBps: reader.number('liquidationFeeBps', 0),
    sector: reader.text('sector'),
  };
  const tiers: MaintenanceTier[] = [];
  for (const index of (reader.list('maintenanceTiers') ?? []).keys()) {
    const tierPath = [...reader.path, 'maintenanceTiers', index];
    const keys = ['fromNotionalQuote', 'maintenanceMarginRatio'];
    const tierReader = readRecord(yaml, tierPath, keys, problems);
    const fromNotionalQuote = tierReader?.number('fromNotionalQuote', 0) ?? null;
    const maintenanceMarginRatio = tierReader?.number('maintenanceMarginRatio', 0) ?? null;
    if (fromNotionalQuote === null || maintenanceMarginRatio === null) continue;
    const previous = tiers[index - 1];
    if (index === 0 && fromNotionalQuote !== 0) {
      tierReader!.problem(
        'fromNotionalQuote',
        `is ${fromNotionalQuote}; expected the first tier to start at 0`,
      );
    }
    if (previous !== undefined && fromNotionalQuote <= previous.fromNotionalQuote) {
      tierReader!.problem('fromNotionalQuote', `is ${fromNotionalQuote}; expected tiers to ascend`);
    }
    tiers.push({ fromNotionalQuote, maintenanceMarginRatio });
  }
  if (tiers.length === 0 && problems.length === problemsBefore) {
    reader.problem('maintenanceTiers', 'is empty; expected at least one tier');
  }
  if (problems.length > problemsBefore) return null;
  const instrument = { symbol, ...fields, maintenanceTiers: tiers } as Instrument;
  return { validFromMs: validFromMs!, source: source!, instrument };
}

/** An instrument, and what a reader of the report must know about where it is from. */
export interface ChosenInstrument {
  readonly instrument: Instrument;
  readonly note: string | null;
}

/**
 * The row that is valid at `atMs`. A symbol without a row gets assumptions and the finest decimal seen in its candles as tick;
 * one whose rows all begin later gets its first row. Both are said in `note`.
 */
export function instrumentAt(table: InstrumentTable, candles: Candles, atMs: number): ChosenInstrument {
  const rows = table.get(candles.symbol) ?? [];
  const valid = rows.findLast((row) => row.validFromMs <= atMs);
  if (valid !== undefined) return { instrument: valid.instrument, note: null };
  const first = rows[0];
  if (first !== undefined) {
    const note = `${candles.symbol}: the instrument's first row is valid from ${formatDay(first.validFromMs)} only and was used for ${formatDay(atMs)}`;
    return { instrument: first.instrument, note };
  }
  const instrument = assumedInstrument(candles);
  const assumed = `tick ${plain(instrument.tick)} and lot ${plain(instrument.lot)} are the finest decimals seen in its file`;
  return {
    instrument,
    note: `${candles.symbol} is not listed among the instruments: ${assumed}, all else is assumed`,
  };
}

/** A symbol that nobody described. */
function assumedInstrument(candles: Candles): Instrument {
  const { open, high, low, close, volume } = candles;
  const lot = finestStep([volume]);
  const tick = finestStep([open, high, low, close]);
  return { symbol: candles.symbol, tick, lot, minQty: lot, ...ASSUMED_TERMS };
}

/** 10 to the minus number of decimals of the value that has the most, at least 1e-12. */
function finestStep(columns: readonly Float64Array[]): number {
  let decimals = 0;
  for (const column of columns) {
    for (const value of column) decimals = Math.max(decimals, decimalsOf(value));
  }
  return Number(`1e-${Math.min(12, decimals)}`);
}

function plain(step: number): string {
  return step.toFixed(decimalsOf(step));
}
