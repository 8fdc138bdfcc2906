import type { Outcome } from '../../stress/outcome.ts';
import { type StopAskedFor, stopsAskedFor } from '../facts/stops.ts';
import { priceFormat } from '../facts/symbols.ts';
import { type Html, html } from '../html.ts';
import { counted, duration, fixed, significant, utcTime } from '../numbers.ts';
import { firstRows, type Row, table } from '../table.ts';

const ROW_LIMIT = 300;

/** Every stop asked for: whether the venue had it, how that was known, how it ended, and how long the position stood without. */
export function stops(outcome: Outcome): Html {
  const asked = stopsAskedFor(outcome.faulted.record);
  const priceText = priceFormat(outcome);
  const row = (stop: StopAskedFor): Row => stopRow(stop, priceText);
  const failed = asked.filter((stop) => stop.acceptedMs === null || stop.ending.startsWith('failed'));
  // Where there are too many for a page, those that went wrong are shown before those that did not.
  const shown =
    asked.length <= ROW_LIMIT
      ? asked
      : [...failed, ...asked.filter((stop) => !failed.includes(stop))]
          .slice(0, ROW_LIMIT)
          .sort((a, b) => a.askedMs - b.askedMs);
  return html`<section aria-labelledby="stops">
<h2 id="stops">Every stop asked for</h2>
<p class="lead">${counted(asked.length, 'stop')} asked for, ${fixed(failed.length, 0)} of them never stood or were dropped. Time uncovered: how long the position of the symbol stood without full cover from when this stop was asked for to when the next one was.</p>
${table({
  caption: 'Stops of the faulted run',
  filter: 'Filter stops',
  columns: [
    { title: 'Stop', kind: 'name' },
    { title: 'Asked for', kind: 'time' },
    { title: 'Side, quantity, trigger', kind: 'name' },
    { title: 'Accepted', kind: 'name' },
    { title: 'Verified live' },
    { title: 'How it ended', kind: 'name' },
    { title: 'Time uncovered', kind: 'number' },
  ],
  rows: [
    ...shown.map(row),
    ...firstRows(
      asked.slice(shown.length),
      0,
      row,
      (count) => `${fixed(count, 0)} more stops, none of them dropped or refused, stand in events.ndjson.`,
    ),
  ],
  whenEmpty: 'No stop was asked for.',
})}</section>
`;
}

function stopRow(stop: StopAskedFor, priceText: ReturnType<typeof priceFormat>): Row {
  const after = (timeMs: number | null): string =>
    timeMs === null ? '' : `after ${duration(timeMs - stop.askedMs)}`;
  return {
    cells: [
      stop.key,
      utcTime(stop.askedMs),
      `${stop.side} ${significant(stop.qty, 7)}${stop.triggerPrice === null ? '' : ` at ${priceText(stop.symbol, stop.triggerPrice)}`}`,
      html`${stop.acceptedMs === null ? 'no' : 'yes'}<span class="reason">${stop.rejectedCode === null ? after(stop.acceptedMs) : `code ${stop.rejectedCode}`}${stop.attemptCount > 1 && `, ${counted(stop.attemptCount, 'try', 'tries')}`}</span>`,
      html`${stop.verifiedMs === null ? 'no' : 'yes'}<span class="reason">${after(stop.verifiedMs)}</span>`,
      html`${stop.ending}<span class="reason">${stop.endedMs === null ? '' : utcTime(stop.endedMs)}${stop.noticedBy !== null && html`<br>found out by ${stop.noticedBy}`}</span>`,
      duration(stop.uncoveredMs),
    ],
  };
}
