import { parseTime } from '../core/time.ts';

export type TimeFormat = 'ISO 8601' | 'epoch seconds' | 'epoch milliseconds' | 'epoch microseconds';

/**
 * A bar's time as candle files write it. Whole numbers are told apart by magnitude: seconds below 1e11 (the year 5138),
 * milliseconds below 1e14, microseconds below 1e17. Below 1e8 (1973) a number is refused: it is a date such as 20220512.
 *
 * @returns null for what is no time, or no whole number of milliseconds.
 * @example candleTime('1652313600') // { timeMs: 1652313600000, format: 'epoch seconds' }
 */
export function candleTime(text: string): { timeMs: number; format: TimeFormat } | null {
  const trimmed = text.trim();
  const epoch = trimmed === '' ? Number.NaN : +trimmed;
  if (Number.isNaN(epoch)) {
    const timeMs = parseTime(trimmed);
    return timeMs === null ? null : { timeMs, format: 'ISO 8601' };
  }
  if (!(epoch >= 1e8 && epoch < 1e17)) return null;
  if (epoch < 1e11) return wholeTime(epoch * 1_000, 'epoch seconds');
  if (epoch < 1e14) return wholeTime(epoch, 'epoch milliseconds');
  return wholeTime(epoch / 1_000, 'epoch microseconds');
}

function wholeTime(timeMs: number, format: TimeFormat): { timeMs: number; format: TimeFormat } | null {
  return Number.isInteger(timeMs) ? { timeMs, format } : null;
}
