import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { isOnStep } from '../core/rounding.ts';
import { DAY_MS, formatDay, formatDuration, formatTime } from '../core/time.ts';
import { bridge } from './bridge.ts';
import { type Candles, rowAtOrAfter, sliceCandles } from './candles.ts';
import { loadSymbol, openDataset } from './dataset.ts';
import { joinPath, listFiles, parentFolder, readTextFile, resolvePath } from './files.ts';
import { type InstrumentTable, instrumentAt, parseInstruments } from './instruments.ts';
import { resample } from './resample.ts';
import type { Tape, TapeSymbol } from './tape.ts';
import { tapeSha256 } from './tapeSha256.ts';

export interface TapeRequest {
  /** Folder from which relative paths count. */
  readonly baseFolder: string;
  /** Folder of candle files, one a symbol, as the user named it: `data/daily`. */
  readonly source: string;
  /** In the scenario's order; every tie is broken by it. */
  readonly symbols: readonly string[];
  /** The traded window: first open time, and the close of the last bar (exclusive). */
  readonly fromMs: number;
  readonly toMs: number;
  /** Interval to which daily candles are refined, or null to take the bars as they are. */
  readonly refineMs: number | null;
  /** Days of bars before the window, for indicators and risk figures. */
  readonly lookbackDays: number;
  /** Seed of the market stream. */
  readonly seed: number;
  /** Instruments file; null for `instruments.yaml` beside the source or in the folder above, and assumptions where there is none. */
  readonly instrumentsFile: string | null;
  /** Repairs candle files where that is safe; every repair is a note of the tape and part of its hash. */
  readonly repair?: boolean;
  /** Folder in which parsed columns are kept; null, or left out, for none. It changes nothing but the time that reading takes. */
  readonly cacheFolder?: string | null;
}

interface Source {
  candles: Candles;
  tradingEndsMs: number | null;
}

/**
 * The market truth of a run from files: loads and checks every symbol, cuts look-back and window, refines daily candles where
 * asked. Every problem of every symbol is listed at once.
 *
 * @example
 * buildTape({ baseFolder: '.', source: 'data/daily', symbols: ['BTC-USDT', 'LUNA-USDT'], fromMs: Date.UTC(2022, 4, 1),
 *   toMs: Date.UTC(2022, 4, 14), refineMs: 3_600_000, lookbackDays: 280, seed: 42, instrumentsFile: null })
 */
export async function buildTape(request: TapeRequest): Promise<Result<Tape>> {
  const requestProblems = checkRequest(request);
  const folder = resolvePath(request.baseFolder, request.source);
  const dataset = openDataset(folder, request.source);
  if (!dataset.ok) return failed([...requestProblems, ...dataset.problems]);
  const instruments = loadInstruments(request, folder);

  const problems: Problem[] = [...requestProblems, ...(instruments.ok ? [] : instruments.problems)];
  const notes: string[] = [];
  const sources: Source[] = [];
  const unverified: string[] = [];
  const repairs: string[] = [];
  for (const symbol of request.symbols) {
    const loaded = await loadSymbol(dataset.value, symbol, {
      repair: request.repair ?? false,
      cacheFolder: request.cacheFolder ?? null,
    });
    if (!loaded.ok) {
      problems.push(...loaded.problems);
      continue;
    }
    const { candles, entry } = loaded.value;
    sources.push({ candles, tradingEndsMs: entry?.tradingEndsMs ?? null });
    notes.push(...loaded.value.notes);
    repairs.push(...loaded.value.repairs);
    if (entry === null) unverified.push(symbol);
    else notes.push(...entry.traps.map((trap) => `${symbol}: ${trap}`));
  }
  if (problems.length > 0 || !instruments.ok) return failed(problems);
  if (unverified.length > 0) {
    notes.push(
      `unverified: no manifest vouches for the candles of ${unverified.join(', ')} in ${request.source}`,
    );
  }

  const intervalMs = checkIntervals(request, sources, problems);
  if (intervalMs === null) return failed(problems);
  checkCoverage(request, sources, intervalMs, problems, notes);
  const chosen = sources.map(({ candles }) => instrumentAt(instruments.value, candles, request.fromMs));
  for (const [index, { instrument, note }] of chosen.entries()) {
    if (note !== null) notes.push(note);
    checkTick(request, sources[index]!.candles, instrument.tick, problems);
  }
  if (problems.length > 0) return failed(problems);

  const symbols = sources.map((source, index) =>
    tapeSymbol(request, source, chosen[index]!.instrument, intervalMs),
  );
  if (request.refineMs !== null) {
    notes.push(`intraday path reconstructed from daily candles, seed ${request.seed}`);
  }
  const content = { intervalMs, symbols, fromMs: request.fromMs, toMs: request.toMs };
  return ok({ ...content, sha256: tapeSha256(content, repairs), notes });
}

function checkRequest(request: TapeRequest): Problem[] {
  const problems: Problem[] = [];
  const { symbols, fromMs, toMs, lookbackDays } = request;
  if (symbols.length === 0)
    problems.push(about(request, 'symbols', 'is empty; expected at least one symbol'));
  for (const symbol of new Set(symbols.filter((name, index) => symbols.indexOf(name) !== index))) {
    problems.push(about(request, 'symbols', `${symbol} stands twice; expected each symbol once`));
  }
  if (fromMs >= toMs) {
    problems.push(
      about(request, 'to', `is ${formatTime(toMs)}; expected a time after from, ${formatTime(fromMs)}`),
    );
  }
  if (!Number.isInteger(lookbackDays) || lookbackDays < 0) {
    problems.push(
      about(request, 'lookback', `is ${lookbackDays} days; expected a whole number of days, 0 or more`),
    );
  }
  return problems;
}

function loadInstruments(request: TapeRequest, folder: string): Result<InstrumentTable> {
  let path: string | null = null;
  if (request.instrumentsFile !== null) {
    path = resolvePath(request.baseFolder, request.instrumentsFile);
  } else {
    for (const candidate of [folder, parentFolder(folder)]) {
      const there = listFiles(candidate);
      if (path === null && there.ok && there.value.includes('instruments.yaml')) {
        path = joinPath(candidate, 'instruments.yaml');
      }
    }
  }
  if (path === null) return ok(new Map());
  const text = readTextFile(path);
  return text.ok ? parseInstruments(text.value, request.instrumentsFile ?? path) : text;
}

/** The tape's interval, or null when the symbols, the refinement and the window do not fit each other. */
function checkIntervals(
  request: TapeRequest,
  sources: readonly Source[],
  problems: Problem[],
): number | null {
  const first = sources[0]!.candles;
  for (const { candles } of sources) {
    if (candles.intervalMs === first.intervalMs) continue;
    const actual = `${candles.symbol} has ${formatDuration(candles.intervalMs)} bars`;
    problems.push(
      about(
        request,
        'symbols',
        `${actual}; expected ${formatDuration(first.intervalMs)} as ${first.symbol} has`,
      ),
    );
  }
  const { refineMs } = request;
  if (refineMs !== null && first.intervalMs !== DAY_MS) {
    const message = `needs daily candles, and these are of ${formatDuration(first.intervalMs)}; expected no refine: real bars are better`;
    problems.push(about(request, 'refine', message));
  }
  if (refineMs !== null && !(refineMs > 0 && DAY_MS % refineMs === 0)) {
    const message = `${formatDuration(refineMs)} does not divide a day; expected 1h, 15m or another divisor of a day`;
    problems.push(about(request, 'refine', message));
    return null;
  }
  const intervalMs = refineMs ?? first.intervalMs;
  for (const [key, timeMs] of [
    ['from', request.fromMs],
    ['to', request.toMs],
  ] as const) {
    if (timeMs % intervalMs === 0) continue;
    const message = `${formatTime(timeMs)} is not at the edge of a bar; expected a whole multiple of ${formatDuration(intervalMs)} in UTC`;
    problems.push(about(request, key, message));
  }
  return problems.length === 0 ? intervalMs : null;
}

/**
 * The window must lie inside the data, and each symbol must have bars in it. The data's range is that of all symbols together:
 * one that was listed later or ended earlier than the others is part of history, and is said in a note.
 */
function checkCoverage(
  request: TapeRequest,
  sources: readonly Source[],
  intervalMs: number,
  problems: Problem[],
  notes: string[],
): void {
  const { fromMs, toMs } = request;
  const firstMs = Math.min(...sources.map(({ candles }) => candles.openTimeMs[0]!));
  const endMs = Math.max(...sources.map(({ candles }) => endOf(candles)));
  const range = `the data covers ${formatTime(firstMs)} to ${formatTime(endMs)}`;
  const lookbackMs = request.lookbackDays * DAY_MS;
  if (fromMs < firstMs) {
    problems.push(about(request, 'from', `${formatTime(fromMs)} is before the first bar; ${range}`));
  } else if (fromMs - lookbackMs < firstMs) {
    const available = Math.floor((fromMs - firstMs) / DAY_MS);
    const message = `needs bars from ${formatTime(fromMs - lookbackMs)}, and the first is at ${formatTime(firstMs)}; expected at most ${available} days, or a later from`;
    problems.push(about(request, 'lookback', message));
  }
  if (toMs > endMs)
    problems.push(about(request, 'to', `${formatTime(toMs)} is after the last bar; ${range}`));
  for (const source of sources) {
    const { candles } = source;
    const from = candles.openTimeMs[0]!;
    const end = Math.min(endOf(candles), source.tradingEndsMs ?? Number.POSITIVE_INFINITY);
    const window = `${formatTime(fromMs)} to ${formatTime(toMs)}`;
    // With refined bars a window may start inside a day, so a day counts when it reaches into the window.
    const row = rowAtOrAfter(candles, fromMs - candles.intervalMs + intervalMs);
    if (row === candles.length || candles.openTimeMs[row]! >= toMs || end <= fromMs) {
      const message = `${candles.symbol} has no bar in the window ${window}; its file covers ${formatTime(from)} to ${formatTime(end)}`;
      problems.push(about(request, 'symbols', message));
      continue;
    }
    if (end < toMs)
      notes.push(`${candles.symbol} has no bar after ${formatTime(end)}; an open position is settled there`);
    if (from > fromMs)
      notes.push(`${candles.symbol} has no bar before ${formatTime(from)}, inside the window`);
    else if (from > fromMs - lookbackMs && firstMs <= fromMs - lookbackMs) {
      const days = Math.floor((fromMs - from) / DAY_MS);
      notes.push(
        `${candles.symbol} begins on ${formatDay(from)}: ${days} of ${request.lookbackDays} days of look-back`,
      );
    }
  }
}

function endOf(candles: Candles): number {
  return candles.openTimeMs[candles.length - 1]! + candles.intervalMs;
}

/** A tick that does not divide the prices would move every fill; a refined path could not reproduce its days. */
function checkTick(request: TapeRequest, candles: Candles, tick: number, problems: Problem[]): void {
  let offTick = 0;
  let example = '';
  for (const column of ['open', 'high', 'low', 'close'] as const) {
    for (let row = 0; row < candles.length; row++) {
      if (isOnStep(candles[column][row]!, tick)) continue;
      if (offTick === 0)
        example = `${column} ${candles[column][row]} at ${formatTime(candles.openTimeMs[row]!)}`;
      offTick++;
    }
  }
  if (offTick === 0) return;
  const message = `${candles.symbol}: ${offTick} prices are no multiples of the tick ${tick} (first: ${example}); expected a finer tick`;
  problems.push(about(request, 'tick', message));
}

function tapeSymbol(
  request: TapeRequest,
  source: Source,
  instrument: TapeSymbol['instrument'],
  intervalMs: number,
): TapeSymbol {
  const { fromMs, toMs, refineMs } = request;
  const startMs = fromMs - request.lookbackDays * DAY_MS;
  const startDayMs = Math.floor(startMs / DAY_MS) * DAY_MS;
  const all = source.candles;
  const untilEnd = sliceCandles(all, rowAtOrAfter(all, startDayMs), rowAtOrAfter(all, toMs));
  const daily = all.intervalMs === DAY_MS ? untilEnd : resample(untilEnd, DAY_MS, { start: 'drop' });
  let bars = untilEnd;
  if (refineMs !== null && refineMs !== DAY_MS) {
    const { tradingEndsMs } = source;
    bars = bridge(untilEnd, { intervalMs, seed: request.seed, tick: instrument.tick, tradingEndsMs });
  }
  const candles = sliceCandles(bars, rowAtOrAfter(bars, startMs), rowAtOrAfter(bars, toMs));
  return { instrument, candles, firstRow: rowAtOrAfter(candles, fromMs), daily };
}

function about(request: TapeRequest, key: string, message: string): Problem {
  return { file: request.source, line: null, key, message };
}
