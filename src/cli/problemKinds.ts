import type { Problem } from '../core/result.ts';

/** Problems of one kind that a person is shown before the rest of them are only counted. */
export const SHOWN_OF_EACH_KIND = 10;

export interface ShownProblems {
  readonly shown: readonly Problem[];
  /** A sentence for every kind of which some are not shown. */
  readonly rest: readonly string[];
}

/**
 * The first problems of each kind, in their order: thousands of lines with the same complaint would hide the one that is another. Two are of
 * one kind when they differ only in line, in numbers and in what they quote.
 */
export function fewOfEachKind(problems: readonly Problem[], most: number): ShownProblems {
  const counts = new Map<string, { count: number; last: Problem }>();
  const shown = problems.filter((problem) => {
    const kind = kindOf(problem);
    const count = (counts.get(kind)?.count ?? 0) + 1;
    counts.set(kind, { count, last: problem });
    return count <= most;
  });
  const rest = [...counts.values()]
    .filter(({ count }) => count > most)
    .map(({ count, last }) => {
      const where = last.line === null ? '' : `, the last at line ${last.line}`;
      return `and ${count - most} more like "${shortened(last.message)}"${where}; --json lists every one`;
    });
  return { shown, rest };
}

function kindOf({ file, key, message }: Problem): string {
  return `${file} ${key} ${message.replace(/"[^"]*"/g, '""').replace(/[-+]?\d[\d.:TZe+-]*/g, '0')}`;
}

function shortened(message: string): string {
  return message.length <= 90 ? message : `${message.slice(0, 87)}...`;
}
