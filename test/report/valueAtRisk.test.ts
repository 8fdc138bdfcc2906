import { beforeAll, describe, expect, test } from 'vitest';
import { keyedRandom } from '../../src/core/random.ts';
import { allocateCandles, type Candles } from '../../src/market/candles.ts';
import type { Tape } from '../../src/market/tape.ts';
import { valueAtRisk as historical, normalQuantile, portfolioPnl } from '../../src/metrics/index.ts';
import { histogramBins, returnHistogram } from '../../src/report/charts/returnHistogram.ts';
import { rollingValueAtRiskPlot } from '../../src/report/charts/rollingValueAtRisk.ts';
import { type ValueAtRiskFacts, valueAtRiskFacts } from '../../src/report/facts/valueAtRisk.ts';
import { renderPage } from '../../src/report/page.ts';
import { valueAtRisk } from '../../src/report/sections/valueAtRisk.ts';
import { commonReturns, heldAtCloses } from '../../src/stress/heldRisk.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import { makeOutcome, type OutcomeOptions } from '../support/makeOutcome.ts';

const DAY_MS = 86_400_000;

/** Days from before the run to its end: quiet, and then the first symbol loses most of its price. */
function dailyOf({ fromMs, toMs, symbols }: Tape, index: number, lookbackDays: number): Candles {
  const length = lookbackDays + (toMs - fromMs) / DAY_MS;
  const candles = allocateCandles(symbols[index]!.instrument.symbol, DAY_MS, length);
  const draw = keyedRandom(11, 'market', `daily ${index}`);
  let close = 100;
  for (let row = 0; row < length; row++) {
    const isCrash = index === 0 && row > lookbackDays + 20 && row <= lookbackDays + 25;
    candles.openTimeMs[row] = fromMs + (row - lookbackDays) * DAY_MS;
    close *= isCrash ? 0.4 : 1 + 0.03 * normalQuantile(draw('day', row) * 0.998 + 0.001);
    candles.close[row] = close;
  }
  return candles;
}

function outcomeOf(options: OutcomeOptions = {}, lookbackDays = 260): Outcome {
  const outcome = makeOutcome(options);
  const { tape } = outcome;
  const symbols = tape.symbols.map((symbol, index) => ({
    ...symbol,
    daily: dailyOf(tape, index, lookbackDays),
  }));
  return { ...outcome, faultedTape: { ...tape, symbols } };
}

describe('the facts of value at risk', () => {
  const outcome = outcomeOf();
  const facts = valueAtRiskFacts(outcome);
  const seriesOf = (id: string) => facts.series.find((series) => series.id === id)!;

  test('the largest close is the one that the tile of the first screen shows', () => {
    const closes = heldAtCloses(outcome.faulted.record, outcome.faultedTape);
    const atRisk = closes.map(
      ({ exposures }) => historical(portfolioPnl(exposures), { alpha: 0.05, windowRows: 252 }).value!,
    );
    const { largest } = facts;
    expect(largest!.methods[0]!.valueAtRisk[0]!.value).toBe(Math.max(...atRisk));
    expect(largest!.atMs).toBe(closes[atRisk.indexOf(Math.max(...atRisk))]!.atMs);
    expect(largest!.pnlQuote).toHaveLength(252);
  });

  test('only days that were over at the close are looked back on', () => {
    for (const { atMs, dayStartMs } of heldAtCloses(outcome.faulted.record, outcome.faultedTape)) {
      expect(dayStartMs.at(-1)! + DAY_MS).toBe(atMs);
    }
  });

  test('the result of a day is the change of equity over it, and what the positions would have made alone', () => {
    const { samples } = outcome.faulted.record;
    const equityAt = (timeMs: number) => samples.equityQuote[samples.timeMs.indexOf(timeMs)]!;
    const judged = facts.portfolioDays.filter(({ nextDayQuote }) => nextDayQuote !== null);
    expect(judged.length).toBeGreaterThan(10);
    for (const { atMs, nextDayQuote } of judged)
      expect(nextDayQuote).toBeCloseTo(equityAt(atMs + DAY_MS) - equityAt(atMs), 8);
    const [day] = facts.portfolioDays;
    const [held] = heldAtCloses(outcome.faulted.record, outcome.faultedTape);
    const expected = held!.exposures.map(({ symbol, exposureQuote }) => {
      const { daily } = outcome.faultedTape.symbols.find(({ instrument }) => instrument.symbol === symbol)!;
      const row = daily.openTimeMs.indexOf(held!.atMs);
      return exposureQuote * (daily.close[row]! / daily.close[row - 1]! - 1);
    });
    expect(day!.unchangedQuote).toBeCloseTo(
      expected.reduce((a, b) => a + b),
      8,
    );
  });

  test('the forecasts of a portfolio are those of its closes, and end with the day after them', () => {
    const portfolio = seriesOf('portfolio');
    const judged = facts.portfolioDays.filter(({ nextDayQuote }) => nextDayQuote !== null);
    const [level95] = portfolio.levels;
    expect([...level95!.dayEndMs]).toEqual(judged.map(({ atMs }) => atMs + DAY_MS));
    expect([...level95!.forecasts.valueAtRisk]).toEqual(judged.map((day) => day.valueAtRisk[0]));
  });

  test('the check of the method sees the crash: exceptions, and a rejection', () => {
    expect(facts.symbol).toBe('LUNA-USDT');
    const [level95, level99] = seriesOf('symbol').levels;
    expect(level95!.tests.dayCount).toBe(260 + 30 - 1 - 30);
    expect(level99!.tests.dayCount).toBe(260 + 30 - 1 - 100);
    expect(level95!.tests.judgement).toBe('rejected');
    const { fromMs } = outcome.faulted.record;
    const crashEnds = [21, 22, 23, 24, 25].map((day) => fromMs + (day + 1) * DAY_MS);
    const exceptions = [...level99!.dayEndMs].filter((_, row) => level99!.tests.exceptions[row]);
    // Three such days are among the look-back before the last two: then they are no longer unheard of.
    expect(exceptions).toEqual(expect.arrayContaining(crashEnds.slice(0, 3)));
  });

  test('the mean of all symbols is taken day by day', () => {
    const symbols = outcome.faultedTape.symbols.map(({ instrument }) => instrument.symbol);
    const aligned = commonReturns(outcome.faultedTape)(symbols);
    const mean = symbols.reduce((sum, name) => sum + aligned.returnsBySymbol.get(name)![200]!, 0) / 5;
    const [level95] = seriesOf('equalWeight').levels;
    expect(level95!.forecasts.outcomes[170]).toBeCloseTo(mean, 14);
  });

  test('one symbol has no mean of all', () => {
    const alone = valueAtRiskFacts(outcomeOf({ symbols: ['LUNA-USDT'] }));
    expect(alone.series.map(({ id }) => id)).toEqual(['strategy', 'portfolio', 'symbol']);
    expect(alone.largest!.methods.map(({ method }) => method)).not.toContain('stressed');
  });

  test('a short run has no forecast of its own returns, and says so', () => {
    const { levels } = valueAtRiskFacts(outcomeOf({ days: 7 })).series[0]!;
    expect(levels.map(({ reason }) => reason)).toEqual([
      '7 daily returns: the first forecast needs 30 before it',
      '7 daily returns: the first forecast needs 100 before it',
    ]);
    expect(levels[0]!.tests.judgement).toBe('tooFewDays');
  });

  test('without a look-back there is no tail, and without a position none to be had', () => {
    const bare = valueAtRiskFacts(outcomeOf({ days: 12 }, 2));
    expect(bare.largest).toBeNull();
    expect(bare.noTailReason).toMatch(/^The data holds \d+ common daily returns .* 30 are needed\.$/);
    const idle = outcomeOf({ symbols: ['LUNA-USDT'], days: 1 });
    expect(valueAtRiskFacts(idle).noTailReason).toMatch(/^No position was held/);
  });
});

describe('the histogram', () => {
  const facts = valueAtRiskFacts(outcomeOf());
  const tail = facts.largest!;
  const axis = { min: Math.min(...tail.pnlQuote) * 1.1, max: Math.max(...tail.pnlQuote) * 1.1 };
  const sum = (values: number[]) => values.reduce((a, b) => a + b, 0);

  test('holds every day once, the tails as the VaR counts them', () => {
    const bins = histogramBins(tail, axis);
    const totals = [0, 1, 2].map((part) => sum(bins.map(({ counts }) => counts[part]!)));
    expect(sum(totals)).toBe(252);
    // k = ceil(alpha N): the 3 and the 13 worst days.
    expect(totals[0]).toBe(3);
    expect(totals[0]! + totals[1]!).toBe(13);
  });

  test('keeps what lies on or beyond an end', () => {
    const one = { ...tail, pnlQuote: Float64Array.of(axis.max, axis.min, axis.max + 1, axis.min - 1) };
    const bins = histogramBins(one, axis);
    expect(sum([...bins[0]!.counts])).toBe(2);
    expect(sum([...bins.at(-1)!.counts])).toBe(2);
  });

  test('a gain of many times the losses is cut, counted and said', () => {
    const wild = { ...tail, pnlQuote: Float64Array.from([...tail.pnlQuote, 1e6, 2e6]) };
    const { text } = returnHistogram(wild, 'USDT');
    expect(text).toContain('the last bar holds 2 days beyond the edge');
    expect(text).not.toContain('1,000,000<');
    const gains = { ...tail, pnlQuote: Float64Array.of(1, 2, 3), nextDayQuote: null };
    expect(returnHistogram(gains, 'USDT').text).not.toMatch(/NaN/);
  });

  test('names its lines and its numbers, and escapes the currency', () => {
    const { text } = returnHistogram(tail, '<b>');
    for (const name of ['VaR 95 %', 'ES 95 %', 'VaR 99 %', 'ES 99 %']) expect(text).toContain(`${name} −`);
    expect(text).not.toContain('<b>');
    expect(text).not.toMatch(/NaN|undefined|Infinity/);
    expect(text).toContain('The next day the account made');
  });
});

describe('the rolling chart', () => {
  const outcome = outcomeOf();
  const { fromMs, toMs } = outcome.faulted.record;
  const facts = valueAtRiskFacts(outcome);
  const symbol = facts.series.find(({ id }) => id === 'symbol')!;

  test('is none without forecasts', () => {
    const strategy = valueAtRiskFacts(outcomeOf({ days: 7 })).series[0]!;
    expect(rollingValueAtRiskPlot(strategy, { fromMs, toMs })).toBeNull();
  });

  test('marks every day once: plain, beyond 95 %, beyond 99 %', () => {
    const plot = rollingValueAtRiskPlot(symbol, { fromMs, toMs })!;
    const marks = plot.layers.filter((layer) => (layer.mark as { type: string }).type === 'point');
    const counts = marks.map((layer) => (layer.data as { values: unknown[] }).values.length);
    const [level95, level99] = symbol.levels;
    expect(counts[0]! + counts[1]! + counts[2]!).toBe(level95!.tests.dayCount);
    expect(counts[2]).toBe(level99!.tests.exceptionCount);
    expect(plot.axis!.min).toBeLessThanOrEqual(Math.min(...level95!.forecasts.outcomes));
  });

  test('a gain of many times the losses does not flatten them', () => {
    const [level95] = symbol.levels;
    const outcomes = Float64Array.from(level95!.forecasts.outcomes);
    outcomes[5] = 40;
    const wild = { ...symbol, levels: [{ ...level95!, forecasts: { ...level95!.forecasts, outcomes } }] };
    const plot = rollingValueAtRiskPlot(wild, { fromMs, toMs })!;
    expect(plot.axis!.max).toBeLessThan(2);
    expect(plot.description).toContain('best day 4,000');
  });
});

describe('the section', () => {
  let page = '';
  let section = '';
  let facts: ValueAtRiskFacts;

  beforeAll(async () => {
    const outcome = outcomeOf({ scenarioName: '<script>alert(1)</script>' });
    facts = valueAtRiskFacts(outcome);
    [page, section] = await Promise.all([renderPage(outcome), valueAtRisk(outcome).then(({ text }) => text)]);
  });

  test('stands after the timeline and before the decisions, and in the navigation', () => {
    const places = ['id="timeline"', 'id="value-at-risk"', 'id="decisions"'].map((id) => page.indexOf(id));
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(places[0]).toBeGreaterThan(0);
    expect(page).toContain('<a href="#value-at-risk">');
  });

  test('holds a row for every level that was foretold, with its judgement', () => {
    const judged = facts.series.flatMap(({ levels }) => levels.filter(({ reason }) => reason === null));
    expect(section.match(/class="light /g)).toHaveLength(judged.length);
    expect(section).toContain('rejected');
    expect(section).toContain('too few days');
  });

  test('every chart has its table, every number is one', () => {
    const charts = section.match(/<div class="plot">/g)!.length;
    expect(section.match(/<details>/g)).toHaveLength(charts);
    expect(section).not.toMatch(/NaN|undefined|Infinity|\d\.\d{9}/);
    expect(section).toContain('class="mark violated"');
  });

  test('the same outcome gives the same bytes', async () => {
    const again = await valueAtRisk(outcomeOf({ scenarioName: '<script>alert(1)</script>' }));
    expect(again.text).toBe(section);
  });

  test('a symbol named as markup stays a name', async () => {
    const name = '<img src=x>-"USDT"';
    const { text } = await valueAtRisk(outcomeOf({ symbols: [name, 'BTC-USDT'] }));
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img src=x&gt;');
  });

  test('where nothing could be foretold it says why, and draws nothing', async () => {
    const { text } = await valueAtRisk(makeOutcome({ days: 7 }));
    expect(text).not.toContain('<div class="plot">');
    expect(text).toContain('common daily returns before the positions were held');
    expect(text).toContain('No day of this run or of its data was foretold');
  });
});
