/** What a command's exit says, to a shell and to a pipeline. */
export const EXIT = {
  pass: 0,
  /** An invariant or a limit was violated, against what the scenario expects. */
  violated: 1,
  /** The run differs from the approved result. */
  differs: 2,
  /** Two runs of one scenario differ. */
  notDeterministic: 3,
  /** Bad configuration, data or command line. */
  badInput: 4,
  /** A defect of brakecheck itself. */
  internal: 5,
  /** Nothing was broken, and nothing could have been. */
  inconclusive: 6,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The order in which codes of several scenarios drown each other. */
const PRECEDENCE: readonly ExitCode[] = [5, 4, 3, 1, 2, 6, 0];

/**
 * The code of a command from those of its parts.
 *
 * @example worstExit([0, 6, 2]) // 2
 * @example worstExit([]) // 0
 */
export function worstExit(codes: readonly ExitCode[]): ExitCode {
  return PRECEDENCE.find((code) => codes.includes(code)) ?? EXIT.pass;
}
