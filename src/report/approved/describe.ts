import { metricTitle } from '../facts/samples.ts';
import { unitOf } from '../files/resultJson.ts';
import { NO_VALUE, unitText, utcTime } from '../numbers.ts';
import type { Difference } from './compare.ts';

/** A difference in words: a first line, and more where there is more to say. For a terminal, a job summary, a page. */
export function describeDifference(difference: Difference, currency: string): string[] {
  switch (difference.kind) {
    case 'invariant':
      return [`invariant ${difference.name}: ${difference.message}`];
    case 'verdict':
      return [`the verdict is ${difference.actual}; approved is ${difference.approved}`];
    case 'count': {
      const { of, name, approved, actual } = difference;
      return [`${COUNTED[of] ?? of} ${name}: ${actual}; approved is ${approved}`];
    }
    case 'metric': {
      const { name, approved, actual, toleranceRatio, tendency } = difference;
      const text = (value: number | null): string =>
        value === null ? 'undefined' : `${unitText(value, unitOf(name), currency)} (${value})`;
      return [
        `${metricTitle(name)}: ${text(actual)}; approved is ${text(approved)}, tolerance ${toleranceRatio}: ${tendency}`,
      ];
    }
    case 'input':
      return [`another ${difference.name}: ${difference.actual}; approved is ${difference.approved}`];
    case 'event': {
      const { index, atMs, field, approved, actual, around, fault } = difference;
      const when = atMs === null ? '' : ` at ${utcTime(atMs)}`;
      const lines = [
        field === null
          ? `the first event that differs is number ${index}${when}: ${approved === null ? 'the approved log has ended' : 'this log has ended'}`
          : `the first event that differs is number ${index}${when}, in ${field}`,
        `  approved: ${JSON.stringify(approved) ?? NO_VALUE}`,
        `  now:      ${JSON.stringify(actual) ?? NO_VALUE}`,
        fault === null
          ? '  no fault had fired before it'
          : `  the last fault before it: ${fault.fault} (${fault.faultId}) at ${utcTime(fault.atMs)}`,
      ];
      for (const row of around) {
        if (row.approved === row.actual) lines.push(`   ${row.index} ${row.actual ?? ''}`);
        else {
          if (row.approved !== null) lines.push(`  -${row.index} ${row.approved}`);
          if (row.actual !== null) lines.push(`  +${row.index} ${row.actual}`);
        }
      }
      return lines;
    }
  }
}

const COUNTED: Readonly<Record<string, string>> = {
  rules: 'decisions of',
  kinds: 'decisions of the kind',
  faults: 'firings of fault',
  refusals: 'refusals by',
};
