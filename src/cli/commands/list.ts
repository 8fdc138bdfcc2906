import type { ParamSpec, ParamSpecs } from '../../core/params.ts';
import { formatDuration } from '../../core/time.ts';
import { type Call, type Command, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import { printProblems } from '../problems.ts';
import type { Terminal } from '../terminal.ts';
import { visible } from '../visible.ts';

export const list: Command = {
  name: 'list',
  summary:
    'Lists what a scenario or a policy may name: with one kind, every parameter with its unit, default and bounds.',
  argument: {
    syntax: '[kind]',
    doc: 'rules, brakes, faults, triggers, invariants, strategies, sizers, stops, targets, metrics, profiles, policies or scenarios',
  },
  options: [JSON_OPTION],
  examples: ['brakecheck list', 'brakecheck list rules', 'brakecheck list faults --json'],
  act,
};

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const { catalogue } = await import('../catalogue.ts');
  const { unknownWord } = await import('../../core/result.ts');
  const kinds = Object.keys(catalogue);
  const [kind] = args;
  if (kind !== undefined && !Object.hasOwn(catalogue, kind)) {
    printProblems(
      [{ file: null, line: null, key: null, message: unknownWord('kind', kind, kinds) }],
      terminal,
    );
    return EXIT.badInput;
  }
  const wanted = kind === undefined ? kinds : [kind];
  const sections = wanted.map((name) => ({ name, entries: catalogue[name]!() }));
  if (options.json === true) {
    const content = Object.fromEntries(sections.map(({ name, entries }) => [name, entries]));
    terminal.out(JSON.stringify({ version: 1, exitCode: EXIT.pass, ...content }, null, 2));
    return EXIT.pass;
  }
  const { describeParam } = await import('../../core/readParams.ts');
  for (const [index, { name, entries }] of sections.entries()) {
    if (index > 0) terminal.out('');
    if (kind === undefined) terminal.out(terminal.colours.bold(name));
    printEntries(entries, { terminal, isDetailed: kind !== undefined, describeParam });
  }
  return EXIT.pass;
}

/** One thing that a file may name. */
export interface ListedEntry {
  readonly name: string;
  readonly summary: string;
  /** Further facts, as label and text. */
  readonly facts?: Readonly<Record<string, string>>;
  readonly params?: ParamSpecs;
}

function printEntries(
  entries: readonly ListedEntry[],
  options: { terminal: Terminal; isDetailed: boolean; describeParam: (spec: ParamSpec) => string },
): void {
  const { terminal, isDetailed, describeParam } = options;
  const { bold, dim } = terminal.colours;
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  for (const { name, summary, facts, params } of entries) {
    if (!isDetailed) {
      terminal.out(`  ${visible(name.padEnd(width))}  ${visible(summary)}`);
      continue;
    }
    terminal.out(`${bold(visible(name))}: ${visible(summary)}`);
    for (const [label, text] of Object.entries(facts ?? {}))
      terminal.out(`  ${dim(`${label}:`)} ${visible(text)}`);
    for (const [param, spec] of Object.entries(params ?? {})) {
      terminal.out(
        `  ${param} = ${defaultText(spec)}  ${dim(`${unitText(spec)}${describeParam(spec)}.`)} ${spec.doc}`,
      );
    }
  }
}

function defaultText(spec: ParamSpec): string {
  if (spec.default === null) return '(must be given)';
  return spec.kind === 'duration' ? formatDuration(spec.default) : String(spec.default);
}

function unitText(spec: ParamSpec): string {
  return spec.kind === 'number' ? `${spec.unit}, ` : '';
}
