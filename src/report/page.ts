import { sha256 } from '../core/hash.ts';
import type { Outcome } from '../stress/outcome.ts';
import { reproducingCommand, verdictText } from './facts/verdict.ts';
import { html, trusted } from './html.ts';
import { PAGE_SCRIPT } from './script.ts';
import { assumptions } from './sections/assumptions.ts';
import { comparison } from './sections/comparison.ts';
import { decisions } from './sections/decisions.ts';
import { faults } from './sections/faults.ts';
import { firstScreen } from './sections/firstScreen.ts';
import { stops } from './sections/stops.ts';
import { timeline } from './sections/timeline.ts';
import { trades } from './sections/trades.ts';
import { PAGE_STYLE } from './style.ts';

/** Everything but the inline style and the one script, named by its hash, is forbidden: no image, no font, no request. */
const POLICY = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${base64(sha256(PAGE_SCRIPT))}'; base-uri 'none'; form-action 'none'`;

export interface PageOptions {
  /** What one types to see the run again, where the command line changed more than the seed; else it is made from the outcome. */
  readonly command?: string;
}

/**
 * One outcome as one self-contained page: no network, no other file, every chart drawn already. The same outcome gives the same bytes, on
 * any machine and at any time.
 */
export async function renderPage(outcome: Outcome, options: PageOptions = {}): Promise<string> {
  const charts = await timeline(outcome);
  const sections = [
    ['verdict', 'Verdict'],
    ['comparison', 'Baseline against faulted'],
    ['timeline', 'Timeline'],
    ['decisions', 'Decisions'],
    ['stops', 'Stops'],
    ['trades', 'Trades'],
    ['faults', 'Faults'],
    ['assumptions', 'Assumptions'],
  ] as const;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${verdictText(outcome)}: ${outcome.scenario.name} · brakecheck</title>
<style>${trusted(PAGE_STYLE)}</style>
</head>
<body>
<a class="skip" href="#verdict">Skip to the verdict</a>
<nav aria-label="Sections"><ol>${sections.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`)}</ol></nav>
<main class="page" id="verdict" tabindex="-1">
${firstScreen(outcome, options.command ?? reproducingCommand(outcome))}${comparison(outcome)}${charts}${decisions(outcome)}${stops(outcome)}${trades(outcome)}${faults(outcome)}${assumptions(outcome)}<footer>brakecheck ${outcome.hashes.codeVersion} · run ${outcome.faulted.record.fingerprint} · all times UTC</footer>
</main>
<script>${trusted(PAGE_SCRIPT)}</script>
</body>
</html>
`.text;
}

/** A hash in hexadecimal as a content-security policy writes it. */
function base64(hex: string): string {
  const bytes = hex.match(/../g)!.map((pair) => Number.parseInt(pair, 16));
  return btoa(String.fromCharCode(...bytes));
}
