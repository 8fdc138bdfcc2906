import { type RecordReader, show } from '../core/recordReader.ts';
import { formatTime, parseTime } from '../core/time.ts';

/** The traded window, in which bars are counted. */
export interface Window {
  readonly fromMs: number;
  /** Exclusive. */
  readonly toMs: number;
  /** Of the engine's bars: the refinement, else the data's own. */
  readonly intervalMs: number;
}

export function barCountOf(window: Window): number {
  return Math.floor((window.toMs - window.fromMs) / window.intervalMs);
}

/**
 * A moment inside the window: `{bar: 60}` (the open of that bar, counted from 0 at `from`), `{time: 2022-05-09T10:00:00Z}`, or the time
 * alone. `end` allows the window's end itself, which is where something may stop.
 */
export function readMoment(
  reader: RecordReader,
  key: string,
  window: Window | null,
  edge: 'start' | 'end' = 'start',
  otherKeys: readonly string[] = [],
): number | null {
  const given = reader.value(key) ?? null;
  if (typeof given === 'string') return inWindow(reader, key, timeOf(reader, key, given), window, edge);
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const found = given === null ? 'is missing' : `${show(given)} is not a moment`;
    reader.problem(key, `${found}; expected {bar: 60} or {time: 2022-05-09T10:00:00Z}`);
    return null;
  }
  const moment = reader.record(key, ['bar', 'time', ...otherKeys])!;
  if (moment.has('bar') === moment.has('time')) {
    reader.problem(key, 'expected either bar or time, such as {bar: 60}');
    return null;
  }
  if (moment.has('time')) return inWindow(moment, 'time', moment.time('time'), window, edge);
  const bar = moment.count('bar', 0);
  if (bar === null || window === null) return null;
  const barCount = barCountOf(window);
  const lastBar = edge === 'end' ? barCount : barCount - 1;
  if (bar <= lastBar) return window.fromMs + bar * window.intervalMs;
  moment.problem(
    'bar',
    `${bar} is outside the window, which has ${barCount} bars; expected at most ${lastBar}`,
  );
  return null;
}

function timeOf(reader: RecordReader, key: string, given: string): number | null {
  const timeMs = parseTime(given);
  if (timeMs === null) reader.problem(key, `${show(given)} is not a UTC date or time such as 2022-05-12`);
  return timeMs;
}

function inWindow(
  reader: RecordReader,
  key: string,
  timeMs: number | null,
  window: Window | null,
  edge: 'start' | 'end',
): number | null {
  if (timeMs === null || window === null) return null;
  const { fromMs, toMs } = window;
  if (timeMs >= fromMs && (edge === 'end' ? timeMs <= toMs : timeMs < toMs)) return timeMs;
  const range = `${formatTime(fromMs)} to ${formatTime(toMs)}`;
  reader.problem(key, `${formatTime(timeMs)} is outside the window, ${range}`);
  return null;
}
