import { defineStrategy, type StopPlan, type Submit } from '../strategy.ts';

/** Known bad: the direction is flipped and nothing ever ends it, so that every fill asks for the next order. Seen in the OKX desk article. */
export const runaway = defineStrategy({
  name: 'runaway',
  summary:
    'Known bad: sells at every bar and again at every fill of its own, dozens of orders in seconds; it never exits.',
  params: {
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
    const sell = (symbol: string, submit: Submit) => submit({ kind: 'enter', symbol, side: 'sell', stop });
    return {
      warmupBars: 1,
      onBars(bars, _account, submit) {
        for (const symbol of symbols) if (bars.of(symbol).isNew) sell(symbol, submit);
      },
      onEvent(event, _account, submit) {
        if (event.kind === 'filled' && event.purpose === 'entry') sell(event.symbol, submit);
      },
    };
  },
});
