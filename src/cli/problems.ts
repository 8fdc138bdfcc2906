import { formatProblem, type Problem } from '../core/result.ts';
import { addJobSummary, annotateProblems } from './githubActions.ts';
import { fewOfEachKind, SHOWN_OF_EACH_KIND } from './problemKinds.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/**
 * Prints every problem on a line of its own, the place in front, and how many there are; of thousands of one kind, as a bad candle file can
 * have, the first and how many more. A JSON document holds them all.
 */
export function printProblems(problems: readonly Problem[], terminal: Terminal): void {
  const { noteColours } = terminal;
  const { shown, rest } = fewOfEachKind(problems, SHOWN_OF_EACH_KIND);
  for (const problem of shown) {
    const place = visible([problem.file, problem.line].filter((part) => part !== null).join(':'));
    const whole = visible(formatProblem(problem));
    const rest = place === '' ? whole : whole.slice(place.length);
    terminal.note(`${noteColours.bold(place)}${rest}`);
  }
  for (const text of rest) terminal.note(visible(text));
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  terminal.note(noteColours.red(count));
  annotateProblems(problems, terminal);
  // Indented, so that markdown leaves the text of files alone.
  addJobSummary(
    [
      `## brakecheck: ${count}`,
      '',
      ...shown.map((problem) => `    ${visible(formatProblem(problem))}`),
      ...rest.map((text) => `    ${visible(text)}`),
    ].join('\n'),
    terminal,
  );
}
