/** What a shell calls a command that the keyboard ended: 128 + SIGINT. */
const INTERRUPTED = 130;

/**
 * Does work that must not be left half done. Outside of it Ctrl-C ends the process at once, in the middle of a long computation, too,
 * and the shell sees 130; inside, the work is finished first, and then the process ends with the same code.
 */
export async function uninterrupted<Value>(work: () => Value | Promise<Value>): Promise<Value> {
  let isInterrupted = false;
  const note = (): void => {
    isInterrupted = true;
  };
  process.on('SIGINT', note);
  try {
    return await work();
  } finally {
    // A signal that came while the work held the process is delivered by the event loop: give it one turn.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('SIGINT', note);
    if (isInterrupted) process.exit(INTERRUPTED);
  }
}
