export type TimeFormat =
  | 'ISO 8601'
  | 'ISO 8601 without a zone, taken as UTC'
  | 'epoch seconds'
  | 'epoch milliseconds'
  | 'epoch microseconds'
  | 'epoch nanoseconds';

export interface CandleTime {
  readonly timeMs: number;
  readonly format: TimeFormat;
}

/**
 * A bar's time as candle files write it. Whole numbers are told apart by magnitude: seconds below 1e11 (the year 5138),
 * milliseconds below 1e14, microseconds below 1e17, nanoseconds above. Below 1e8 (1973) a number is refused: it is a date such as
 * 20220512. ISO 8601 may have an offset, a space for the T, and more digits of a second than three where they are zeros.
 *
 * @returns null for what is no time, or no whole number of milliseconds; `whyNoTime` says why.
 * @example candleTime('1652313600') // { timeMs: 1652313600000, format: 'epoch seconds' }
 * @example candleTime('2022-05-12 02:00:00+02:00') // { timeMs: 1652313600000, format: 'ISO 8601' }
 */
export function candleTime(text: string): CandleTime | null {
  const trimmed = text.trim();
  if (!EPOCH.test(trimmed)) return isoTime(trimmed);
  const epoch = +trimmed;
  if (!(epoch >= 1e8 && epoch < 1e20)) return null;
  if (epoch < 1e11) {
    // A fraction of a second is a double that is only near a whole number of milliseconds.
    const timeMs = Math.round(epoch * 1_000);
    return Math.abs(timeMs - epoch * 1_000) < 1e-3 ? { timeMs, format: 'epoch seconds' } : null;
  }
  if (epoch < 1e14) return wholeTime(epoch, 'epoch milliseconds');
  if (epoch < 1e17) return wholeTime(epoch / 1_000, 'epoch microseconds');
  // Nanoseconds are beyond the whole numbers that a double holds.
  const nanoseconds = /^\d+$/.test(trimmed) ? BigInt(trimmed) : 1n;
  return nanoseconds % 1_000_000n === 0n
    ? { timeMs: Number(nanoseconds / 1_000_000n), format: 'epoch nanoseconds' }
    : null;
}

const EPOCH = /^\d+(?:\.\d*)?$/;

function wholeTime(timeMs: number, format: TimeFormat): CandleTime | null {
  return Number.isInteger(timeMs) ? { timeMs, format } : null;
}

const ISO =
  /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(?: ?(Z|UTC|[+-]\d{2}(?::?\d{2})?))?)?$/i;

function isoTime(text: string): CandleTime | null {
  const match = ISO.exec(text);
  if (match === null) return null;
  const [, day, minutes = '00:00', seconds = '00', fraction = '', zone] = match;
  if (/[1-9]/.test(fraction.slice(3))) return null;
  const localMs = Date.parse(`${day}T${minutes}:${seconds}.${fraction.slice(0, 3).padEnd(3, '0')}Z`);
  // The parser turns 2022-02-30 into a day of March, and 24:00 into the next day.
  if (Number.isNaN(localMs) || new Date(localMs).toISOString().slice(0, 10) !== day) return null;
  const offsetMs = offsetOf(zone);
  if (offsetMs === null) return null;
  const isZoned = zone !== undefined || match[2] === undefined;
  const format = isZoned ? 'ISO 8601' : 'ISO 8601 without a zone, taken as UTC';
  return { timeMs: localMs - offsetMs, format };
}

function offsetOf(zone: string | undefined): number | null {
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '');
  if (match === null) return 0;
  const hours = Number(match[2]);
  const minutes = Number(match[3] ?? 0);
  if (hours > 14 || minutes > 59) return null;
  return (match[1] === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}

const EXPECTED_TIME =
  'expected 2022-05-12, 2022-05-12T13:00:00Z, or epoch seconds, milliseconds or microseconds';

/** Why `candleTime` refuses a text, and what would be taken. */
export function whyNoTime(text: string): string {
  const shown = `"${text}"`;
  const trimmed = text.trim();
  if (/\d *-?[AP]\.?M\b/i.test(trimmed)) {
    return `${shown} is a time of twelve hours (AM, PM); expected one of 24 hours such as 2022-05-12T13:00:00Z`;
  }
  if (/^\d{1,4}[/.]\d{1,2}[/.]\d{1,4}/.test(trimmed)) {
    return `${shown} is a date in which day and month cannot be told apart for certain; expected 2022-05-12`;
  }
  if (/^\d(?:\.\d+)?e\+?\d+$/i.test(trimmed)) {
    return `${shown} is rounded, as spreadsheets write a large number, and its last digits are lost; expected all digits`;
  }
  if (/^(?:19|20)\d{6}$/.test(trimmed)) {
    return `${shown} is a date without dashes; expected ${trimmed.slice(0, 4)}-${trimmed.slice(4, 6)}-${trimmed.slice(6)}`;
  }
  if (EPOCH.test(trimmed) && +trimmed >= 1e8) {
    return `${shown} is no whole number of milliseconds; expected the open time of a bar`;
  }
  return `${shown} is not a time; ${EXPECTED_TIME}`;
}
