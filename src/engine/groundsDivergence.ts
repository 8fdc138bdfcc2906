import { canonicalJson } from '../core/hash.ts';
import { type Divergence, firstDifferentMember } from './journal.ts';
import type { RunRecord } from './runRecord.ts';

/**
 * The first decision of two runs with one log that rests on other numbers; null when none does. The fingerprint does not know of these numbers,
 * so that a run which is verified has them compared beside it.
 */
export function groundsDivergence(
  left: Pick<RunRecord, 'journal' | 'grounds'>,
  right: Pick<RunRecord, 'grounds'>,
): Divergence | null {
  const count = Math.max(left.grounds.length, right.grounds.length);
  for (let ordinal = 0; ordinal < count; ordinal++) {
    const a = left.grounds[ordinal] ?? null;
    const b = right.grounds[ordinal] ?? null;
    if (canonicalJson(a) === canonicalJson(b)) continue;
    const index = indexOfDecision(left, ordinal);
    const atMs = left.journal[index]?.atMs ?? null;
    return { index, atMs, ...firstDifferentMember(a, b, 'grounds') };
  }
  return null;
}

function indexOfDecision({ journal }: Pick<RunRecord, 'journal'>, ordinal: number): number {
  let left = ordinal;
  return journal.findIndex(({ kind }) => kind === 'decision' && left-- === 0);
}
