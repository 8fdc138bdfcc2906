import { formatProblem, type Problem } from '../core/result.ts';
import { addJobSummary, annotateProblems } from './githubActions.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** Prints every problem on a line of its own, the place in front, and how many there are. */
export function printProblems(problems: readonly Problem[], terminal: Terminal): void {
  const { noteColours } = terminal;
  for (const problem of problems) {
    const place = visible([problem.file, problem.line].filter((part) => part !== null).join(':'));
    const whole = visible(formatProblem(problem));
    const rest = place === '' ? whole : whole.slice(place.length);
    terminal.note(`${noteColours.bold(place)}${rest}`);
  }
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  terminal.note(noteColours.red(count));
  annotateProblems(problems, terminal);
  // Indented, so that markdown leaves the text of files alone.
  addJobSummary(
    [
      `## brakecheck: ${count}`,
      '',
      ...problems.map((problem) => `    ${visible(formatProblem(problem))}`),
    ].join('\n'),
    terminal,
  );
}
