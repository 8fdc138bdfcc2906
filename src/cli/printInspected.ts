import { formatProblem, type Problem } from '../core/result.ts';
import { decimalsOf } from '../core/rounding.ts';
import { formatDuration, formatTime } from '../core/time.ts';
import type { CandleSummary } from '../market/candleSummary.ts';
import { instrumentAt } from '../market/instruments.ts';
import type { InspectedFile } from './inspectData.ts';
import { fewOfEachKind } from './problemKinds.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** Prints what is known of one file: what was recognised, rows and range, gaps, and every kind of warning and problem. */
export function printInspected(
  inspected: InspectedFile,
  terminal: Terminal,
  options: { readonly most: number },
): void {
  const { bold, dim, green, red, yellow } = terminal.colours;
  const { file, problems, warnings, summary } = inspected;
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  terminal.out(`${bold(visible(file))}: ${problems.length === 0 ? green('ok') : red(count)}`);
  const say = (label: string, text: string): void =>
    terminal.out(`  ${dim(label.padEnd(10))}  ${visible(text)}`);
  say('recognised', inspected.recognised);
  if (summary !== null) {
    say('rows', rowsText(summary));
    if (summary.intervalMs !== null) say('gaps', gapsText(summary));
  }
  if (inspected.candles !== null) say('steps', stepsText(inspected));
  if (inspected.manifest !== null) say('manifest', inspected.manifest);
  if (inspected.cache !== 'none') say('cache', CACHE_TEXTS[inspected.cache]);
  for (const remark of inspected.remarks) say('note', remark);
  for (const repair of inspected.repairs) say('repaired', repair);
  for (const [label, list, colour] of [
    ['warning', warnings, yellow],
    ['problem', problems, red],
  ] as const) {
    const { shown, rest } = fewOfEachKind(list, options.most);
    for (const problem of shown)
      terminal.out(`  ${colour(label.padEnd(10))}  ${visible(placed(problem, file))}`);
    for (const text of rest) terminal.out(`  ${colour(label.padEnd(10))}  ${visible(text)}`);
  }
}

/** The file stands above; a problem of another one, such as its manifest, says so. */
function placed(problem: Problem, file: string): string {
  if (problem.file !== file) return formatProblem(problem);
  const line = problem.line === null ? '' : `line ${problem.line}: `;
  return `${line}${formatProblem({ ...problem, file: null, line: null })}`;
}

function rowsText({ rowCount, intervalMs, fromMs, toMs }: CandleSummary): string {
  const rows = rowCount === 1 ? '1 row' : `${rowCount} rows`;
  const interval = intervalMs === null ? 'of an unknown interval' : `of ${formatDuration(intervalMs)}`;
  return `${rows} ${interval}, ${formatTime(fromMs!)} to ${formatTime(toMs!)}`;
}

function gapsText({ gapCount, missingBarCount, longestGap, intervalMs }: CandleSummary): string {
  if (longestGap === null) return 'none';
  const longest = `the longest of ${formatDuration(longestGap.missingBarCount * intervalMs!)} after ${formatTime(longestGap.afterMs)}`;
  const bars = missingBarCount === 1 ? '1 missing bar' : `${missingBarCount} missing bars`;
  return `${gapCount}, ${bars}, ${longest}`;
}

/** What a symbol that is not listed among the instruments would get. */
function stepsText({ candles }: InspectedFile): string {
  const { tick, lot } = instrumentAt(new Map(), candles!, candles!.openTimeMs[0] ?? 0).instrument;
  return `tick ${tick.toFixed(decimalsOf(tick))}, lot ${lot.toFixed(decimalsOf(lot))}: the finest decimals in the file`;
}

const CACHE_TEXTS = {
  used: 'the parsed columns of an earlier run were used',
  kept: 'the parsed columns were kept for later runs',
  damaged: 'the kept columns were damaged: the file was read again, and they were kept anew',
  unwritable: 'the parsed columns could not be kept',
} as const;
