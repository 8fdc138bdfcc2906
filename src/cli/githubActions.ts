import { appendFileSync } from 'node:fs';
import type { Problem } from '../core/result.ts';
import type { Terminal } from './terminal.ts';

/** More than ten annotations of one step are not shown. https://docs.github.com/actions/reference/limits */
const MAX_ANNOTATIONS = 10;

export interface Annotation {
  readonly file: string | null;
  readonly line: number | null;
  readonly title: string;
  readonly message: string;
}

/** `::error file=…,line=…::…` for the first ten, where GitHub's runner listens. It reads both streams, so these go to the one for notes. */
export function annotate(annotations: readonly Annotation[], terminal: Terminal): void {
  if (terminal.environment.GITHUB_ACTIONS !== 'true') return;
  for (const { file, line, title, message } of annotations.slice(0, MAX_ANNOTATIONS)) {
    const properties = [
      file === null ? '' : `file=${escapeProperty(file)}`,
      line === null ? '' : `line=${line}`,
      `title=${escapeProperty(title)}`,
    ].filter((property) => property !== '');
    terminal.note(`::error ${properties.join(',')}::${escapeData(message)}`);
  }
}

/** Problems of files as annotations at their lines. */
export function annotateProblems(problems: readonly Problem[], terminal: Terminal): void {
  annotate(
    problems.map(({ file, line, key, message }) => ({ file, line, title: key ?? 'brakecheck', message })),
    terminal,
  );
}

/** Adds markdown to the summary of the job, where the runner names a file for it. */
export function addJobSummary(markdown: string, terminal: Terminal): void {
  const file = terminal.environment.GITHUB_STEP_SUMMARY;
  if (file === undefined || file === '') return;
  try {
    appendFileSync(file, `${markdown.trimEnd()}\n\n`);
  } catch (error) {
    terminal.note(
      `GITHUB_STEP_SUMMARY: ${file} cannot be written (${(error as NodeJS.ErrnoException).code})`,
    );
  }
}

function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
