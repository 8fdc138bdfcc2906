import { drawdownEpisodes } from '../../metrics/index.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { monthlyReturns } from '../facts/monthlyReturns.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { duration, fixed, metricText, NO_VALUE, percent, utcTime, withSign } from '../numbers.ts';
import { firstRows, table, valueOrReason } from '../table.ts';

const EPISODE_LIMIT = 10;

/** Drawdown episodes, costs and monthly returns: what stands behind the curve of equity. */
export function results(outcome: Outcome): Html {
  return html`<h3>Drawdown episodes</h3>
${episodeTable(outcome)}
<div class="two even">
<div><h3>Costs</h3>
${costTable(outcome)}</div>
<div><h3>Monthly returns</h3>
${monthTable(outcome)}</div>
</div>
`;
}

function episodeTable({ faulted }: Outcome): Html {
  const episodes = drawdownEpisodes(faulted.record.samples);
  const deepest = episodes.toSorted((a, b) => a.depthRatio - b.depthRatio || a.peakTimeMs - b.peakTimeMs);
  return table({
    caption: 'Drawdown episodes of the faulted run at bar closes, the deepest first',
    columns: [
      { title: 'Depth', kind: 'number' },
      { title: 'Peak', kind: 'time' },
      { title: 'Trough', kind: 'time' },
      { title: 'Recovered', kind: 'time' },
      { title: 'Down', kind: 'number' },
      { title: 'In all', kind: 'number' },
    ],
    rows: firstRows(
      deepest,
      EPISODE_LIMIT,
      ({ depthRatio, peakTimeMs, troughTimeMs, recoveryTimeMs, durationMs }) => ({
        cells: [
          percent(depthRatio),
          utcTime(peakTimeMs),
          utcTime(troughTimeMs),
          recoveryTimeMs === null ? 'not by the end' : utcTime(recoveryTimeMs),
          duration(troughTimeMs - peakTimeMs),
          duration(durationMs),
        ],
      }),
      (count) =>
        `${fixed(count, 0)} shallower episodes, the next ${percent(deepest[EPISODE_LIMIT]!.depthRatio)} deep.`,
    ),
    whenEmpty: 'Equity never fell below its high-water mark.',
  });
}

const COSTS = [
  ['Fees', 'fees'],
  ['Spread', 'spread'],
  ['Impact', 'impact'],
  ['Funding', 'funding'],
  ['All costs', 'costs'],
] as const;

function costTable(outcome: Outcome): Html {
  const currency = quoteCurrency(outcome);
  const { baseline, faulted } = outcome;
  const cell = (run: typeof faulted, name: string, unit: 'quote' | 'ratio') => {
    const metric = run.metrics[name];
    return metric === undefined ? NO_VALUE : valueOrReason(metricText(metric, unit, currency), metric.reason);
  };
  return table({
    caption: 'What trading cost, and its share of gross profit in the faulted run',
    columns: [
      { title: 'Cost', kind: 'name' },
      { title: 'Baseline', kind: 'number' },
      { title: 'Faulted', kind: 'number' },
      { title: 'Of profit', kind: 'number' },
    ],
    rows: COSTS.map(([title, name]) => ({
      ...(name === 'costs' && { kind: 'total' as const }),
      cells: [
        title,
        cell(baseline, `${name}Paid`, 'quote'),
        cell(faulted, `${name}Paid`, 'quote'),
        cell(faulted, `${name}Share`, 'ratio'),
      ],
    })),
    whenEmpty: '',
  });
}

function monthTable({ baseline, faulted }: Outcome): Html {
  const before = new Map(
    monthlyReturns(baseline.record.samples).map(({ month, ratio }) => [month, ratio] as const),
  );
  const text = (ratio: number | null | undefined): string =>
    ratio === null || ratio === undefined ? NO_VALUE : withSign(percent(ratio), ratio);
  return table({
    caption: 'Returns by UTC month',
    columns: [
      { title: 'Month', kind: 'name' },
      { title: 'Baseline', kind: 'number' },
      { title: 'Faulted', kind: 'number' },
    ],
    rows: firstRows(
      monthlyReturns(faulted.record.samples),
      60,
      ({ month, ratio, isWhole }) => ({
        cells: [
          html`${month}${!isWhole && html`<span class="reason">a part of it</span>`}`,
          text(before.get(month)),
          text(ratio),
        ],
      }),
      (count) => `${fixed(count, 0)} more months; equity.csv has every close.`,
    ),
    whenEmpty: 'There are no samples.',
  });
}
