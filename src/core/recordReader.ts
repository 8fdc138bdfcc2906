import type { DocumentPath, PlainDocument } from './plainDocument.ts';
import { type Problem, unknownWord } from './result.ts';
import { formatDuration, parseDuration, parseTime } from './time.ts';

/**
 * Reads the members of one mapping, of a file or made in code, and collects what is wrong with each. A member that is wrong is read as null, and the
 * caller gives up on the whole once it has heard every problem.
 */
export interface RecordReader {
  readonly path: DocumentPath;
  readonly keys: readonly string[];
  /** Whether the member is there at all; one without a value (`faults:`) counts as left out. */
  has(key: string): boolean;
  /** The member as it was written. */
  value(key: string): unknown;
  text(key: string): string | null;
  /** A finite number that is at least `minimum` (minus infinity for any), or above it when `above` is said. */
  number(key: string, minimum: number, bound?: 'above'): number | null;
  /** A whole number that is at least `minimum` and at most `maximum`. */
  count(key: string, minimum: number, maximum?: number): number | null;
  time(key: string): number | null;
  /** `500ms`, `2s`, `1h`, or a whole number of milliseconds. */
  duration(key: string, minimumMs: number): number | null;
  list(key: string): readonly unknown[] | null;
  /** The reader of a mapping inside this one. */
  record(key: string, keys: readonly string[]): RecordReader | null;
  place(key: string): Place;
  problem(key: string | null, message: string): void;
}

/** One part of a document, of whatever kind. */
export interface Place {
  /** What stands there; null when nothing does. */
  readonly given: unknown;
  member(key: string | number): Place;
  /** The reader of the mapping that stands there, or null (and a problem) when none does. */
  record(keys: readonly string[]): RecordReader | null;
  problem(message: string): void;
}

function placeAt(document: PlainDocument, path: DocumentPath, problems: Problem[]): Place {
  return {
    given: document.at(path) ?? null,
    member: (key) => placeAt(document, [...path, key], problems),
    record: (keys) => readRecord(document, path, keys, problems),
    problem: (message) => {
      problems.push({ file: document.file, line: document.lineOf(path), key: path.join('.'), message });
    },
  };
}

/** A reader for the mapping at `path`, or null (and a problem) when no mapping stands there. Members outside `keys` are problems. */
export function readRecord(
  document: PlainDocument,
  path: DocumentPath,
  keys: readonly string[],
  problems: Problem[],
): RecordReader | null {
  const place = (key: string | null): Place =>
    placeAt(document, key === null ? path : [...path, key], problems);
  const problem = (key: string | null, message: string): void => place(key).problem(message);
  const data = document.at(path);
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    const found =
      data === undefined ? 'is missing; ' : data === null ? '' : `${show(data)} is not a mapping; `;
    const members = keys.length === 0 ? 'an empty mapping, {}' : `a mapping with ${keys.join(', ')}`;
    problem(null, `${found}expected ${members}`);
    return null;
  }
  const record = data as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    if (keys.includes(key)) continue;
    problem(
      key,
      keys.length === 0 ? `unknown key "${key}"; none is expected here` : unknownWord('key', key, keys),
    );
  }
  const value = (key: string): unknown => (Object.hasOwn(record, key) ? record[key] : undefined);
  const expected = (key: string, what: string): null => {
    const given = value(key) ?? null;
    problem(key, given === null ? `is missing; expected ${what}` : `${show(given)} is not ${what}`);
    return null;
  };
  return {
    path,
    keys,
    has: (key) => (value(key) ?? null) !== null,
    value,
    text: (key) => {
      const given = value(key);
      return typeof given === 'string' && given.trim() !== '' ? given.trim() : expected(key, 'a text');
    },
    number: (key, minimum, bound) => {
      const given = value(key);
      const fits = typeof given === 'number' && (bound === 'above' ? given > minimum : given >= minimum);
      if (fits && Number.isFinite(given)) return given;
      const least =
        minimum === Number.NEGATIVE_INFINITY
          ? ''
          : ` ${bound === 'above' ? 'above' : 'of at least'} ${minimum}`;
      return expected(key, `a number${least}`);
    },
    count: (key, minimum, maximum = Number.MAX_SAFE_INTEGER) => {
      const given = value(key);
      const fits =
        typeof given === 'number' && Number.isInteger(given) && given >= minimum && given <= maximum;
      const upTo = maximum === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${maximum}`;
      return fits ? given : expected(key, `a whole number of at least ${minimum}${upTo}`);
    },
    time: (key) => {
      const given = value(key);
      const timeMs = typeof given === 'string' ? parseTime(given) : null;
      return timeMs ?? expected(key, 'a UTC date or time such as 2022-05-12');
    },
    duration: (key, minimumMs) => {
      const durationMs = durationOf(value(key));
      if (durationMs !== null && durationMs >= minimumMs) return durationMs;
      const least = minimumMs > 0 ? ` of at least ${formatDuration(minimumMs)}` : '';
      return expected(key, `a duration${least} such as 500ms, 2s or 1h`);
    },
    list: (key) => {
      const given = value(key);
      return Array.isArray(given) ? given : expected(key, 'a list');
    },
    record: (key, innerKeys) => place(key).record(innerKeys),
    place,
    problem,
  };
}

/** Milliseconds of a duration as a file writes it, or null when it is none. */
export function durationOf(given: unknown): number | null {
  if (typeof given === 'number') return Number.isInteger(given) && given >= 0 ? given : null;
  return typeof given === 'string' ? parseDuration(given.trim()) : null;
}

/** A value of a file inside a sentence. */
export function show(given: unknown): string {
  const text = typeof given === 'number' ? String(given) : (JSON.stringify(given) ?? String(given));
  return text.length <= 60 ? text : `${text.slice(0, 57)}...`;
}
