import type { ExitCode } from './exitCode.ts';
import type { Terminal } from './terminal.ts';

/** One command of the command line: one file of `commands/`, and one line in its registry. What it needs it imports when it acts. */
export interface Command {
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
  /** The positional argument as commander writes it (`<scenario...>`), with its documentation; null for none. */
  readonly argument: { readonly syntax: string; readonly doc: string } | null;
  readonly options: readonly CommandOption[];
  /** Whole command lines, shown by `--help`. */
  readonly examples: readonly string[];
  act(call: Call): Promise<ExitCode>;
}

interface CommandOption {
  /** As commander writes it: `--seed <n>`. */
  readonly flags: string;
  readonly doc: string;
  readonly isRequired?: boolean;
}

/** A command as it was called. */
export interface Call {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | undefined>>;
  readonly terminal: Terminal;
}

/** Options that several commands have. */
export const JSON_OPTION = { flags: '--json', doc: 'print one JSON document and nothing else' } as const;
export const QUIET_OPTION = { flags: '--quiet', doc: 'no progress bar and no details' } as const;
export const NO_PAGE_OPTION = { flags: '--no-page', doc: 'write every file of a run but its page' } as const;
