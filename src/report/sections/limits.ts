import type { Outcome } from '../../stress/outcome.ts';
import { useText } from '../charts/limitUse.ts';
import { type LimitUseOverTime, limitUseOf, timeAt } from '../facts/limitUse.ts';
import { type Html, html } from '../html.ts';
import { counted, duration, NO_VALUE, percent, utcTime } from '../numbers.ts';
import { table } from '../table.ts';

/** How far each limit was used, the worst first; null where the policy does not have the brake that records it. */
export function limits(outcome: Outcome): Html | null {
  const { alerts } = outcome.scenario.policy.guardian;
  const faulted = limitUseOf(outcome, outcome.faulted);
  if (alerts === undefined || faulted === null) return null;
  const baseline = new Map((limitUseOf(outcome, outcome.baseline) ?? []).map((use) => [use.name, use]));
  const worstFirst = [...faulted].sort((a, b) => (b.worstRatio ?? -1) - (a.worstRatio ?? -1));
  const reached = faulted.filter(({ worstRatio }) => worstRatio !== null && worstRatio >= 1).length;
  return html`<section aria-labelledby="limits">
<h2 id="limits">Use of limits</h2>
<p class="lead">How much of each limit was used at each bar's close, without a new order and on what the session believed: 100 % is the limit. Yellow from ${percent(alerts.yellowRatio)}, orange from ${percent(alerts.orangeRatio)}, red at the limit. ${counted(reached, 'limit')} of ${counted(faulted.length, 'limit')} stood at red. Between two closes more may have been used; the timeline has a lane for each.</p>
${table({
  caption: 'Limits of the policy by the most that was used of them',
  columns: [
    { title: 'Rule or brake', kind: 'name' },
    { title: 'Most used', kind: 'number' },
    { title: 'When', kind: 'time' },
    { title: 'Most used, baseline', kind: 'number' },
    { title: 'Time at yellow', kind: 'number' },
    { title: 'Time at orange', kind: 'number' },
    { title: 'Time at red', kind: 'number' },
  ],
  rows: worstFirst.map((use) => ({
    cells: [
      use.name,
      worstText(use),
      use.worstMs === null ? NO_VALUE : utcTime(use.worstMs),
      worstText(baseline.get(use.name)),
      ...(['yellow', 'orange', 'red'] as const).map((level) => duration(timeAt(use, level))),
    ],
  })),
  whenEmpty: 'The policy has no limit whose use can be told.',
})}</section>
`;
}

function worstText(use: LimitUseOverTime | undefined): string {
  return use?.worstRatio == null ? NO_VALUE : useText(use.worstRatio);
}
