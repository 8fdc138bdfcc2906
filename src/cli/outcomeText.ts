import { formatTime } from '../core/time.ts';
import { verdictText } from '../report/facts/verdict.ts';
import type { Outcome } from '../stress/outcome.ts';
import type { Colours } from './terminal.ts';
import { visible } from './visible.ts';

/** The verdict's word in its colour: an expected violation is nothing to be alarmed about. */
export function colouredVerdict(outcome: Outcome, text: string, colours: Colours): string {
  if (outcome.verdict === 'PASS') return colours.green(text);
  if (outcome.verdict === 'FAIL' && !outcome.expectation.isMet) return colours.red(text);
  return colours.yellow(text);
}

/** What came of one scenario, as a paragraph: the sentence, what was violated, what was not as expected, what proves little. */
export function outcomeLines(outcome: Outcome, colours: Colours): string[] {
  const { expectation, faults, invariants, scenario, vacuities, verdictSentence, verification } = outcome;
  const lines = [
    `${colours.bold(scenario.name)} ${colouredVerdict(outcome, verdictText(outcome), colours)}`,
    `  ${visible(verdictSentence)}`,
  ];
  for (const { name, violations } of invariants.filter(({ status }) => status === 'violated')) {
    const [first] = violations;
    const more = violations.length > 1 ? ` (and ${violations.length - 1} more)` : '';
    lines.push(
      `  ${colours.red('violated')} ${name} at ${formatTime(first!.atMs)}: ${visible(first!.message)}${more}`,
    );
  }
  for (const unmet of expectation.unmet) lines.push(`  ${colours.red('not as expected')}: ${visible(unmet)}`);
  for (const vacuity of vacuities) lines.push(`  ${colours.yellow('proves little')}: ${visible(vacuity)}`);
  const fired = faults.map(({ id, fault, fireCount }) => `${id} ${fault} ${fireCount}x`).join(', ');
  if (fired !== '') lines.push(`  ${colours.dim(`faults fired: ${fired}`)}`);
  for (const result of outcome.bothOrders?.results ?? []) {
    const { path, verdict, finalEquityQuote, ambiguousBarCount } = result;
    const shown = path === outcome.bothOrders!.shown ? ', the worse one, shown' : '';
    lines.push(
      `  order ${path}: ${verdict}, equity ${finalEquityQuote.toFixed(2)}, ${ambiguousBarCount} ambiguous bars${shown}`,
    );
  }
  lines.push(`  ${colours.dim(`fingerprint ${outcome.faulted.record.fingerprint}`)}`);
  if (verification !== null) lines.push(...verificationLines(verification, colours));
  return lines;
}

function verificationLines(verification: NonNullable<Outcome['verification']>, colours: Colours): string[] {
  const { divergence, fingerprint, isDeterministic } = verification;
  if (isDeterministic) return [`  ${colours.green('verified')}: a second run has the same fingerprint`];
  const lines = [`  ${colours.red('not deterministic')}: a second run has the fingerprint ${fingerprint}`];
  if (divergence === null) return lines;
  const { atMs, field, index, left, right } = divergence;
  const when = atMs === null ? '' : ` at ${formatTime(atMs)}`;
  lines.push(
    `  the first event that differs is number ${index}${when}${field === null ? '' : `, in ${field}`}:`,
  );
  lines.push(`    first run:  ${JSON.stringify(left)}`, `    second run: ${JSON.stringify(right)}`);
  return lines;
}
