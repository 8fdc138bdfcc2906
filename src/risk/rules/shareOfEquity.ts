import { exceeds } from '../limit.ts';
import type { Measured } from '../measure.ts';

/**
 * An amount against a share of equity. A share of nothing, or of what is no number, cannot be named: then the amount itself is, against nothing.
 */
export function shareOfEquity(
  actualQuote: number,
  { limitRatio, equityQuote, reason }: { limitRatio: number; equityQuote: number; reason: string },
): Measured {
  const isBreached = !Number.isFinite(equityQuote) || exceeds(actualQuote, limitRatio * equityQuote);
  return equityQuote > 0 && Number.isFinite(equityQuote)
    ? { actual: actualQuote / equityQuote, limit: limitRatio, unit: 'ratio', isBreached, reason }
    : { actual: actualQuote, limit: 0, unit: 'quote', isBreached, reason };
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
