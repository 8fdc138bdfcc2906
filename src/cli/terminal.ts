import pc from 'picocolors';

/** The process as commands see it: two streams, colours, the environment. Nothing else of the command line touches `process`. */
export interface Terminal {
  /** A line for the reader, or for the next command of a pipe. */
  out(text: string): void;
  /** A line beside the result: problems, notes. */
  note(text: string): void;
  /** Of `out`. */
  readonly colours: Colours;
  /** Of `note`. */
  readonly noteColours: Colours;
  /** Somebody watches `note`: a progress bar may move there. */
  readonly isWatched: boolean;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export type Colours = ReturnType<typeof pc.createColors>;

/** The terminal of this process. A reader that closes the pipe early (`| head`) ends the command without a complaint. */
export function processTerminal(): Terminal {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit();
      throw error;
    });
  }
  return {
    out: (text) => void process.stdout.write(`${text}\n`),
    note: (text) => void process.stderr.write(`${text}\n`),
    colours: pc.createColors(hasColour(process.stdout.isTTY)),
    noteColours: pc.createColors(hasColour(process.stderr.isTTY)),
    isWatched: process.stderr.isTTY === true,
    environment: process.env,
  };
}

/** https://no-color.org and https://force-color.org: an empty value says nothing. */
function hasColour(isTerminal: boolean | undefined): boolean {
  const { NO_COLOR, FORCE_COLOR, TERM } = process.env;
  if (NO_COLOR !== undefined && NO_COLOR !== '') return false;
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return FORCE_COLOR !== '0';
  return isTerminal === true && TERM !== 'dumb';
}

/** Any value of CI counts, but none and `false`. */
export function isContinuousIntegration(terminal: Terminal): boolean {
  const { CI } = terminal.environment;
  return CI !== undefined && CI !== '' && CI !== 'false';
}
