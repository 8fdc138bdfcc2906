import { formatDay, formatDuration, formatTime } from '../core/time.ts';
import { burstText } from '../engine/latency/burst.ts';
import { type Delay, modelOf } from '../engine/latency/index.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import type { FaultedTape } from '../faults/tapeFaults.ts';
import type { Tape } from '../market/tape.ts';
import { accountAssumptions } from './accountAssumptions.ts';
import { impactText } from './readImpact.ts';
import { spreadText } from './readSpread.ts';
import type { Scenario } from './scenario.ts';
import { feeText } from './scenarioFees.ts';
import { pathText } from './scenarioPath.ts';
import type { ScenarioTapes } from './scenarioTapes.ts';

/** Every assumption of the model that bears on a figure of the report, in the words of its reader. `tape` is the market as it was, before any shock. */
export function assumptionsOf(
  scenario: Scenario,
  tape: Tape,
  {
    tapes,
    runs,
  }: {
    readonly tapes: ScenarioTapes;
    readonly runs: { readonly baseline: RunRecord; readonly faulted: RunRecord };
  },
): { name: string; text: string }[] {
  const { latency, path } = scenario.clock;
  const { venue } = scenario;
  const lines: [string, string][] = [
    [
      'data',
      `${scenario.data.source}: ${scenario.data.symbols.join(', ')}; ${formatDay(tape.fromMs)} to ${formatDay(tape.toMs)} (exclusive, UTC), bars of ${formatDuration(tape.intervalMs)}, ${scenario.data.lookbackDays} days of look-back in which nothing is sent`,
    ],
    ...(scenario.data.tape === undefined
      ? []
      : ([['data', `a tape of one's own, the file ${scenario.data.tape}: the market is what it says`]] as [
          string,
          string,
        ][])),
    ...tape.notes.map((note): [string, string] => ['data', note]),
    ...notesOf(tapes.baseline).map((note): [string, string] => ['market, in baseline and faulted run', note]),
    ...notesOf(tapes.faulted).map((note): [string, string] => ['tape of the faulted run', note]),
    [
      'intrabar path',
      `${pathText(path)}, a third of the bar each, in straight lines; between a close and the next open price jumps`,
    ],
    ['prices', 'candles are mid prices; last and mark are the mid; bid and ask stand half the spread away'],
    [
      'spread',
      tape.symbols
        .map(({ instrument }) => `${instrument.symbol} ${instrument.spreadBps} bps`)
        .join(', ')
        .replace(/^/, venue.spread === undefined ? '' : `${spreadText(venue.spread)} `)
        .concat(' of the mid, at least one tick'),
    ],
    [
      'stops',
      'triggered by last, touch included; filled from the trigger price, or from the open where the market gapped past it',
    ],
    [
      'limits',
      venue.limitFill === 'touch'
        ? 'filled when the other side touches them, as if nobody stood in the queue before'
        : 'filled when the other side trades a tick through them',
    ],
    [
      'impact',
      impactText(
        venue,
        tape.symbols.map(({ instrument }) => instrument.symbol),
      ),
    ],
    [
      'participation',
      `takers of one direction have at most ${venue.participationRatio * 100} % of a bar's volume; the rest of their order expires`,
    ],
    ['fees', feeText(venue, tape, runs)],
    ...accountAssumptions(venue, tape),
    [
      'latency',
      `command ${delayText(latency.command)}, reply ${delayText(latency.reply)}, event ${delayText(latency.event)}; ${latency.burst === undefined ? '' : `${burstText(latency.burst)}; `}bars and marks arrive at their own time`,
    ],
    [
      'marks',
      `every ${formatDuration(Math.max(60_000, tape.intervalMs / 60))} while there is a position or a working order`,
    ],
    ['end of data', 'a symbol whose data end inside the window is settled at its last close'],
    ...(scenario.operator ?? []).map(({ rule, atMs }): [string, string] => [
      'operator',
      `resets ${rule} at ${formatTime(atMs)}, in baseline and faulted run`,
    ]),
    ['ratios', 'one equity sample a UTC day, 365 days a year, risk-free rate 0; drawdown from bar closes'],
    ['look-ahead', 'none: a bar is visible at its close, and what is sent then arrives in the next'],
  ];
  return lines.map(([name, text]) => ({ name, text }));
}

function notesOf({ effects }: FaultedTape): string[] {
  return effects.flatMap(({ notes }) => notes);
}

function delayText(delay: Delay): string {
  return modelOf(delay).text(delay);
}
