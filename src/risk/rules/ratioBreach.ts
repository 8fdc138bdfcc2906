import type { Breach } from '../breach.ts';
import { exceeds } from '../limit.ts';

/**
 * Null while an amount is within a share of equity, else the breach. A share of nothing, or of what is no number, cannot be named: then the
 * amount itself is, against nothing.
 */
export function ratioBreach(
  rule: string,
  actualQuote: number,
  { limitRatio, equityQuote, reason }: { limitRatio: number; equityQuote: number; reason: string },
): Breach | null {
  if (Number.isFinite(equityQuote) && !exceeds(actualQuote, limitRatio * equityQuote)) return null;
  return equityQuote > 0 && Number.isFinite(equityQuote)
    ? { rule, actual: actualQuote / equityQuote, limit: limitRatio, unit: 'ratio', reason }
    : { rule, actual: actualQuote, limit: 0, unit: 'quote', reason };
}

/** How much of a share of equity is used: 1 at the limit; null where there is no equity to take a share of. */
export function useOfRatio(actualQuote: number, limitRatio: number, equityQuote: number): number | null {
  const limitQuote = limitRatio * equityQuote;
  return limitQuote > 0 && Number.isFinite(limitQuote) ? actualQuote / limitQuote : null;
}

/** While a cold start goes on a cap is a part of itself. */
export function partOfLimit<Params extends { readonly limitRatio: number }>(
  params: Params,
  capRatio: number,
): Params {
  return { ...params, limitRatio: params.limitRatio * capRatio };
}
