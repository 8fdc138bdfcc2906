import { distance } from 'fastest-levenshtein';

/** One thing that is wrong with an input, and where. Every part that is known is said. */
export interface Problem {
  /** The file as the user named it. */
  file: string | null;
  /** Line, counted from 1. */
  line: number | null;
  /** The key path (`policy.rules.maxPosition`) or the column. */
  key: string | null;
  /** What is wrong, as a full sentence without the place. */
  message: string;
}

/** An expected outcome is a value: the thing, or every problem at once. */
export type Result<Value> = { ok: true; value: Value } | { ok: false; problems: Problem[] };

export function ok<Value>(value: Value): Result<Value> {
  return { ok: true, value };
}

export function failed(problems: Problem[]): { ok: false; problems: Problem[] } {
  return { ok: false, problems };
}

/**
 * The value of a result, for code that cannot go on without it.
 *
 * @throws {Error} with every problem on a line of its own.
 * @example unwrap({ ok: true, value: 3 }) // 3
 */
export function unwrap<Value>(result: Result<Value>): Value {
  if (result.ok) return result.value;
  throw new Error(result.problems.map(formatProblem).join('\n'));
}

/** `scenarios/luna.yaml:12: policy.rules.maxPositon: unknown rule; did you mean maxPosition?` */
export function formatProblem(problem: Problem): string {
  const place = [problem.file, problem.line].filter((part) => part !== null).join(':');
  return [place, problem.key, problem.message].filter((part) => part !== null && part !== '').join(': ');
}

/**
 * The valid word nearest to what was written, when it is near enough to have been meant.
 *
 * @example nearestWord('maxPositon', ['maxPosition', 'perOrderCap']) // 'maxPosition'
 */
export function nearestWord(word: string, valid: readonly string[]): string | null {
  let nearest: string | null = null;
  let nearestDistance = Math.max(2, Math.ceil(word.length * 0.4)) + 1;
  for (const candidate of valid) {
    const candidateDistance = distance(word.toLowerCase(), candidate.toLowerCase());
    if (candidateDistance < nearestDistance) {
      nearest = candidate;
      nearestDistance = candidateDistance;
    }
  }
  return nearest;
}

/** `unknown rule "maxPositon"; did you mean "maxPosition"?`, or the list of valid words where none is near. */
export function unknownWord(kind: string, word: string, valid: readonly string[]): string {
  const nearest = nearestWord(word, valid);
  const hint = nearest === null ? `expected one of ${valid.join(', ')}` : `did you mean "${nearest}"?`;
  return `unknown ${kind} "${word}"; ${hint}`;
}
