import type { Breach } from '../breach.ts';
import { reaches } from '../limit.ts';

/** What is lost of a base; not a number where equity is none or the base is nothing, so that every breaker trips. */
export function lossRatio(equityQuote: number, baseQuote: number | null): number {
  if (!Number.isFinite(equityQuote)) return Number.NaN;
  if (baseQuote === null) return 0;
  return baseQuote > 0 ? 1 - equityQuote / baseQuote : Number.NaN;
}

/** Null under the limit; at it the breaker trips. */
export function lossBreach(rule: string, ratio: number, limitRatio: number, reason: string): Breach | null {
  if (!reaches(ratio, limitRatio)) return null;
  // What is no number has lost everything, as far as anybody knows.
  return { rule, actual: Number.isFinite(ratio) ? ratio : 1, limit: limitRatio, unit: 'ratio', reason };
}

/** How much of a breaker's limit is used: 1 trips it. A gain uses nothing. */
export function useOfLoss(ratio: number, limitRatio: number): number | null {
  return Number.isFinite(ratio) ? Math.max(0, ratio) / limitRatio : null;
}
