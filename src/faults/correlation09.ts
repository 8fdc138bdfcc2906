import { symbolsIn } from '../core/params.ts';
import { failed, ok, type Problem, unknownWord } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import type { CorrelationShock } from '../market/correlationShock/correlationShock.ts';
import type { PairCorrelation } from '../market/correlationShock/pairCorrelation.ts';
import { defineFault, type TapeChange } from './fault.ts';
import { type WindowSymbol, windowSymbols } from './windowSymbols.ts';

/** Everything moves together, or hedges fail. */
export const correlation09 = defineFault({
  name: 'correlation09',
  layer: 'market',
  summary:
    'The client sees all symbols move together, or its hedges move against it; it is true: each symbol has the bars that it had, in another order.',
  params: {
    rho: {
      kind: 'number',
      unit: 'correlation',
      default: 0.9,
      above: -1,
      max: 0.99,
      doc: 'The correlation of every pair. It must be above -1 / (symbols - 1).',
    },
    measure: {
      kind: 'choice',
      words: ['spearman', 'pearson'],
      default: 'spearman',
      doc: 'What rho is of. With the bars kept, a Pearson correlation often has a bound below it, which is then said.',
    },
    leader: {
      kind: 'symbols',
      isOne: true,
      default: 'first',
      doc: 'The symbol whose bars stay where they are; first is the first of the scenario.',
    },
    hedges: {
      kind: 'symbols',
      default: 'none',
      doc: 'Symbols that get the correlation -rho with all others, and rho with each other: name the short side of a long and short book, and its hedges fail.',
    },
  },
  actsOn: null,
  tapeTrigger: 'during',
  activeMs: () => 0,
  excuseMs: () => null,
  async tape(tape, window, { rho, measure, leader, hedges }) {
    const symbols = windowSymbols(tape, window);
    const names = symbols.map(({ symbol }) => symbol);
    const leading = leader === 'first' ? names.slice(0, 1) : symbolsIn(leader);
    const hedging = hedges === 'none' ? [] : symbolsIn(hedges);
    const problems = [...unknown('leader', leading, names), ...unknown('hedges', hedging, names)];
    if (symbols.length < 2) problems.push(problem(null, 'needs at least two symbols to correlate'));
    if (problems.length > 0) return failed(problems);
    const ordered = [...symbols].sort(
      (a, b) => Number(leading.includes(b.symbol)) - Number(leading.includes(a.symbol)),
    );

    // Loaded here, for it brings a library of matrices that no other scenario needs.
    const { correlationShock, leastEquicorrelation, targetMatrix } = await import(
      '../market/correlationShock/index.ts'
    );
    const least = leastEquicorrelation(symbols.length);
    if (rho <= least) {
      const message = `${rho} is not possible between all of ${symbols.length} symbols; expected above ${Number(least.toPrecision(4))}`;
      return failed([problem('rho', message)]);
    }
    const matrix = targetMatrix(
      rho,
      ordered.map(({ symbol }) => (hedging.includes(symbol) ? -1 : 1)),
    );
    const shock = correlationShock(
      ordered.map((one) => ({ ...one, tick: one.instrument.tick })),
      { matrix, measure },
    );
    return shock.ok ? ok(changeOf(shock.value, ordered, { window, measure, rho, hedging })) : shock;
  },
});

function changeOf(
  shock: CorrelationShock,
  ordered: readonly WindowSymbol[],
  asked: {
    window: { fromMs: number; toMs: number };
    measure: 'spearman' | 'pearson';
    rho: number;
    hedging: readonly string[];
  },
): TapeChange {
  const { window, measure, rho, hedging } = asked;
  const { commonBarCount, correlations, largestReturnError, liftedBarCount } = shock;
  const against = hedging.length === 0 ? '' : `, ${-rho} between ${hedging.join(', ')} and the others`;
  const lifted = liftedBarCount === 0 ? '' : `, but for ${liftedBarCount} bars at the floor of one tick`;
  const sentences = [
    `correlation09 from ${formatTime(window.fromMs)} to ${formatTime(window.toMs)}, a stress tape and not a forecast: ${measure} ${rho} between all${against}, by the order of each symbol's own bars`,
    `${ordered[0]!.symbol} leads and keeps its bars; the ${commonBarCount} bars that all have change places with their gap, wicks and volume`,
    `no log return is off by more than ${significant(largestReturnError)}, which is what the tick costs${lifted}, and the last close is the original; the order is made from the whole window`,
  ];
  return {
    candles: shock.candles,
    notes: [sentences.join('; '), ...correlations.map(pairText)],
    correlations,
  };
}

function pairText(pair: PairCorrelation): string {
  const [spearman, wasSpearman, pearson, wasPearson, bound, applied] = [
    pair.spearmanAchieved,
    pair.spearmanBefore,
    pair.pearsonAchieved,
    pair.pearsonBefore,
    pair.pearsonBound,
    pair.applied,
  ].map((value) => value.toFixed(3));
  return `${pair.symbols.join(' and ')}: requested ${pair.requested}; applied ${applied} to normal scores; achieved Spearman ${spearman} (was ${wasSpearman}), Pearson ${pearson} (was ${wasPearson}, bound ${bound})`;
}

function significant(value: number): string {
  return value === 0 ? '0' : String(Number(value.toPrecision(2)));
}

function unknown(key: string, given: readonly string[], names: readonly string[]): Problem[] {
  return given
    .filter((symbol) => !names.includes(symbol))
    .map((symbol) => problem(key, unknownWord('symbol', symbol, names)));
}

function problem(key: string | null, message: string): Problem {
  return { file: null, line: null, key, message };
}
