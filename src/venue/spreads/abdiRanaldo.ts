import { portableLog } from '../../core/portableMath.ts';
import type { SpreadModel } from './spreadModel.ts';

/**
 * With c the logarithm of a bar's close and m the middle of the logarithms of its high and low, s^2 = 4 E[(c - m)(c - m')], m' being that of the
 * next bar: the close lies half a spread off the efficient price, of which both middles are an estimate. The mean is over the window, and where it
 * is negative, as noise makes it in a narrow market, the spread is taken to be 0, which leaves the tick.
 *
 * Source: F. Abdi and A. Ranaldo, "A Simple Estimation of Bid-Ask Spreads from Daily Close, High, and Low Prices", The Review of Financial Studies
 * 30(12), 2017, https://doi.org/10.1093/rfs/hhx084
 */
export const abdiRanaldo: SpreadModel = {
  summary: 'Estimated from close, high and low of the bars before (Abdi and Ranaldo 2017).',
  estimate: ({ high, low, close }, fromRow, toRow) => {
    const middle = (row: number) => (portableLog(high[row]!) + portableLog(low[row]!)) / 2;
    let sum = 0;
    let before = middle(fromRow);
    for (let row = fromRow; row < toRow; row++) {
      const after = middle(row + 1);
      const logClose = portableLog(close[row]!);
      sum += 4 * (logClose - before) * (logClose - after);
      before = after;
    }
    return Math.sqrt(Math.max(0, sum / (toRow - fromRow)));
  },
};
