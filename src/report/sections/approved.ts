import { type Html, html } from '../html.ts';
import { counted } from '../numbers.ts';
import { folded } from '../table.ts';

/** How a run stands to the result that was approved for its scenario. */
export interface Approval {
  readonly status: 'same' | 'differs' | 'missing';
  /** Why it was approved, in the words of who did. */
  readonly reason?: string;
  /** What differs, most telling first; indented lines belong to the one above. */
  readonly lines: readonly string[];
  /** True where the run is held to it, as by `check`; then junit.xml and summary.md say what came of it, too. Else it is only shown. */
  readonly isDemanded: boolean;
}

/** Differences in sight; the others are folded. */
const SHOWN = 12;
/** Characters of an event's line; brakecheck check prints it whole. */
const LINE_LIMIT = 400;

/** The difference to the approved result. */
export function approved(approval: Approval | undefined): Html {
  return html`<section aria-labelledby="approved">
<h2 id="approved">Difference to the approved result</h2>
${content(approval)}</section>
`;
}

function content(approval: Approval | undefined): Html {
  if (approval === undefined) {
    return html`<p class="empty">Not compared: an approved result is of the scenario as its file has it, and this run has another policy or seed, or was made in code.</p>
`;
  }
  const { status, reason, lines } = approval;
  if (status === 'missing') {
    return html`<p class="empty">No approved result of this scenario was found in the folder that the run was started from. <span class="mono">brakecheck approve</span> keeps one; <span class="mono">brakecheck check</span> holds later runs to it.</p>
`;
  }
  const because = reason !== undefined && html`<p class="lead">Approved because: ${reason}</p>`;
  if (status === 'same') {
    return html`<p><span class="mark held">the same</span> The log of events, every count and every metric are as approved.</p>
${because}`;
  }
  const entries = entriesOf(lines);
  const shown = entries.slice(0, SHOWN);
  const rest = entries.slice(SHOWN);
  return html`<p><span class="mark violated">differs</span> in ${counted(entries.length, 'way')}; the most telling first.</p>
${because}${list(shown)}${rest.length > 0 && folded(`${counted(rest.length, 'difference')} more`, list(rest))}`;
}

interface Entry {
  readonly line: string;
  /** Lines that belong to it, such as the events round the first that differs. */
  readonly inner: string[];
}

function entriesOf(lines: readonly string[]): Entry[] {
  const entries: Entry[] = [];
  for (const line of lines) {
    const last = entries.at(-1);
    if (line.startsWith(' ') && last !== undefined) last.inner.push(line.trim());
    else entries.push({ line, inner: [] });
  }
  return entries;
}

function list(entries: readonly Entry[]): Html {
  return html`<ul class="plain">
${entries.map(
  ({
    line,
    inner,
  }) => html`<li>${line}${inner.length > 0 && html`<code class="mono command">${inner.map((part) => `${part.length > LINE_LIMIT ? `${part.slice(0, LINE_LIMIT)}…` : part}\n`)}</code>`}</li>
`,
)}</ul>
`;
}
