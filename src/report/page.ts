import type { Outcome } from '../stress/outcome.ts';
import { reproducingCommand, verdictText } from './facts/verdict.ts';
import { html, trusted } from './html.ts';
import { pageScripts } from './pageScripts.ts';
import { type Approval, approved } from './sections/approved.ts';
import { assumptions } from './sections/assumptions.ts';
import { comparison } from './sections/comparison.ts';
import { decisions } from './sections/decisions.ts';
import { faults } from './sections/faults.ts';
import { firstScreen } from './sections/firstScreen.ts';
import { journeys } from './sections/journeys.ts';
import { limits } from './sections/limits.ts';
import { stops } from './sections/stops.ts';
import { stress } from './sections/stress.ts';
import { timeline } from './sections/timeline.ts';
import { trades } from './sections/trades.ts';
import { valueAtRisk } from './sections/valueAtRisk.ts';
import { PAGE_STYLE } from './style.ts';

export type { Approval };

export interface PageOptions {
  /** What one types to see the run again, where the command line changed more than the seed; else it is made from the outcome. */
  readonly command?: string;
  /** How the run stands to its approved result; left out where it was not compared. */
  readonly approval?: Approval;
}

/**
 * One outcome as one self-contained page: no network, no other file, every chart drawn already. The same outcome gives the same bytes, on
 * any machine and at any time.
 */
export async function renderPage(outcome: Outcome, options: PageOptions = {}): Promise<string> {
  const [charts, scripts, risk] = await Promise.all([timeline(outcome), pageScripts(), valueAtRisk(outcome)]);
  // Everything but the inline style and the two scripts, named by their hashes, is forbidden: no image, no font, no request.
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${scripts.page.source} ${scripts.vega.source}; base-uri 'none'; form-action 'none'`;
  const limitUse = limits(outcome);
  const sections = [
    ['verdict', 'Verdict'],
    ['comparison', 'Baseline against faulted'],
    ['timeline', 'Timeline'],
    ['stress', 'Stress matrix'],
    ['value-at-risk', 'Value at risk'],
    ['decisions', 'Decisions'],
    ...(limitUse === null ? [] : [['limits', 'Use of limits'] as const]),
    ['stops', 'Stops'],
    ['journeys', 'Order journeys'],
    ['trades', 'Trades'],
    ['faults', 'Faults'],
    ['approved', 'Approved result'],
    ['assumptions', 'Assumptions'],
  ] as const;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdictText(outcome)}: ${outcome.scenario.name} · brakecheck</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
<nav aria-label="Sections"><ol>${sections.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main class="page" id="verdict" tabindex="-1">
${firstScreen(outcome, options.command ?? reproducingCommand(outcome))}${comparison(outcome)}${charts}${stress(outcome)}${risk}${decisions(outcome)}${limitUse}${stops(outcome)}${journeys(outcome)}${trades(outcome)}${faults(outcome)}${approved(options.approval)}${assumptions(outcome)}<footer>brakecheck ${outcome.hashes.codeVersion} · run ${outcome.faulted.record.fingerprint} · all times UTC</footer>
</main>
<script type="text/plain" id="vega">${trusted(scripts.vega.text)}</script>
<script>${trusted(scripts.page.text)}</script>
</body>
</html>
`.text;
}
