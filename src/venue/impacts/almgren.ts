import { portableLog, portablePower } from '../../core/portableMath.ts';
import { DAY_MS } from '../../core/time.ts';
import type { ImpactContext, ImpactModel } from './impactModel.ts';

const BETA = 0.6;
/** An order that is a smaller part than this of what was taken before is averaged by points, not by a difference of nearly equal numbers. */
const SMALL_PART = 0.01;

/**
 * The temporary impact that Almgren, Thum, Hauptmann and Li measured: an order of Q of the volume V that trades meanwhile costs
 * x = eta * sigma * (Q/V)^(3/5), eta = 0.142, sigma being the volatility of a day. That is the average of the first order of a bar; the unit after Q so costs
 * (8/5) * eta * sigma * (Q/V)^(3/5), and a later order the average of that over its own quantity.
 *
 * Sigma is the bar's own, by its range after M. Parkinson (1980), ln(H/L) / sqrt(4 ln 2), times the root of the bars of a day. Their permanent impact is
 * left out, because the tape does not answer to us. They measured US equities.
 *
 * Source: R. Almgren, C. Thum, E. Hauptmann, H. Li, "Direct Estimation of Equity Market Impact", Risk 18(7), 2005; "The Extreme Value Method for
 * Estimating the Variance of the Rate of Return", The Journal of Business 53(1), 1980, https://doi.org/10.1086/296071
 */
export const almgren: ImpactModel = {
  summary:
    "c times the volatility of a day times what was taken of the bar's volume to the 3/5 (Almgren et al. 2005).",
  text: (c) =>
    `3/5 power law (Almgren et al. 2005) with eta = ${c} and the volatility of a day from the range of the bar`,
  coefficient: 0.142,
  ratio: (context) => context.coefficient * daySigma(context) * meanPower(context),
  mostPrice: (bar) => (1 + BETA) * bar.coefficient * daySigma(bar) * 2 * bar.high,
};

function daySigma({ high, low, intervalMs }: Pick<ImpactContext, 'high' | 'low' | 'intervalMs'>): number {
  return (portableLog(high / low) / Math.sqrt(4 * Math.LN2)) * Math.sqrt(DAY_MS / intervalMs);
}

/** The mean of 1.6 * (Q/V)^0.6 over the order's own quantity. */
function meanPower({ takenQty, qty, volumeQty }: ImpactContext): number {
  const before = takenQty / volumeQty;
  const own = qty / volumeQty;
  if (before === 0) return portablePower(own, BETA);
  if (own >= SMALL_PART * before) {
    const total = before + own;
    return (total * portablePower(total, BETA) - before * portablePower(before, BETA)) / own;
  }
  // Gauss and Legendre's three points: exact to the last bits over so short a piece.
  const away = (own / 2) * Math.sqrt(3 / 5);
  const middle = before + own / 2;
  const at = (part: number) => (1 + BETA) * portablePower(part, BETA);
  return (5 * at(middle - away) + 8 * at(middle) + 5 * at(middle + away)) / 18;
}
