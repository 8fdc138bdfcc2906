import { type Call, type Command, JSON_OPTION } from '../command.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import type { Explanation } from '../explain.ts';
import { printProblems } from '../problems.ts';
import type { Terminal } from '../terminal.ts';

export const explain: Command = {
  name: 'explain',
  summary:
    'Explains one rule, brake, fault, trigger, invariant, strategy, sizer, stop, target, metric or profile.',
  argument: { syntax: '<name>', doc: 'a name that `brakecheck list` shows' },
  options: [JSON_OPTION],
  examples: ['brakecheck explain maxPosition', 'brakecheck explain silentStop --json'],
  act,
};

async function act({ args, options, terminal }: Call): Promise<ExitCode> {
  const { explain: explainName } = await import('../explain.ts');
  const found = explainName(args[0]!);
  const exitCode = found.ok ? EXIT.pass : EXIT.badInput;
  if (options.json === true) {
    const content = found.ok ? { explanations: found.value } : { problems: found.problems };
    terminal.out(JSON.stringify({ version: 1, exitCode, ...content }, null, 2));
    return exitCode;
  }
  if (!found.ok) {
    printProblems(found.problems, terminal);
    return exitCode;
  }
  for (const [index, explanation] of found.value.entries()) {
    if (index > 0) terminal.out('');
    print(explanation, terminal);
  }
  return exitCode;
}

function print(explanation: Explanation, terminal: Terminal): void {
  const { bold, dim } = terminal.colours;
  const { kind, name, summary, facts, params, snippet, related, source } = explanation;
  terminal.out(`${bold(name)} ${dim(`(${kind})`)}`);
  terminal.out(`  ${summary}`);
  for (const [label, text] of Object.entries(facts)) terminal.out(`  ${dim(`${label}:`)} ${text}`);
  if (params.length > 0) {
    terminal.out(`\n  ${bold('Parameters')}`);
    const width = Math.max(...params.map((param) => param.name.length));
    for (const param of params) {
      const unit = param.unit === null ? '' : `${param.unit}; `;
      const value = param.default === null ? 'must be given' : `default ${param.default}`;
      terminal.out(`  ${param.name.padEnd(width)}  ${param.doc}`);
      terminal.out(`  ${' '.repeat(width)}  ${dim(`${value}; ${unit}${param.bounds}`)}`);
    }
  }
  terminal.out(`\n  ${bold(`In a ${snippet.where}`)}`);
  for (const line of snippet.text.split('\n')) terminal.out(`    ${line}`);
  terminal.out('');
  if (related.length > 0) terminal.out(`  ${dim('related:')} ${related.join(', ')}`);
  terminal.out(`  ${dim('defined in:')} ${source}`);
}
