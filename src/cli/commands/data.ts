import { failed, type Problem, type Result, unknownWord } from '../../core/result.ts';
import { formatDuration, formatTime } from '../../core/time.ts';
import { type Call, type Command, JSON_OPTION, QUIET_OPTION } from '../command.ts';
import { EXIT, type ExitCode } from '../exitCode.ts';
import type { InspectedFile } from '../inspectData.ts';
import { printProblems } from '../problems.ts';
import type { Terminal } from '../terminal.ts';
import { visible } from '../visible.ts';

export const data: Command = {
  name: 'data',
  summary: 'Checks candle files, or converts them to a dataset that scenarios can name.',
  argument: {
    syntax: '<action> <file...>',
    doc: 'check or convert; then candle files (CSV, JSON, Parquet), or folders of them',
  },
  options: [
    {
      flags: '--columns <names>',
      doc: 'the order of the columns, for a file that does not say it: timestamp,volume,open,high,low,close; - for one to ignore',
    },
    { flags: '--quote-volume', doc: 'the volume is in quote currency: divide it by the high of its bar' },
    {
      flags: '--repair',
      doc: 'drop exact copies, cut at a reused symbol, drop a last row that is no whole bar',
    },
    { flags: '--out <folder>', doc: 'convert: the folder to write to; nothing there is overwritten' },
    {
      flags: '--symbol <symbol>',
      doc: 'convert: the symbol of the files, which are joined (default: by their names)',
    },
    { flags: '--interval <duration>', doc: 'convert: resample to bars of this length' },
    { flags: '--source <text>', doc: 'convert: where the candles are from, for the manifest' },
    { flags: '--all', doc: 'print every problem, not the first of each kind and how many more there are' },
    JSON_OPTION,
    QUIET_OPTION,
  ],
  examples: [
    'brakecheck data check candles/BTCUSDT.csv',
    'brakecheck data check candles.csv --columns timestamp,volume,open,high,low,close',
    'brakecheck data convert BTCUSDT-1m-2022-0*.csv --symbol BTC-USDT --interval 1h --out data/hourly',
  ],
  act,
};

const ACTIONS: Readonly<
  Record<string, (call: Call, inspected: readonly InspectedFile[]) => Promise<ExitCode>>
> = {
  check,
  convert,
};

/** Options that only one of the actions has. */
const CONVERT_OPTIONS = ['out', 'symbol', 'interval', 'source'];

async function act(call: Call): Promise<ExitCode> {
  const [action, ...args] = call.args;
  const run = Object.hasOwn(ACTIONS, action!) ? ACTIONS[action!]! : null;
  const { candleFiles, inspectFile, readOptionsOf } = await import('../inspectData.ts');
  const { cacheFolderOf } = await import('../cacheFolder.ts');
  const files = candleFiles(args);
  const read = readOptionsOf(call.options);
  const refusals: string[] = [];
  if (run === null) refusals.push(unknownWord('action', action!, Object.keys(ACTIONS)));
  if (action === 'check') {
    for (const name of CONVERT_OPTIONS) {
      if (call.options[name] !== undefined) refusals.push(`--${name} is for convert; check writes nothing`);
    }
  }
  if (action === 'convert' && call.options.out === undefined) {
    refusals.push('--out is missing; expected the folder to write to');
  }
  const problems: Problem[] = [
    ...refusals.map((message) => ({ file: null, line: null, key: null, message })),
    ...(files.ok ? [] : files.problems),
    ...(read.ok ? [] : read.problems),
  ];
  if (run === null || !files.ok || !read.ok || problems.length > 0) return refuse(call, problems);
  const inspected: InspectedFile[] = [];
  for (const file of files.value) {
    inspected.push(
      await inspectFile(file, {
        read: read.value,
        repair: call.options.repair === true,
        nowMs: Date.now(),
        cacheFolder: cacheFolderOf(call.terminal.environment),
      }),
    );
  }
  return run(call, inspected);
}

function refuse({ options, terminal }: Call, problems: readonly Problem[]): ExitCode {
  if (options.json === true) printJson(terminal, { exitCode: EXIT.badInput, problems });
  else printProblems(problems, terminal);
  return EXIT.badInput;
}

async function check({ options, terminal }: Call, inspected: readonly InspectedFile[]): Promise<ExitCode> {
  const failedCount = inspected.filter(({ problems }) => problems.length > 0).length;
  const passedCount = inspected.length - failedCount;
  const exitCode = failedCount === 0 ? EXIT.pass : EXIT.badInput;
  if (options.json === true) {
    printJson(terminal, { exitCode, passedCount, failedCount, files: inspected.map(asJson) });
    return exitCode;
  }
  await printAll({ options, terminal }, inspected);
  const { annotateProblems } = await import('../githubActions.ts');
  annotateProblems(
    inspected.flatMap(({ problems }) => [...problems]),
    terminal,
  );
  terminal.out(`${passedCount} passed, ${failedCount} failed`);
  return exitCode;
}

/** Every file, or with `--quiet` those that have problems. */
async function printAll(
  { options, terminal }: Pick<Call, 'options' | 'terminal'>,
  inspected: readonly InspectedFile[],
): Promise<void> {
  const { printInspected } = await import('../printInspected.ts');
  const { SHOWN_OF_EACH_KIND } = await import('../problemKinds.ts');
  const most = options.all === true ? Number.POSITIVE_INFINITY : SHOWN_OF_EACH_KIND;
  for (const one of inspected) {
    if (options.quiet !== true || one.problems.length > 0) printInspected(one, terminal, { most });
  }
}

async function convert(call: Call, inspected: readonly InspectedFile[]): Promise<ExitCode> {
  const { options, terminal } = call;
  const { planConversion } = await import('../convertData.ts');
  const { uninterrupted } = await import('../interrupt.ts');
  const text = (name: string): string | null => (options[name] === undefined ? null : String(options[name]));
  const plan = planConversion(inspected, {
    out: String(options.out),
    symbol: text('symbol'),
    interval: text('interval'),
    source: text('source'),
  });
  const converted = plan.ok ? await uninterrupted(() => plan.value.write()) : failed(plan.problems);
  if (options.json === true) {
    const exitCode = converted.ok ? EXIT.pass : EXIT.badInput;
    printJson(terminal, {
      exitCode,
      problems: converted.ok ? [] : converted.problems,
      ...(converted.ok ? converted.value : {}),
      read: inspected.map(asJson),
    });
    return exitCode;
  }
  await printAll(call, inspected);
  return sayConverted(converted, inspected, terminal);
}

function sayConverted(
  converted: Result<import('../convertData.ts').ConvertedFolder>,
  inspected: readonly InspectedFile[],
  terminal: Terminal,
): ExitCode {
  if (!converted.ok) {
    // What is wrong inside the files has been printed with them.
    const known = new Set(inspected.flatMap(({ problems }) => [...problems]));
    const others = converted.problems.filter((problem) => !known.has(problem));
    if (others.length > 0) printProblems(others, terminal);
    terminal.out('nothing was written');
    return EXIT.badInput;
  }
  for (const { path, entry, state } of converted.value.files) {
    const range = `${entry.rows} rows of ${formatDuration(entry.intervalMs)}, ${formatTime(entry.fromMs)} to ${formatTime(entry.toMs)}`;
    terminal.out(`${state}: ${visible(path)}, ${range}, sha256 ${entry.sha256}`);
    for (const trap of entry.traps ?? []) terminal.out(`  its manifest says: ${visible(trap)}`);
  }
  terminal.out(`${converted.value.manifestState}: ${visible(converted.value.manifest)}`);
  return EXIT.pass;
}

/** All that is known of a file but its candles. */
function asJson({ candles: _candles, ...inspected }: InspectedFile): object {
  return inspected;
}

function printJson(terminal: Terminal, content: object): void {
  terminal.out(JSON.stringify({ version: 1, ...content }, null, 2));
}
