import { defineStrategy, type StopPlan } from '../strategy.ts';

/**
 * Known bad: a sign error in its own closing order. What was to close a long buys the same quantity once more, so that the position doubles
 * each time.
 */
export const flippedSide = defineStrategy({
  name: 'flippedSide',
  summary:
    'Known bad: opens a long and means to close it every few bars with an order of the wrong side and an explicit quantity, which doubles it.',
  params: {
    everyBars: {
      kind: 'number',
      unit: 'bars',
      default: 2,
      min: 1,
      integer: true,
      doc: 'New bars of a symbol from one attempt to close it to the next.',
    },
    stopDistanceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.2,
      above: 0,
      max: 0.99,
      doc: 'Distance of the stop from the entry / entry.',
    },
  },
  create(params, symbols) {
    const stop: StopPlan = { kind: 'fixedRatio', distanceRatio: params.stopDistanceRatio };
    const barCounts = new Map(symbols.map((symbol) => [symbol, 0]));
    return {
      warmupBars: 1,
      onBars(bars, account, submit) {
        for (const symbol of symbols) {
          if (!bars.of(symbol).isNew) continue;
          const barCount = barCounts.get(symbol)!;
          barCounts.set(symbol, barCount + 1);
          const heldQty = Math.abs(account.positionQty(symbol));
          if (barCount === 0) submit({ kind: 'enter', symbol, side: 'buy', stop });
          else if (barCount % params.everyBars === 0 && heldQty > 0) {
            // `sell` was meant: here is the error.
            submit({ kind: 'enter', symbol, side: 'buy', qty: heldQty, stop });
          }
        }
      },
    };
  },
});
