import type { TapeEffect } from '../../faults/tapeFaults.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { type Html, html } from '../html.ts';
import { fixed } from '../numbers.ts';
import { table } from '../table.ts';

/** What was done to the market itself: which bars are not as they were, and of a correlation what was asked for and what came of it. */
export function tapeFaults(outcome: Outcome): Html {
  const effects = [
    ...outcome.market.map((effect) => ({ effect, whose: 'baseline and faulted run' })),
    ...outcome.faults.flatMap(({ tapeEffect }) =>
      tapeEffect === null ? [] : [{ effect: tapeEffect, whose: 'faulted run' }],
    ),
  ];
  if (effects.length === 0) return html``;
  return html`<h3>The tape</h3>
<p>These change the market before a run begins; bars before the window stay as they were. What they make is a stress tape, not a forecast.</p>
${table({
  caption: 'Faults of the tape',
  columns: [
    { title: 'Fault', kind: 'name' },
    { title: 'Bars changed', kind: 'number' },
    { title: 'In', kind: 'name' },
    { title: 'What it did', kind: 'sentence' },
  ],
  rows: effects.map(({ effect, whose }) => ({
    cells: [
      html`<strong>${effect.faultId}</strong> ${effect.fault}`,
      fixed(effect.changedBarCount, 0),
      whose,
      // The pairs have a table of their own.
      withoutId(effect.correlations.length === 0 ? effect.notes.join(' ') : effect.notes[0]!, effect.faultId),
    ],
  })),
  whenEmpty: '',
})}${effects.some(({ effect }) => effect.correlations.length > 0) && html`<p>Correlations are of close-to-close log returns over the bars that all symbols have. What was applied is of normal scores; no order of the same returns passes the bound.</p>`}${effects.map(({ effect }) => effect.correlations.length > 0 && correlations(effect))}`;
}

function correlations({ faultId, fault, correlations }: TapeEffect): Html {
  return html`${table({
    caption: `Correlations: ${faultId} ${fault}`,
    columns: [
      { title: 'Pair', kind: 'name' },
      { title: 'Requested', kind: 'number' },
      { title: 'Applied', kind: 'number' },
      { title: 'Spearman before', kind: 'number' },
      { title: 'Spearman achieved', kind: 'number' },
      { title: 'Pearson before', kind: 'number' },
      { title: 'Pearson achieved', kind: 'number' },
      { title: 'Pearson bound', kind: 'number' },
    ],
    rows: correlations.map((pair) => ({
      cells: [
        pair.symbols.join(', '),
        fixed(pair.requested, 3),
        fixed(pair.applied, 3),
        fixed(pair.spearmanBefore, 3),
        fixed(pair.spearmanAchieved, 3),
        fixed(pair.pearsonBefore, 3),
        fixed(pair.pearsonAchieved, 3),
        fixed(pair.pearsonBound, 3),
      ],
    })),
    whenEmpty: '',
  })}`;
}

/** A note names its fault for those who read it elsewhere; here the row does. */
function withoutId(note: string, faultId: string): string {
  return note.replaceAll(`${faultId}: `, '');
}
