import { reaches } from '../limit.ts';
import type { Closer } from './closer.ts';
import type { Desk } from './desk.ts';

/** The brake `localStop`, the second line: a floating loss beyond the limit closes the position, whatever the venue says about stops. */
export function watchFloatingLosses({ brakes, belief }: Desk, closer: Closer): void {
  if (brakes.localStop === undefined) return;
  const { lossRatio: limit } = brakes.localStop;
  for (const symbol of belief.symbols) {
    const positionQty = belief.positionQty(symbol);
    const entryPrice = belief.entryPrice(symbol);
    const markPrice = belief.markPrice(symbol);
    if (positionQty === 0 || entryPrice === null || markPrice === null || closer.isClosing(symbol)) continue;
    if (belief.hasEnded(symbol)) continue;
    const actual = (Math.sign(positionQty) * (entryPrice - markPrice)) / entryPrice;
    if (!reaches(actual, limit)) continue;
    closer.close(symbol, 'localStop', {
      rule: 'localStop',
      reason: 'The floating loss is beyond the second line.',
      wishOrdinal: null,
      actual,
      limit,
      unit: 'ratio',
    });
  }
}
