/** Buys once and holds. Its stop stands at the venue, or nowhere: then whatever watches the price is at home. */
export default {
  name: 'buyOnce',
  summary:
    'Buys every symbol once, at its first bar, with a stop at the venue or without one, and never exits.',
  params: {
    qty: {
      kind: 'number',
      unit: 'base',
      default: null,
      above: 0,
      doc: 'What it buys of each; without a stop no risk says how much.',
    },
    hasStop: {
      kind: 'flag',
      default: true,
      doc: 'Whether the entry plans a stop, which the guardian then places at the venue.',
    },
    stopDistanceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.05,
      above: 0,
      max: 0.99,
      doc: 'Distance of the stop from the entry / entry.',
    },
  },
  create({ qty, hasStop, stopDistanceRatio }, symbols) {
    const untouched = new Set(symbols);
    const plan = hasStop ? { stop: { kind: 'fixedRatio', distanceRatio: stopDistanceRatio } } : {};
    return {
      warmupBars: 1,
      onBars(bars, _account, submit) {
        for (const symbol of symbols) {
          if (!bars.of(symbol).isNew || !untouched.delete(symbol)) continue;
          submit({ kind: 'enter', symbol, side: 'buy', qty, ...plan });
        }
      },
    };
  },
};
