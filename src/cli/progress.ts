import type { SingleBar } from 'cli-progress';
import type { Terminal } from './terminal.ts';

/** A bar that says how far the work is. It shows itself after a second, so that what is quick leaves no trace. */
export interface Progress {
  update(done: number, total: number, label: string): void;
  /** Takes the bar away; the next update brings it back. */
  stop(): void;
}

const SILENT: Progress = { update: () => {}, stop: () => {} };

/** A progress bar on the stream for notes; silent where nobody watches or nobody wants it. */
export async function startProgress(
  terminal: Terminal,
  options: { isWanted: boolean; unit: string },
): Promise<Progress> {
  if (!terminal.isWatched || !options.isWanted) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const startedMs = Date.now();
  let bar: SingleBar | null = null;
  return {
    update(done, total, label) {
      const elapsedMs = Date.now() - startedMs;
      if (bar === null && elapsedMs < 1_000) return;
      const rate = Math.round(done / (elapsedMs / 1_000));
      const left = done === 0 ? '?' : `${Math.ceil(((total - done) / done) * (elapsedMs / 1_000))} s`;
      const payload = { label, rate, left, unit: options.unit };
      if (bar === null) {
        bar = new cliProgress.SingleBar(
          {
            format: ' {bar} {percentage} %  {value}/{total} {unit}, {rate}/s, {left} left  {label}',
            stream: process.stderr,
            clearOnComplete: true,
            barsize: 24,
            // Ctrl-C must end the command; the bar would catch it and stop only itself.
            gracefulExit: false,
            // Nor may a terminal be left without its line breaks.
            linewrap: null,
          },
          cliProgress.Presets.shades_classic,
        );
        bar.start(total, done, payload);
      }
      bar.setTotal(total);
      bar.update(done, payload);
    },
    stop() {
      bar?.stop();
      bar = null;
    },
  };
}
