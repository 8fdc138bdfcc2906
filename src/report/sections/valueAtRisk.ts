import {
  type BacktestName,
  fewestDaysToJudge,
  fewestRows,
  type LikelihoodRatioTest,
  type Metric,
  type TrafficLight,
} from '../../metrics/index.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { type Plot, renderPlot } from '../charts/plot.ts';
import { returnHistogram } from '../charts/returnHistogram.ts';
import { ROLLING_LINES, ROLLING_MARKS, rollingValueAtRiskPlot } from '../charts/rollingValueAtRisk.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import {
  type HeldTail,
  type JudgedLevel,
  type JudgedSeries,
  LEVELS,
  type MethodTail,
  type PortfolioDay,
  type ValueAtRiskFacts,
  valueAtRiskFacts,
} from '../facts/valueAtRisk.ts';
import { type Html, type HtmlPart, html } from '../html.ts';
import { counted, fixed, metricText, money, NO_VALUE, percent, significant, utcTime } from '../numbers.ts';
import { firstRows, folded, table, valueOrReason } from '../table.ts';

/** What could be lost over a day, by every method, and whether such forecasts came true. */
export async function valueAtRisk(outcome: Outcome): Promise<Html> {
  const facts = valueAtRiskFacts(outcome);
  const currency = quoteCurrency(outcome);
  const { fromMs, toMs } = outcome.faulted.record;
  const charts: Html[] = [];
  for (const series of facts.series) {
    if (series.id === 'equalWeight') continue;
    const plot = rollingValueAtRiskPlot(series, { fromMs, toMs });
    const isDrawn = plot !== null && series.levels[0]!.forecasts.rows.length >= FEWEST_DRAWN_DAYS;
    const isPortfolio = series.id === 'portfolio';
    const days = isPortfolio && portfolioDayTable(facts.portfolioDays, currency);
    if (!isDrawn && (!isPortfolio || facts.portfolioDays.length === 0)) continue;
    charts.push(html`<h3>${CHART_TITLES[series.id](facts.symbol)}</h3>
<p class="lead">${CHART_LEADS[series.id]}</p>
${
  isDrawn
    ? html`<div class="tail-chart" role="region" aria-label="${series.title}" tabindex="0"><figure><figcaption>${rollingKeys(isPartly(plot, { fromMs, toMs }))}</figcaption><div class="plot">${await renderPlot(plot)}</div></figure></div>
${folded(`As a table: ${series.title}`, isPortfolio ? days : seriesTable(series, currency))}`
    : days
}`);
  }
  return html`<section aria-labelledby="value-at-risk">
<h2 id="value-at-risk">Value at risk</h2>
<p class="lead">What one day could take, by what past days took, in the faulted run. VaR 95 % is a loss that one day in twenty reaches, VaR 99 % one in a hundred; ES is the mean loss of those days. All of it speaks of days like those it has seen: a crash is what it has not.</p>
${tailPart(facts, currency)}${charts}<h3>Did the forecasts hold?</h3>
<p class="lead">An exception is a day strictly worse than −VaR. Kupiec asks whether there were too many or too few, Christoffersen whether they came in clusters, and both at once; Acerbi and Szekely’s Z1 asks whether they were deeper than ES, Z2 whether they were more and deeper at once (p-values simulated, seed ${outcome.scenario.seed}). A forecast is rejected when one of the five is under 0.01, so that all five err at most once in twenty; with too few days nothing is shown by not being rejected. The traffic light is Basel’s binomial rule, scaled to the number of days; Basel’s own is 99 % over 250 of them.</p>
${backtestTable(facts.series)}${missingForecasts(facts.series)}</section>
`;
}

/** Fewer forecasts are a table, not a chart. */
const FEWEST_DRAWN_DAYS = 10;

const CHART_TITLES: Readonly<Record<Exclude<JudgedSeries['id'], 'equalWeight'>, (symbol: string) => string>> =
  {
    strategy: () => 'The strategy: its own returns',
    portfolio: () => 'The account: the positions held at each close',
    symbol: (symbol) => `The method: on ${symbol} itself`,
  };

const CHART_LEADS: Readonly<Record<Exclude<JudgedSeries['id'], 'equalWeight'>, string>> = {
  strategy:
    'Each daily return of equity against the VaR of the returns before it, 252 at most. It knows of a risk only after it has cost something.',
  portfolio:
    'The VaR of what was held at a close, by the last 252 days of its assets, against the change of equity over the next day, stops and new trades included. Days that began without a position are left out. Left alone: what the same positions would have made without a trade.',
  symbol:
    'No trade of this run: the daily returns of one asset held throughout, look-back included, to show how far historical simulation can be trusted on these prices. The run is shaded.',
};

function tailPart({ largest, noTailReason }: ValueAtRiskFacts, currency: string): Html {
  if (largest === null)
    return html`<p class="empty">${noTailReason}</p>
`;
  return html`<h3>The largest at any close: ${utcTime(largest.atMs)}</h3>
<p class="lead">Held then: ${largest.exposures.map(({ symbol, exposureQuote }) => `${symbol} ${money(exposureQuote, currency)}`).join(', ')}. What these positions would have made on each of the last ${counted(largest.pnlQuote.length, 'day')} before it.${nextDaySentence(largest, currency)}</p>
<div class="tail-pair">
<div><div class="tail-chart narrow" role="region" aria-label="Histogram of past days" tabindex="0"><figure><div class="plot">${returnHistogram(largest, currency)}</div></figure></div>
${folded('The days as a table, worst first', pnlTable(largest, currency))}</div>
<div>${methodTable(largest, currency)}</div>
</div>
`;
}

function nextDaySentence({ nextDayQuote, methods }: HeldTail, currency: string): string {
  if (nextDayQuote === null) return ' The run ended before the next day did.';
  const atRisk = methods[0]!.valueAtRisk[1]!.value;
  const text = ` The next day the account made ${money(nextDayQuote, currency)}, stops and new trades included (the dark diamond)`;
  if (atRisk === null || nextDayQuote >= -atRisk) return `${text}.`;
  return `${text}: beyond the VaR of 99 %.`;
}

const METHODS: Readonly<Record<MethodTail['method'], { title: string; about: string }>> = {
  historical: { title: 'Historical', about: 'A loss that happened.' },
  normal: { title: 'Normal', about: 'As if the days were normal.' },
  cornishFisher: { title: 'Cornish-Fisher', about: 'Normal, corrected for skewness and kurtosis.' },
  ewma: { title: 'EWMA 0.94', about: 'Normal, the last weeks count the most.' },
  filtered: { title: 'Filtered', about: 'Past days, rescaled to the volatility of today.' },
  stressed: {
    title: 'Correlations of 0.9',
    about: 'Normal, mean zero, every two assets correlated by 0.9.',
  },
};

function methodTable({ methods }: HeldTail, currency: string): Html {
  return table({
    caption: `One-day VaR and ES of these positions by method, ${currency}`,
    columns: [
      { title: 'Method' },
      ...LEVELS.map(({ name }) => ({ title: `VaR ${name} %`, kind: 'number' as const })),
      ...LEVELS.map(({ name }) => ({ title: `ES ${name} %`, kind: 'number' as const })),
    ],
    rows: methods.map(({ method, valueAtRisk: atRisk, expectedShortfall, isMonotone }) => ({
      cells: [
        html`${METHODS[method].title}<span class="reason">${METHODS[method].about}${isMonotone === false && html` <strong>Not monotone</strong> on these days: not to be trusted.`}</span>`,
        ...[...atRisk, ...expectedShortfall].map((metric) => metricText(metric, 'quote', '')),
      ],
    })),
    whenEmpty: 'No method gives a value.',
  });
}

/** Worst days of a list that tables show. */
const SHOWN_DAYS = 40;

function pnlTable({ pnlQuote, methods }: HeldTail, currency: string): Html {
  const [atRisk95, atRisk99] = methods[0]!.valueAtRisk;
  const beyond = (value: number) => {
    if (atRisk99!.value !== null && value <= -atRisk99!.value) return 'at or beyond VaR 99 %';
    return atRisk95!.value !== null && value <= -atRisk95!.value ? 'at or beyond VaR 95 %' : '';
  };
  const sorted = [...pnlQuote].sort((a, b) => a - b).map((value, index) => ({ value, rank: index + 1 }));
  return table({
    caption: 'What the positions of that close would have made on each past day',
    columns: [
      { title: 'Rank', kind: 'number' },
      { title: `P&L, ${currency}`, kind: 'number' },
      { title: 'Tail' },
    ],
    rows: firstRows(
      sorted,
      SHOWN_DAYS,
      ({ value, rank }) => ({ cells: [rank, money(value, ''), beyond(value)] }),
      (count) => `${counted(count, 'better day')} more.`,
    ),
    whenEmpty: 'There are no past days.',
  });
}

function portfolioDayTable(days: readonly PortfolioDay[], currency: string): Html {
  const orDash = (value: number | null) => (value === null ? NO_VALUE : money(value, ''));
  return table({
    caption: `Closes with positions, VaR, and what the next day brought, ${currency}`,
    columns: [
      { title: 'Close', kind: 'time' },
      { title: 'Gross notional', kind: 'number' },
      ...LEVELS.map(({ name }) => ({ title: `VaR ${name} %`, kind: 'number' as const })),
      { title: 'Next day, account', kind: 'number' },
      { title: 'Next day, positions left alone', kind: 'number' },
    ],
    rows: days.map(({ atMs, grossQuote, valueAtRisk: atRisk, nextDayQuote, unchangedQuote }) => ({
      cells: [
        utcTime(atMs),
        money(grossQuote, ''),
        ...atRisk.map(orDash),
        withException(orDash(nextDayQuote), nextDayQuote, atRisk),
        withException(orDash(unchangedQuote), unchangedQuote, atRisk),
      ],
    })),
    whenEmpty: 'No position was held at the end of a day.',
  });
}

/** A result, and the highest level that it broke. */
function withException(text: string, value: number | null, atRisk: readonly (number | null)[]): HtmlPart {
  if (value === null) return text;
  const broken = LEVELS.filter((_, index) => atRisk[index] !== null && value < -atRisk[index]!).at(-1);
  return broken === undefined ? text : html`${text}<span class="reason">exception at ${broken.name} %</span>`;
}

function rollingKeys(hasShade: boolean): HtmlPart {
  const key = (swatch: Html, title: string) =>
    html`<span class="key"><svg class="swatch" viewBox="0 0 22 14" aria-hidden="true">${swatch}</svg>${title}</span>`;
  const shapes = {
    circle: 'M11 4.5a2.5 2.5 0 1 1 0 5a2.5 2.5 0 1 1 0-5z',
    'triangle-down': 'M11 12L6 3h10z',
    diamond: 'M11 1l4 6-4 6-4-6z',
  };
  return [
    ...Object.values(ROLLING_LINES).map(({ title, color, dash }) =>
      key(
        html`<path d="M0 7h22" stroke="${color}" stroke-width="2" stroke-dasharray="${dash.join(' ')}"/>`,
        title,
      ),
    ),
    ...Object.values(ROLLING_MARKS).map(({ title, shape, color }) =>
      key(html`<path d="${shapes[shape]}" fill="${color}"/>`, title),
    ),
    hasShade && key(html`<rect width="22" height="14" fill="var(--fault)"/>`, 'the run'),
  ];
}

/** Whether the run is a part of what is drawn, and so worth shading. */
function isPartly({ fromMs, toMs }: Plot, run: { readonly fromMs: number; readonly toMs: number }): boolean {
  return run.fromMs > fromMs || run.toMs < toMs;
}

/** Exceptions first, then the rest, each in the order of time. */
function seriesTable({ title, unit, levels }: JudgedSeries, currency: string): Html {
  const shown = (value: number) => (unit === 'ratio' ? percent(value) : money(value, currency));
  const [all, rare] = levels as [JudgedLevel, JudgedLevel];
  const rareRow = new Map([...rare.dayEndMs].map((timeMs, row) => [timeMs, row]));
  const days = [...all.dayEndMs].map((timeMs, row) => {
    const other = rareRow.get(timeMs);
    const isRare = other !== undefined && rare.tests.exceptions[other]!;
    return { timeMs, row, other, rank: isRare ? 0 : all.tests.exceptions[row]! ? 1 : 2 };
  });
  return table({
    caption: `${title}: the day, its result, and the VaR foretold for it`,
    columns: [
      { title: 'Day that ended', kind: 'time' },
      { title: 'Result', kind: 'number' },
      { title: 'VaR 95 %', kind: 'number' },
      { title: 'VaR 99 %', kind: 'number' },
      { title: 'Exception' },
    ],
    rows: firstRows(
      days.toSorted((a, b) => a.rank - b.rank || a.timeMs - b.timeMs),
      SHOWN_DAYS,
      ({ timeMs, row, other, rank }) => ({
        cells: [
          utcTime(timeMs),
          shown(all.forecasts.outcomes[row]!),
          shown(all.forecasts.valueAtRisk[row]!),
          other === undefined ? NO_VALUE : shown(rare.forecasts.valueAtRisk[other]!),
          ['at 95 % and 99 %', 'at 95 %', ''][rank]!,
        ],
      }),
      (count) => `${counted(count, 'day')} more.`,
    ),
    whenEmpty: 'There are no forecasts.',
  });
}

function backtestTable(series: readonly JudgedSeries[]): Html {
  const rows = series.flatMap(({ title, levels }) =>
    levels
      .filter(({ forecasts }) => forecasts.rows.length > 0)
      .map(({ name, tests }) => ({
        cells: [
          html`<span class="subject">${title}</span>`,
          `${name}\u202F%`,
          counted(tests.dayCount, 'day'),
          html`${fixed(tests.exceptionCount, 0)}<span class="reason">${significant(tests.dayCount * tests.alpha, 2)}\u00A0expected</span>`,
          testCell(tests.kupiec),
          testCell(tests.independence),
          testCell(tests.conditionalCoverage),
          zCell(tests.z1, tests.z1PValue),
          zCell(tests.z2, tests.z2PValue),
          lightCell(tests.trafficLight),
          judgementCell(tests),
        ],
      })),
  );
  return table({
    caption: 'Tests of the forecasts: statistic, and its p-value',
    columns: [
      { title: 'Forecast of' },
      { title: 'Level', kind: 'number' },
      { title: 'Judged', kind: 'number' },
      { title: 'Exceptions', kind: 'number' },
      { title: 'Kupiec LR', kind: 'number' },
      { title: 'Indep. LR', kind: 'number' },
      { title: 'Both LR', kind: 'number' },
      { title: 'Z1', kind: 'number' },
      { title: 'Z2', kind: 'number' },
      { title: 'Light' },
      { title: 'Reading', kind: 'name' },
    ],
    rows,
    whenEmpty: 'No day of this run or of its data was foretold: there are too few before each.',
  });
}

function lightCell(light: TrafficLight | null): Html {
  return light === null
    ? valueOrReason(NO_VALUE, 'too few days')
    : html`<span class="light ${light.zone}">${light.zone}</span>`;
}

function testCell({ statistic, pValue, reason }: LikelihoodRatioTest): Html {
  return statistic === null
    ? valueOrReason(NO_VALUE, reason)
    : html`${fixed(statistic, 3)}<span class="reason">${probability(pValue)}</span>`;
}

function zCell(z: Metric, pValue: Metric): Html {
  return z.value === null || pValue.value === null
    ? html`${NO_VALUE}<span class="reason brief">${z.reason ?? pValue.reason}</span>`
    : html`${fixed(z.value, 3)}<span class="reason">${probability(pValue.value)}</span>`;
}

/** A p-value, never broken over two lines. */
function probability(value: number): string {
  return (value < 0.0001 ? 'p < 0.0001' : `p ${fixed(value, 4)}`).replaceAll(' ', '\u00A0');
}

const TEST_NAMES: Readonly<Record<BacktestName, string>> = {
  kupiec: 'Kupiec',
  independence: 'independence',
  conditionalCoverage: 'both',
  z1: 'Z1',
  z2: 'Z2',
};

function judgementCell({ judgement, alpha, rejectedBy }: JudgedLevel['tests']): Html {
  switch (judgement) {
    case 'rejected':
      return html`<span class="mark violated">rejected</span><span class="reason">${rejectedBy.map((name) => TEST_NAMES[name]).join(', ')}</span>`;
    case 'notRejected':
      return html`<span class="mark held">not rejected</span>`;
    case 'tooFewDays':
      return html`<span class="mark plain">too few days</span><span class="reason">${fewestDaysToJudge(alpha)} are needed</span>`;
  }
}

/** What could not be foretold at all, and why. */
function missingForecasts(series: readonly JudgedSeries[]): Html | null {
  const missing = series.flatMap(({ title, levels }) =>
    levels.flatMap(({ name, reason }) => (reason === null ? [] : [{ title, name, reason }])),
  );
  if (missing.length === 0) return null;
  return html`<p class="lead">Without a forecast, which needs ${LEVELS.map(({ alpha, name }) => `${fewestRows(alpha)} days before it at ${name}\u202F%`).join(' and ')}:</p>
<ul class="plain">${missing.map(({ title, name, reason }) => html`<li>${title}, ${name} %: ${reason}.</li>`)}</ul>
`;
}
