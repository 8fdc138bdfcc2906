/** Sells once, after so many bars, under a stop at a price that is named, and never wishes again. */
export default {
  name: 'shortUnderStop',
  summary: 'Sells every symbol once, after so many bars, under a stop at one price.',
  params: {
    barCount: {
      kind: 'number',
      unit: 'bars',
      default: 5,
      min: 1,
      integer: true,
      doc: 'Bars before the sale.',
    },
    stopPrice: { kind: 'number', unit: 'quote', default: null, above: 0, doc: 'Trigger of the stop.' },
  },
  create({ barCount, stopPrice }) {
    let turn = 0;
    return {
      warmupBars: 1,
      onBars(bars, _account, submit) {
        turn++;
        if (turn !== barCount) return;
        for (const symbol of bars.symbols) {
          submit({ kind: 'enter', symbol, side: 'sell', stop: { kind: 'fixedPrice', price: stopPrice } });
        }
      },
    };
  },
};
