import type { Problem } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import { verdictText } from '../report/facts/verdict.ts';
import type { LoadedScenario } from '../stress/loadScenario.ts';
import type { Outcome } from '../stress/outcome.ts';
import type { Call } from './command.ts';
import { EXIT, type ExitCode, worstExit } from './exitCode.ts';
import { type Annotation, addJobSummary, annotate } from './githubActions.ts';
import { outcomeLines } from './outcomeText.ts';
import { printProblems } from './problems.ts';
import { seedLines } from './seedLines.ts';
import type { Terminal } from './terminal.ts';
import { lossRatioOf, verdictTable } from './verdictTable.ts';
import { visible } from './visible.ts';
import type { WrittenReport } from './writeReport.ts';

/** One scenario that ran. */
export interface Finished {
  readonly outcome: Outcome;
  readonly loaded: LoadedScenario;
  readonly exitCode: ExitCode;
  /** Null when it could not be written, or was not wanted. */
  readonly report: WrittenReport | null;
  /** What a command adds about it, such as its difference to the approved result. */
  readonly remarks: readonly string[];
}

/** Says what came of scenarios, to a person or as one JSON document, to GitHub where it listens, and as an exit code. */
export class Reporter {
  readonly terminal: Terminal;
  readonly #isJson: boolean;
  readonly #isQuiet: boolean;
  readonly #finished: Finished[] = [];
  #scenarioCount = 0;

  /** `--json` and `--quiet` of a call. */
  constructor({ options, terminal }: Pick<Call, 'options' | 'terminal'>) {
    this.terminal = terminal;
    this.#isJson = options.json === true;
    this.#isQuiet = options.quiet === true;
  }

  /** What has been added so far. */
  get finished(): readonly Finished[] {
    return this.#finished;
  }

  /** A bar would be noise in a document, and was not wanted where it is quiet. */
  get showsProgress(): boolean {
    return !this.#isJson && !this.#isQuiet;
  }

  /** The seeds come first, whatever happens then. With `--json` they go to the stream for notes. */
  start(scenarios: readonly LoadedScenario[]): void {
    this.#scenarioCount = scenarios.length;
    for (const line of seedLines(scenarios)) {
      if (this.#isJson) this.terminal.note(line);
      else this.terminal.out(line);
    }
  }

  add(finished: Finished): void {
    this.#finished.push(finished);
    const { exitCode, outcome, remarks } = finished;
    // Quiet is about what went well.
    if (this.#isJson || (this.#isQuiet && exitCode === EXIT.pass)) return;
    this.terminal.out('');
    for (const line of [
      ...outcomeLines(outcome, this.terminal.colours),
      ...remarks.map((remark) => `  ${visible(remark)}`),
    ]) {
      this.terminal.out(line);
    }
  }

  /** Prints the table and the last line, or the document, and gives the code of the whole command. `index` is the page over several runs. */
  finish(problems: readonly Problem[], index: string | null = null): ExitCode {
    const codes = this.#finished.map(({ exitCode }) => exitCode);
    const exitCode = worstExit(problems.length > 0 ? [...codes, EXIT.badInput] : codes);
    if (this.#isJson) this.terminal.out(JSON.stringify(this.#document(problems, exitCode, index), null, 2));
    else this.#printTable(index);
    if (problems.length > 0) printProblems(problems, this.terminal);
    annotate(this.#finished.flatMap(annotationsOf), this.terminal);
    for (const { report } of this.#finished)
      if (report !== null) addJobSummary(report.summary, this.terminal);
    if (!this.#isJson) this.#printCounts();
    return exitCode;
  }

  #printTable(index: string | null): void {
    if (this.#finished.length === 0) return;
    const rows = this.#finished.map(({ outcome, report }) => ({
      outcome,
      place: report?.page ?? report?.folder ?? null,
    }));
    this.terminal.out('');
    for (const line of verdictTable(rows, this.terminal.colours)) this.terminal.out(line);
    if (index !== null) this.terminal.out(`all of them: ${index}`);
  }

  /** Plain text, for a log that is searched. What could not be run has failed. */
  #printCounts(): void {
    if (this.#scenarioCount === 0) return;
    const passed = this.#finished.filter(({ exitCode }) => exitCode === EXIT.pass).length;
    this.terminal.out(`${passed} passed, ${this.#scenarioCount - passed} failed`);
  }

  #document(problems: readonly Problem[], exitCode: ExitCode, index: string | null): object {
    return { version: 1, exitCode, problems, index, runs: this.#finished.map(runDocument) };
  }
}

function runDocument({ outcome, loaded, exitCode, report, remarks }: Finished): object {
  const { expectation, faulted, baseline, hashes, invariants, scenario, verification, vacuities } = outcome;
  return {
    scenario: scenario.name,
    file: loaded.scenarioFile,
    policy: scenario.policy.name,
    seed: scenario.seed,
    hashes,
    fingerprint: faulted.record.fingerprint,
    verdict: outcome.verdict,
    sentence: outcome.verdictSentence,
    isExpected: expectation.isMet,
    unmet: expectation.unmet,
    vacuities,
    invariants: invariants.map(({ name, status, violations }) => ({
      name,
      status,
      violationCount: violations.length,
    })),
    lossRatio: lossRatioOf(outcome),
    maxDrawdown: { baseline: baseline.metrics.maxDrawdown, faulted: faulted.metrics.maxDrawdown },
    longestUnprotectedTime: faulted.metrics.longestUnprotectedTime,
    verification,
    remarks,
    exitCode,
    folder: report?.folder ?? null,
    page: report?.page ?? null,
  };
}

/** Lines of a difference that an annotation has. */
const ANNOTATED_LINES = 20;

/** What failed, at the line of the scenario that demands it. */
function annotationsOf({ outcome, loaded, exitCode, remarks }: Finished): Annotation[] {
  if (exitCode === EXIT.pass) return [];
  const { scenario } = outcome;
  const at = (path: readonly (string | number)[], message: string): Annotation => {
    return { file: loaded.scenarioFile, line: loaded.lineOf(path), title: scenario.name, message };
  };
  const expected = new Set(outcome.expectation.isMet ? scenario.expect.violates : []);
  const violated = outcome.invariants.flatMap(({ name, status, violations }) => {
    if (status !== 'violated' || expected.has(name)) return [];
    const index = scenario.invariants.findIndex((invariant) => invariant.name === name);
    const [first] = violations;
    return [
      at(['invariants', index], `${name} was violated at ${formatTime(first!.atMs)}: ${first!.message}`),
    ];
  });
  // One annotation for all that differs: ten in all are shown, and a line of a log is not worth one.
  const said = remarks.length === 0 ? [] : [remarks.slice(0, ANNOTATED_LINES).join('\n')];
  const others = [...outcome.expectation.unmet, ...(violated.length === 0 ? outcome.vacuities : []), ...said];
  if (violated.length > 0) return [...violated, ...said.map((text) => at(['name'], text))];
  return others.length > 0
    ? others.map((message) => at(['expect'], message))
    : [at(['name'], `${verdictText(outcome)}: ${outcome.verdictSentence}`)];
}
