import type { ProtectionInterval, ProtectionStatus } from '../../engine/runRecord.ts';

/** From the least to the most severe: `unknown` is worse than `pending`, since nobody is at work. */
export const PROTECTION_ORDER: readonly ProtectionStatus[] = ['protected', 'pending', 'unknown', 'naked'];

/** What each means, for a reader. */
export const PROTECTION_MEANING: Readonly<Record<ProtectionStatus, string>> = {
  protected: 'live, correct-side stops at the venue cover the position',
  pending: 'they do not, and the session is placing, verifying or closing',
  unknown: 'they do not, and the session believes that they do',
  naked: 'they do not, and the session knows or does not care',
};

/** True where a position stands without a stop for all of it, whatever the session thinks. */
export function isUncovered(interval: ProtectionInterval): boolean {
  return interval.status !== 'protected';
}
