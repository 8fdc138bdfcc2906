import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import type { Problem } from '../../core/result.ts';
import type { Call, Command } from '../command.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printProblems } from '../problems.ts';
import { shellWord } from '../shellWord.ts';
import type { ProjectFile } from '../templates/index.ts';
import type { Terminal } from '../terminal.ts';
import { visible } from '../visible.ts';

export const init: Command = {
  name: 'init',
  summary:
    'Writes a project: a scenario, a policy and a strategy of your own, and a CI workflow. It overwrites nothing.',
  argument: { syntax: '[folder]', doc: 'where to write it (default: here)' },
  options: [],
  examples: ['brakecheck init', 'brakecheck init my-brakes'],
  act,
};

/** What is at a file's place now. */
type Found = 'nothing' | 'the same' | 'another';

async function act({ args, terminal }: Call): Promise<ExitCode> {
  const { projectFiles } = await import('../templates/index.ts');
  const folder = args[0] ?? '.';
  const files = projectFiles(basename(resolve(folder)));
  const problems: Problem[] = [];
  const found = new Map<ProjectFile, Found>();
  for (const file of files) {
    const there = lookAt(join(folder, file.path), file.content);
    if (typeof there !== 'string') problems.push(there);
    else found.set(file, there);
    if (there === 'another' && file.whenKept === null)
      problems.push(
        about(join(folder, file.path), 'exists already and says something else; it is left as it is'),
      );
  }
  if (problems.length === 0) problems.push(...write(folder, found));
  if (problems.length > 0) {
    printProblems(problems, terminal);
    return EXIT.badInput;
  }
  printNextSteps(folder, found, terminal);
  return EXIT.pass;
}

function lookAt(path: string, content: string): Found | Problem {
  try {
    return readFileSync(path, 'utf8') === content ? 'the same' : 'another';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' ? 'nothing' : about(path, `cannot be read (${code})`);
  }
}

/** Writes what is not there. A file that appears at this very moment is not overwritten either. */
function write(folder: string, found: ReadonlyMap<ProjectFile, Found>): Problem[] {
  for (const [{ path, content }, there] of found) {
    if (there !== 'nothing') continue;
    const target = join(folder, path);
    try {
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content, { flag: 'wx' });
    } catch (error) {
      return [about(target, `cannot be written (${(error as NodeJS.ErrnoException).code})`)];
    }
  }
  return [];
}

function printNextSteps(folder: string, found: ReadonlyMap<ProjectFile, Found>, terminal: Terminal): void {
  const { bold, dim, green } = terminal.colours;
  const width = Math.max(...[...found.keys()].map(({ path }) => path.length));
  for (const [{ path, whenKept }, there] of found) {
    const kept = there === 'the same' ? 'is there already' : `kept yours; ${whenKept}`;
    const words = there === 'nothing' ? green('written') : dim(kept);
    terminal.out(`${visible(join(folder, path).padEnd(width))}  ${words}`);
  }
  const isNewPackage = [...found].some(([{ path }, there]) => path === 'package.json' && there === 'nothing');
  const steps = [
    ...(folder === '.' ? [] : [`cd ${shellWord(folder)}`]),
    ...(isNewPackage ? ['npm install'] : []),
    'npx brakecheck validate scenarios',
    'npx brakecheck run scenarios',
    'npx brakecheck approve --reason "I have read the page."',
    'npx brakecheck check',
  ];
  terminal.out(`\n${bold('Next')}`);
  for (const step of steps) terminal.out(`  ${step}`);
  terminal.out(
    '\nThen change a number in scenarios/policies/my-brakes.yaml, such as perOrderCap to 0.08, and check again: it exits with 2 and\nshows the first decision that differs.',
  );
}

function about(file: string, message: string): Problem {
  return { file, line: null, key: null, message };
}
