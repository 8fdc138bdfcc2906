import { Command as CommanderCommand, CommanderError, Option } from 'commander';
import { VERSION } from '../core/version.ts';
import type { Command } from './command.ts';
import { commands } from './commands/index.ts';
import { EXIT } from './exitCode.ts';
import { reportInternalError } from './internalError.ts';
import { processTerminal, type Terminal } from './terminal.ts';

const ABOUT =
  'Crash-tests the brakes of a trading bot: replays candles and injected faults through the risk gateway that the bot ' +
  'would use live, and reports which brake held, which failed, when, and what it cost.';

const EXITS = `Exit codes:
  0 pass   1 an invariant or a limit was violated   2 differs from the approved result   3 not deterministic
  4 bad configuration, data or command line   5 internal error   6 inconclusive`;

/** Runs one command line and gives the code to exit with. Nothing that happens inside leaves it as an exception. */
export async function main(argv: readonly string[]): Promise<number> {
  const terminal = processTerminal();
  const isDebug = argv.includes('--debug') || (terminal.environment.DEBUG ?? '') !== '';
  const fail = (error: unknown): number => reportInternalError(error, { argv, isDebug, terminal });
  process.on('uncaughtException', (error) => process.exit(fail(error)));
  let code: number = EXIT.pass;
  const program = createProgram(terminal, (given) => {
    code = given;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return code;
  } catch (error) {
    if (!(error instanceof CommanderError)) return fail(error);
    // Help and version have been printed; everything else is a command line that cannot be read.
    return error.exitCode === 0 ? EXIT.pass : EXIT.badInput;
  }
}

function createProgram(terminal: Terminal, exit: (code: number) => void): CommanderCommand {
  const program = new CommanderCommand('brakecheck')
    .description(ABOUT)
    .version(VERSION, '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText('after', `\n${EXITS}`)
    .showSuggestionAfterError(true)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out(text.trimEnd()),
      writeErr: (text) => terminal.note(text.trimEnd()),
    });
  for (const command of commands) addCommand(program, command, terminal, exit);
  return program;
}

function addCommand(
  program: CommanderCommand,
  command: Command,
  terminal: Terminal,
  exit: (code: number) => void,
): void {
  const { argument, examples } = command;
  const added = program.command(command.name).description(command.summary);
  // `<action> <file...>` is two arguments, of which the first has the documentation.
  const syntaxes = argument?.syntax.split(' ') ?? [];
  for (const [index, syntax] of syntaxes.entries()) added.argument(syntax, index === 0 ? argument!.doc : '');
  for (const { flags, doc, isRequired } of command.options) {
    added.addOption(new Option(flags, doc).makeOptionMandatory(isRequired ?? false));
  }
  added.addOption(new Option('--debug', 'print the stack of an internal error'));
  if (examples.length > 0) {
    added.addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}`).join('\n')}`);
  }
  added.action(async (...given: unknown[]) => {
    const options = given[syntaxes.length] as Record<string, string | boolean | undefined>;
    const args = given.slice(0, syntaxes.length).flatMap((argument) => argument ?? []);
    exit(await command.act({ args: args as string[], options, terminal }));
  });
}
