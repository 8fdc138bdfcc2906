import { SourceMap } from 'node:module';
import { type ImportDeclaration, type Node, type Program, parse } from 'acorn';
import { type Message, transform } from 'esbuild';
import { failed, ok, type Problem, type Result } from '../../core/result.ts';
import type { Cell } from '../../report/notebook/cells.ts';

/** Under this symbol of `globalThis` a running notebook finds what receives its cells and their values. */
export const RECEIVER = Symbol.for('brakecheck.notebook');

/** The name of it inside of the module; no cell may declare it. */
const NAME = '__brakecheckNotebook';

/** What stands before the value of a cell. */
const SHOW = `await ${NAME}.show((`;

/** A notebook as one module. */
export interface CompiledNotebook {
  /** JavaScript with await at its top level. */
  readonly code: string;
  /** The line of the notebook's file that a place of `code` came from; line and column are counted from 1. */
  lineOf(line: number, column: number): number | null;
}

interface CompiledCell {
  readonly code: string;
  readonly map: SourceMap;
  readonly cell: Cell;
}

/** A cell's JavaScript as it runs, and by how much what is in a line stands further right than before; both counted from 0. */
interface Instrumented {
  readonly code: string;
  readonly shift: { readonly line: number; readonly column: number } | null;
}

/**
 * Makes one module of a notebook's code cells, in their order and in one scope. Each cell announces itself by its index among `cells`, hands
 * over the value of its last statement where that is an expression, and imports what it imports when it is reached, so that an import that
 * fails is the cell's error.
 *
 * @returns the module, or every syntax error of every cell, with its line.
 */
export async function compileNotebook(
  cells: readonly Cell[],
  file: string,
): Promise<Result<CompiledNotebook>> {
  const problems: Problem[] = [];
  const compiled: (CompiledCell & Pick<Instrumented, 'shift'> & { readonly firstLine: number })[] = [];
  let code = `const ${NAME} = globalThis[Symbol.for(${JSON.stringify(RECEIVER.description)})];\n`;
  for (const [index, cell] of cells.entries()) {
    if (cell.kind !== 'code') continue;
    const script = await toJavaScript(cell, file);
    if (!script.ok) {
      problems.push(...script.problems);
      continue;
    }
    code += `${NAME}.begin(${index});\n`;
    const { code: instrumented, shift } = instrument(script.value.code);
    compiled.push({ ...script.value, shift, firstLine: code.split('\n').length });
    code += `${instrumented}\n`;
  }
  if (problems.length > 0) return failed(problems);
  const lineOf = (line: number, column: number): number | null => {
    const from = compiled.findLast(({ firstLine }) => firstLine <= line);
    if (from === undefined) return null;
    const row = line - from.firstLine;
    const isShifted = from.shift?.line === row && column - 1 > from.shift.column;
    const entry = from.map.findEntry(row, column - 1 - (isShifted ? SHOW.length : 0)) as {
      originalLine?: number;
    };
    return entry.originalLine === undefined ? null : from.cell.line + entry.originalLine;
  };
  const wrong = whatIsWrong(code);
  if (wrong === null) return ok({ code, lineOf });
  return failed([{ file, line: lineOf(wrong.line, wrong.column + 1), key: null, message: wrong.message }]);
}

async function toJavaScript(cell: Cell, file: string): Promise<Result<CompiledCell>> {
  try {
    const { code, map } = await transform(cell.source, {
      loader: 'ts',
      format: 'esm',
      target: 'node20.12',
      sourcemap: 'external',
      sourcefile: file,
      logLevel: 'silent',
      // An import of one cell is used in another.
      tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    });
    return ok({ code, map: new SourceMap(JSON.parse(map)), cell });
  } catch (error) {
    const messages = (error as { errors?: Message[] }).errors;
    if (messages === undefined) throw error;
    return failed(
      messages.map(({ text, location }) => ({
        file,
        line: location === null ? cell.line : cell.line + location.line - 1,
        key: null,
        message: text,
      })),
    );
  }
}

/** What only shows in the whole: a name that two cells declare. Lines from 1, columns from 0. */
function whatIsWrong(code: string): { line: number; column: number; message: string } | null {
  try {
    parseModule(code);
    return null;
  } catch (error) {
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    return { line, column, message: error.message.replace(/ \(\d+:\d+\)$/, '') };
  }
}

function parseModule(code: string): Program {
  return parse(code, { ecmaVersion: 'latest', sourceType: 'module', allowAwaitOutsideFunction: true });
}

/** A cell's JavaScript with its value handed over and its imports made when it runs. The number of lines stays what it was. */
function instrument(code: string): Instrumented {
  const { body } = parseModule(code);
  const edits: Edit[] = [];
  const last = body.at(-1);
  let shift: Instrumented['shift'] = null;
  if (last?.type === 'ExpressionStatement') {
    const { start, end } = last.expression;
    edits.push({ start, end, text: `${SHOW}${code.slice(start, end)}))` });
    const before = code.slice(0, start).split('\n');
    shift = { line: before.length - 1, column: before.at(-1)!.length };
  }
  for (const statement of body) {
    if (statement.type === 'ImportDeclaration') edits.push(importEdit(statement, code));
  }
  edits.sort((a, b) => b.start - a.start);
  const edited = edits.reduce(
    (text, { start, end, text: put }) => text.slice(0, start) + put + text.slice(end),
    code,
  );
  return { code: edited, shift };
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** `import a, { b as c } from 'd'` as an import that happens here; a name that the module does not export is an error, as it is of the first form. */
function importEdit(declaration: ImportDeclaration, code: string): Edit {
  const { start, end, source, specifiers } = declaration;
  const attributes = (declaration as { attributes?: Node[] }).attributes ?? [];
  const [first] = attributes;
  const options =
    first === undefined ? '' : `, { with: { ${code.slice(first.start, attributes.at(-1)!.end)} } }`;
  const names: string[] = [];
  const bindings: string[] = [];
  let namespace: string | null = null;
  for (const specifier of specifiers) {
    const local = specifier.local.name;
    if (specifier.type === 'ImportNamespaceSpecifier') {
      namespace = local;
      continue;
    }
    const { imported } = specifier.type === 'ImportDefaultSpecifier' ? { imported: null } : specifier;
    const name =
      imported === null ? 'default' : imported.type === 'Literal' ? String(imported.value) : imported.name;
    names.push(name);
    bindings.push(`${JSON.stringify(name)}: ${local}`);
  }
  const from = JSON.stringify(source.value);
  const module = `${NAME}.imported(await import(${from}${options}), ${from}, ${JSON.stringify(names)})`;
  const parts = [
    ...(namespace === null ? [] : [`${namespace} = ${module}`]),
    ...(bindings.length === 0 ? [] : [`{ ${bindings.join(', ')} } = ${namespace ?? module}`]),
  ];
  const lines = '\n'.repeat(code.slice(start, end).split('\n').length - 1);
  return { start, end, text: `${parts.length === 0 ? module : `const ${parts.join(', ')}`};${lines}` };
}
