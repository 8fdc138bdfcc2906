import { type Problem, unknownWord } from '../core/result.ts';
import { parseTime } from '../core/time.ts';
import type { YamlText } from './yamlText.ts';

type Path = readonly (string | number)[];

/**
 * Reads the members of one YAML mapping and collects what is wrong with each. A member that is wrong is read as null, and the
 * caller gives up on the whole once it has heard every problem.
 */
export interface RecordReader {
  text(key: string): string | null;
  /** A finite number that is at least `minimum`, or above it when `above` is said. */
  number(key: string, minimum: number, bound?: 'above'): number | null;
  time(key: string): number | null;
  list(key: string): readonly unknown[] | null;
  problem(key: string | null, message: string): void;
}

/** A reader for the mapping at `path`, or null (and a problem) when no mapping stands there. */
export function readRecord(
  yaml: YamlText,
  file: string,
  path: Path,
  data: unknown,
  keys: readonly string[],
  problems: Problem[],
): RecordReader | null {
  const problem = (key: string | null, message: string): void => {
    const place = key === null ? path : [...path, key];
    problems.push({ file, line: yaml.lineOf(place), key: place.join('.'), message });
  };
  if (typeof data !== 'object' || data === null || Array.isArray(data)) {
    problem(null, `expected a mapping with ${keys.join(', ')}`);
    return null;
  }
  const record = data as Record<string, unknown>;
  for (const key of Object.keys(record)) {
    if (!keys.includes(key)) problem(key, unknownWord('key', key, keys));
  }
  const expected = (key: string, what: string): null => {
    const given = record[key];
    problem(
      key,
      given === undefined ? `is missing; expected ${what}` : `${JSON.stringify(given)} is not ${what}`,
    );
    return null;
  };
  return {
    text: (key) => {
      const given = record[key];
      return typeof given === 'string' && given.trim() !== '' ? given.trim() : expected(key, 'a text');
    },
    number: (key, minimum, bound) => {
      const given = record[key];
      const fits = typeof given === 'number' && (bound === 'above' ? given > minimum : given >= minimum);
      return fits && Number.isFinite(given)
        ? given
        : expected(key, `a number ${bound === 'above' ? 'above' : 'of at least'} ${minimum}`);
    },
    time: (key) => {
      const given = record[key];
      const timeMs = typeof given === 'string' ? parseTime(given) : null;
      return timeMs ?? expected(key, 'a UTC date or time such as 2022-05-12');
    },
    list: (key) => {
      const given = record[key];
      return Array.isArray(given) ? given : expected(key, 'a list');
    },
    problem,
  };
}
