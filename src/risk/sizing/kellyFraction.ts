/** What share of capital to put at risk, by Kelly's formula and by halves. Ratios. */
export interface KellyFraction {
  /** W - (1 - W) / b; negative without an edge. */
  readonly fullRatio: number;
  readonly halfRatio: number;
  /** The half, at least 0 and at most the cap. */
  readonly riskRatio: number;
}

/**
 * Half of Kelly's fraction under a cap: f* = W - (1 - W) / b, of capital at risk and not of notional.
 * J. L. Kelly, "A New Interpretation of Information Rate", Bell System Technical Journal (1956).
 *
 * @param record `winRatio` is W, the share of trades that won; `payoffRatio` is b, mean win / mean loss, above 0.
 * @param capRatio the largest share, ratio.
 * @example halfKellyFraction({ winRatio: 0.5, payoffRatio: 2 }, 0.02) // { fullRatio: 0.25, halfRatio: 0.125, riskRatio: 0.02 }
 */
export function halfKellyFraction(
  { winRatio, payoffRatio }: { readonly winRatio: number; readonly payoffRatio: number },
  capRatio: number,
): KellyFraction {
  const fullRatio = winRatio - (1 - winRatio) / payoffRatio;
  const halfRatio = fullRatio / 2;
  return { fullRatio, halfRatio, riskRatio: Math.max(0, Math.min(capRatio, halfRatio)) };
}
