import type { RecordReader } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import type { OperatorReset } from '../engine/operatorReset.ts';
import { RESETTABLE } from '../risk/resettable.ts';
import { riskRules } from '../risk/rules/index.ts';
import { readMoment, type Window } from './readMoment.ts';

/**
 * Reads `operator:`, what a person does while the scenario runs: `- {reset: drawdownBreaker, at: {bar: 80}}`. In the order of their times; two
 * at one time in that of the file.
 */
export function readOperator(
  root: RecordReader,
  window: Window | null,
  drainMs: number | null,
): OperatorReset[] {
  if (!root.has('operator')) return [];
  const resets: OperatorReset[] = [];
  for (const index of (root.list('operator') ?? []).keys()) {
    const reader = root.place('operator').member(index).record(['reset', 'at']);
    if (reader === null) continue;
    const rule = readRule(reader);
    const atMs = readMoment(reader, 'at', window);
    if (atMs !== null && drainMs !== null && atMs >= drainMs) {
      reader.problem(
        'at',
        `${formatTime(atMs)} is not before the drain, ${formatTime(drainMs)}, in which nothing is traded; expected an earlier time`,
      );
    }
    if (rule !== null && atMs !== null) resets.push({ rule, atMs });
  }
  return resets.sort((a, b) => a.atMs - b.atMs);
}

function readRule(reader: RecordReader): string | null {
  const rule = reader.text('reset');
  if (rule === null || RESETTABLE.includes(rule)) return rule;
  const known: { readonly answer: { readonly end: string } | null } | undefined = Object.hasOwn(
    riskRules,
    rule,
  )
    ? riskRules[rule as keyof typeof riskRules]
    : undefined;
  reader.problem(
    'reset',
    known === undefined
      ? unknownWord('rule', rule, RESETTABLE)
      : `${rule} never waits for an operator; expected one of ${RESETTABLE.join(', ')}`,
  );
  return null;
}
