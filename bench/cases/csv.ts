import { HOUR_MS } from '../../src/core/time.ts';
import { parseCandleCsv } from '../../src/market/csv.ts';
import type { BenchCase, Work } from '../benchCase.ts';
import { HOUR_BARS, syntheticTape } from '../syntheticTape.ts';

export const csv: BenchCase = {
  name: 'CSV',
  what: 'reads 43,800 lines of candles into columns, with every check of a line',
  unit: 'MB/s',
  base: { name: 'split', clock: 'processor', prepare: splitting },
  aim: null,
  prepare() {
    const text = candleText();
    return {
      count: text.length,
      run() {
        if (parseCandleCsv(text, 'bench.csv').length !== HOUR_BARS)
          throw new Error('not every line was read');
      },
    };
  },
};

/** The base: the text cut into lines and cells and nothing else. */
function splitting(): Work {
  const text = candleText();
  return {
    count: text.length,
    run() {
      let cellCount = 0;
      for (const line of text.split('\n')) cellCount += line.split(',').length;
      if (cellCount !== (HOUR_BARS + 1) * 6) throw new Error('the text has too few cells');
    },
  };
}

function candleText(): string {
  const { openTimeMs, open, high, low, close, volume } = syntheticTape(HOUR_BARS, HOUR_MS).symbols[0]!
    .candles;
  const lines = ['timestamp,open,high,low,close,volume'];
  for (let row = 0; row < HOUR_BARS; row++) {
    lines.push([openTimeMs, open, high, low, close, volume].map((column) => column[row]).join(','));
  }
  return lines.join('\n');
}
