/** When a figure that rests on daily returns is refused for want of them. */

/** Fewer daily returns than this estimate nothing: no distribution, no certainty of a Sharpe ratio, no risk of what is held. */
export const FEWEST_DAILY_RETURNS = 30;

/**
 * Why a sample is too small, or null when it is not.
 *
 * @example whyTooFew(7) // 'there are 7 daily returns, and 30 are needed'
 * @example whyTooFew(30) // null
 */
export function whyTooFew(returnCount: number): string | null {
  if (returnCount >= FEWEST_DAILY_RETURNS) return null;
  const have = returnCount === 1 ? 'there is 1 daily return' : `there are ${returnCount} daily returns`;
  return `${have}, and ${FEWEST_DAILY_RETURNS} are needed`;
}
