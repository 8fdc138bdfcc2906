import { failed, ok, type Problem, type Result } from '../../core/result.ts';
import { type Call, type Command, QUIET_OPTION } from '../command.ts';
import { EXIT, type ExitCode, worstExit } from '../exitCode.ts';

/** Where notebooks go when the command line does not say. */
const NOTEBOOK_FOLDER = 'reports/notebooks';

export const notebook: Command = {
  name: 'notebook',
  summary:
    'Runs notebooks (TypeScript in percent cells) and writes each as a page and as .ipynb. One that throws is written as far as it came; the command then exits with 1.',
  argument: { syntax: '<file...>', doc: 'notebooks (*.nb.ts), or folders of them' },
  options: [
    {
      flags: '--out <folder>',
      doc: `write the pages and the .ipynb files here (default: ${NOTEBOOK_FOLDER})`,
    },
    QUIET_OPTION,
  ],
  examples: [
    'brakecheck notebook notebooks',
    'brakecheck notebook notebooks/read-a-run.nb.ts --out /tmp/pages',
  ],
  act,
};

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const { printProblems } = await import('../problems.ts');
  const files = await notebookFiles(args);
  const prepared = files.ok ? await prepare(files.value) : files;
  if (!prepared.ok) {
    printProblems(prepared.problems, terminal);
    return EXIT.badInput;
  }

  const { executeNotebook } = await import('../notebook/execute.ts');
  const { writeNotebook } = await import('../notebook/writeNotebook.ts');
  const { errorOf, errorText } = await import('../../report/notebook/outputs.ts');
  const { uninterrupted } = await import('../interrupt.ts');
  const { startProgress } = await import('../progress.ts');
  const { visible } = await import('../visible.ts');
  const { counted } = await import('../../report/numbers.ts');
  const folder = String(options.out ?? NOTEBOOK_FOLDER);
  const isQuiet = options.quiet === true;
  const codes: ExitCode[] = [];
  for (const { path, name, cells, compiled } of prepared.value) {
    const progress = await startProgress(terminal, { isWanted: !isQuiet, unit: 'cells' });
    const onCell = (index: number): void => progress.update(index, cells.length, name);
    const executed = await executeNotebook({ path, cells, compiled, onCell });
    progress.stop();
    const done = { name, file: lastPart(path), cells: executed };
    const written = await uninterrupted(() => writeNotebook(done, folder));
    const error = errorOf(done);
    if (error !== null) {
      printProblems([{ file: path, line: error.line, key: null, message: errorText(error) }], terminal);
    }
    if (!written.ok) printProblems(written.problems, terminal);
    else if (!isQuiet) {
      const ran = executed.filter(({ ordinal }) => ordinal !== null).length;
      const state = error === null ? terminal.colours.green('ran') : terminal.colours.red('stopped');
      terminal.out(
        `${state} ${visible(name)}, ${counted(ran, 'cell')}: ${visible(written.value.page)}, ${visible(written.value.ipynb)}`,
      );
    }
    codes.push(
      worstExit([error === null ? EXIT.pass : EXIT.violated, written.ok ? EXIT.pass : EXIT.badInput]),
    );
  }
  // A timer or a socket that a notebook left open would keep the process for good; this one keeps nothing, and fires only where they do.
  setTimeout(() => process.exit(), LAST_WORDS_MS).unref();
  return worstExit(codes);
}

/** Time in which the last lines are written. */
const LAST_WORDS_MS = 250;

const SUFFIX = /\.nb\.[jt]s$/;

/** The notebooks of a command line: a folder stands for those in it, in order of name. */
async function notebookFiles(args: readonly string[]): Promise<Result<string[]>> {
  const { joinPath, listFiles } = await import('../../market/files.ts');
  const problems: Problem[] = [];
  const at = (file: string, message: string): void =>
    void problems.push({ file, line: null, key: null, message });
  const files = args.flatMap((arg) => {
    const names = listFiles(arg);
    if (!names.ok) {
      if (!SUFFIX.test(arg)) at(arg, 'is not named as a notebook; expected a file that ends in .nb.ts');
      return [arg];
    }
    const found = names.value.filter((name) => SUFFIX.test(name));
    if (found.length === 0) at(arg, 'is a folder without notebooks (*.nb.ts)');
    return found.map((name) => joinPath(arg, name));
  });
  const unique = [...new Set(files)];
  const fileOf = new Map<string, string>();
  for (const file of unique) {
    const other = fileOf.get(nameOf(file));
    if (other !== undefined)
      at(file, `${other} has the name ${nameOf(file)}, too; both would write one page`);
    fileOf.set(nameOf(file), file);
  }
  return problems.length === 0 ? ok(unique) : failed(problems);
}

/** Reads and compiles every notebook: nothing runs while one of them cannot be read. */
async function prepare(files: readonly string[]) {
  const { readNamedFile } = await import('../../stress/readNamedFile.ts');
  const { parseCells } = await import('../../report/notebook/cells.ts');
  const { compileNotebook } = await import('../notebook/compile.ts');
  const problems: Problem[] = [];
  const prepared = [];
  for (const path of files) {
    const text = readNamedFile(path, path);
    const cells = text.ok ? parseCells(text.value, path) : text;
    const compiled = cells.ok ? await compileNotebook(cells.value, path) : cells;
    if (!cells.ok || !compiled.ok) problems.push(...(compiled.ok ? [] : compiled.problems));
    else prepared.push({ path, name: nameOf(path), cells: cells.value, compiled: compiled.value });
  }
  return problems.length === 0 ? ok(prepared) : failed(problems);
}

function nameOf(file: string): string {
  return lastPart(file).replace(SUFFIX, '');
}

function lastPart(file: string): string {
  return file.split(/[\\/]/).at(-1)!;
}
