import { portableLog, portablePower } from '../../core/portableMath.ts';
import type { SpreadModel } from './spreadModel.ts';

const K = 3 - 2 * Math.SQRT2;

/**
 * The range of one bar holds volatility and spread, and the range of two holds twice the volatility and the same spread. With beta the sum of the
 * squared log ranges of two bars and gamma the squared log range of both together: a = (sqrt(2 beta) - sqrt(beta)) / k - sqrt(gamma / k), k = 3 -
 * 2 sqrt(2), s = 2 (e^a - 1) / (e^a + 1). Where the second bar lies wholly beyond the close of the first, it is moved back to it. A pair whose
 * estimate is negative counts as 0, as in the paper, and the spread is the mean over the pairs of the window.
 *
 * Source: S. A. Corwin and P. Schultz, "A Simple Way to Estimate Bid-Ask Spreads from Daily High and Low Prices", The Journal of Finance 67(2),
 * 2012, https://doi.org/10.1111/j.1540-6261.2012.01729.x
 */
export const corwinSchultz: SpreadModel = {
  summary: 'Estimated from highs and lows of the bars before (Corwin and Schultz 2012).',
  estimate: ({ high, low, close }, fromRow, toRow) => {
    let sum = 0;
    for (let row = fromRow; row < toRow; row++) {
      const shift = Math.max(0, low[row + 1]! - close[row]!) + Math.min(0, high[row + 1]! - close[row]!);
      const nextHigh = high[row + 1]! - shift;
      const nextLow = low[row + 1]! - shift;
      const range = portableLog(high[row]! / low[row]!);
      const nextRange = portableLog(nextHigh / nextLow);
      const beta = range * range + nextRange * nextRange;
      const root = portableLog(Math.max(high[row]!, nextHigh) / Math.min(low[row]!, nextLow));
      const alpha = (Math.sqrt(2 * beta) - Math.sqrt(beta)) / K - root / Math.sqrt(K);
      if (alpha <= 0) continue;
      const growth = portablePower(Math.E, alpha);
      sum += (2 * (growth - 1)) / (growth + 1);
    }
    return sum / (toRow - fromRow);
  },
};
