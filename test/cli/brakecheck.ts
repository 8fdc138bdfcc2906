import { type ChildProcess, spawn } from 'node:child_process';
import { inject } from 'vitest';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The real command, as it is installed, in a process of its own, with nothing of the surroundings that would change what it prints. */
export function start(
  args: readonly string[],
  folder: string,
  environment: Record<string, string> = {},
): Started {
  const env: NodeJS.ProcessEnv = {
    PATH: process.env.PATH,
    HOME: process.env.HOME,
    TMPDIR: process.env.TMPDIR,
    ...environment,
  };
  const child = spawn(process.execPath, [inject('binFile'), ...args], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, stdout, stderr }));
  });
  return { child, ended };
}

/** Runs the command to its end. */
export function brakecheck(
  args: readonly string[],
  folder: string,
  environment: Record<string, string> = {},
): Promise<Ended> {
  return start(args, folder, environment).ended;
}
