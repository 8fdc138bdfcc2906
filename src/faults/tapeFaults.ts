import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { changeTape } from '../market/changeTape.ts';
import type { PairCorrelation } from '../market/correlationShock/pairCorrelation.ts';
import type { Tape } from '../market/tape.ts';
import type { Fault, ScheduledFault, TapeWindow } from './fault.ts';
import { type FaultName, faults } from './index.ts';

type AnyFault = Fault<Record<never, never>>;

/** The tape of a run, and what each fault of the tape did to it. */
export interface FaultedTape {
  readonly tape: Tape;
  /** The schedule as the run is to fire it: a fault of the tape that found nothing to change fires at no time. */
  readonly schedule: readonly ScheduledFault[];
  /** One for each fault of the tape that changed something, in the order in which they were applied. */
  readonly effects: readonly TapeEffect[];
}

export interface TapeEffect {
  readonly faultId: string;
  readonly fault: string;
  readonly changedBarCount: number;
  readonly notes: readonly string[];
  readonly correlations: readonly PairCorrelation[];
}

/** Whether a fault changes the tape before the run, instead of something in the run. */
export function isTapeFault(name: string): boolean {
  return (faults[name as FaultName] as unknown as AnyFault).tape !== undefined;
}

/**
 * The tape of a run: every fault of the market in the schedule, applied in its order before the run. Faults of other layers pass through
 * untouched.
 *
 * @returns the problems of every fault that cannot be applied, each with the fault's id and the parameter as its key: `F2.rho`.
 */
export async function applyTapeFaults(
  tape: Tape,
  schedule: readonly ScheduledFault[],
): Promise<Result<FaultedTape>> {
  const problems: Problem[] = [];
  const effects: TapeEffect[] = [];
  const applied: ScheduledFault[] = [];
  let current = tape;
  for (const scheduled of schedule) {
    const fault = faults[scheduled.fault as FaultName] as unknown as AnyFault;
    if (fault.tape === undefined) {
      applied.push(scheduled);
      continue;
    }
    const notes: string[] = [];
    const correlations: PairCorrelation[] = [];
    const fired: TapeWindow[] = [];
    let changedBarCount = 0;
    const windows = windowsOf(scheduled, fault);
    for (const window of windows) {
      const change = await fault.tape(current, window, scheduled.params as never);
      if (!change.ok) {
        problems.push(...change.problems.map((problem) => at(scheduled.id, problem)));
        continue;
      }
      if (change.value === null) continue;
      const said = change.value.notes.map((note) => `${scheduled.id}: ${note}`);
      const changed = changeTape(current, change.value.candles, said);
      if (changed === null) continue;
      current = changed.tape;
      changedBarCount += changed.changedBarCount;
      notes.push(...said);
      correlations.push(...change.value.correlations);
      fired.push(window);
    }
    applied.push(fired.length === windows.length ? scheduled : firingOnly(scheduled, fired));
    if (fired.length > 0) {
      effects.push({ faultId: scheduled.id, fault: scheduled.fault, changedBarCount, notes, correlations });
    }
  }
  return problems.length > 0 ? failed(problems) : ok({ tape: current, schedule: applied, effects });
}

function firingOnly(scheduled: ScheduledFault, fired: readonly TapeWindow[]): ScheduledFault {
  const firings = fired.map(({ fromMs, toMs, symbol }) => ({
    timeMs: fromMs,
    untilMs: toMs,
    symbol,
    target: null,
  }));
  return { ...scheduled, trigger: { kind: 'exactly', firings } };
}

function at(faultId: string, problem: Problem): Problem {
  return { ...problem, key: [faultId, problem.key].filter((part) => part !== null).join('.') };
}

/** A fault of the tape has no event to wait for: it has a time, or a window, or what a run resolved to. */
function windowsOf({ id, trigger, params }: ScheduledFault, fault: AnyFault): TapeWindow[] {
  switch (trigger.kind) {
    case 'at':
      return [
        {
          fromMs: trigger.timeMs,
          toMs: trigger.timeMs + fault.activeMs(params as never),
          symbol: trigger.symbol,
        },
      ];
    case 'during':
      return [{ fromMs: trigger.fromMs, toMs: trigger.toMs, symbol: trigger.symbol }];
    case 'exactly':
      return trigger.firings.map(({ timeMs, untilMs, symbol }) => ({
        fromMs: timeMs,
        toMs: untilMs,
        symbol,
      }));
    case 'on':
      throw new Error(`${id}: the tape is fixed before the run, and cannot wait for ${trigger.event}`);
  }
}
