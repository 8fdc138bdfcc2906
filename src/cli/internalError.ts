import { EXIT } from './exitCode.ts';
import { shellWord } from './shellWord.ts';
import type { Terminal } from './terminal.ts';
import { visible } from './visible.ts';

/** A defect that showed while a scenario ran: says which, and with which seed. */
export class ScenarioCrash extends Error {
  readonly scenarioFile: string;
  readonly seed: number;

  constructor(scenarioFile: string, seed: number, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = 'ScenarioCrash';
    this.scenarioFile = scenarioFile;
    this.seed = seed;
  }
}

/** Says that brakecheck itself is broken, and what a report of it must contain. The stack only where it was asked for. */
export function reportInternalError(
  error: unknown,
  context: { readonly argv: readonly string[]; readonly isDebug: boolean; readonly terminal: Terminal },
): number {
  const { argv, isDebug, terminal } = context;
  const message = error instanceof Error ? error.message : String(error);
  terminal.note(`${terminal.noteColours.red('internal error')}: ${visible(message)}`);
  if (error instanceof ScenarioCrash)
    terminal.note(`  while running ${error.scenarioFile} with SEED=${error.seed}`);
  terminal.note(
    'This is a defect of brakecheck, not of your files. Please report it with the command and its seed:',
  );
  terminal.note(`  brakecheck ${argv.map(shellWord).join(' ')}`);
  if (isDebug) terminal.note(stackOf(error));
  else terminal.note('--debug, or DEBUG=1 in the environment, shows the stack.');
  return EXIT.internal;
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${error.cause.stack ?? error.cause.message}` : own;
}
