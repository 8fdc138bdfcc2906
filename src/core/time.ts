/** Time is an integer number of milliseconds since 1970-01-01T00:00:00Z. Nothing here reads a clock. */

export const SECOND_MS = 1_000;
export const MINUTE_MS = 60_000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** Number of whole UTC days since the epoch. */
export function utcDay(timeMs: number): number {
  return Math.floor(timeMs / DAY_MS);
}

/** The UTC day that a sample belongs to when a sample at exactly 00:00 belongs to the day that ends there. */
export function closingUtcDay(timeMs: number): number {
  return Math.ceil(timeMs / DAY_MS) - 1;
}

/** `2022-05-12T13:45:00.250Z`, without the milliseconds when they are zero. */
export function formatTime(timeMs: number): string {
  const text = new Date(timeMs).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

/** `2022-05-12`. */
export function formatDay(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}

/**
 * Parses `2022-05-12` or `2022-05-12T13:45:00Z` as UTC and refuses what the calendar does not have.
 *
 * @returns epoch milliseconds, or null when the text is not such a time (2022-02-30 included).
 * @example parseTime('2022-05-12') // 1652313600000
 */
export function parseTime(text: string): number | null {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)Z?)?$/.exec(text);
  if (match === null) return null;
  const timeMs = Date.parse(`${match[1]}T${match[2] ?? '00:00'}Z`);
  if (Number.isNaN(timeMs)) return null;
  return formatDay(timeMs) === match[1] ? timeMs : null;
}

const UNIT_MS: Record<string, number> = { ms: 1, s: SECOND_MS, m: MINUTE_MS, h: HOUR_MS, d: DAY_MS };

/**
 * Parses a duration: `500ms`, `2s`, `5m`, `1h`, `1d`.
 *
 * @returns milliseconds, or null when the text is not a duration.
 * @example parseDuration('90m') // 5400000
 */
export function parseDuration(text: string): number | null {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (match === null) return null;
  const durationMs = Number(match[1]) * UNIT_MS[match[2]!]!;
  return Number.isInteger(durationMs) ? durationMs : null;
}

/** The shortest of `250ms`, `2s`, `5m`, `3h`, `2d` that says the duration exactly, or a sum of two of them. */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s';
  const parts: string[] = [];
  let rest = Math.abs(durationMs);
  for (const unit of ['d', 'h', 'm', 's', 'ms']) {
    const unitMs = UNIT_MS[unit]!;
    const count = Math.floor(rest / unitMs);
    if (count === 0) continue;
    parts.push(`${count}${unit}`);
    rest -= count * unitMs;
    if (parts.length === 2) break;
  }
  return (durationMs < 0 ? '-' : '') + parts.join(' ');
}
