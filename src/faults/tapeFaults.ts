import { failed, ok, type Problem, type Result } from '../core/result.ts';
import type { Tape } from '../market/tape.ts';
import type { Fault, FaultTrigger, ScheduledFault, TapeWindow } from './fault.ts';
import { type FaultName, faults } from './index.ts';

type AnyFault = Fault<Record<never, never>>;

export interface FaultedTape {
  readonly tape: Tape;
  /** The schedule without the faults of the tape that found nothing to change: they have not fired. */
  readonly schedule: readonly ScheduledFault[];
}

/**
 * The tape of a run: every fault of the market in the schedule, applied in its order, to all symbols, before the run. Faults of other layers
 * pass through untouched.
 *
 * @returns the problems of every fault that cannot be applied.
 */
export function applyTapeFaults(tape: Tape, schedule: readonly ScheduledFault[]): Result<FaultedTape> {
  const problems: Problem[] = [];
  const kept: ScheduledFault[] = [];
  let current = tape;
  for (const scheduled of schedule) {
    const fault = faults[scheduled.fault as FaultName] as unknown as AnyFault;
    if (fault.tape === undefined) {
      kept.push(scheduled);
      continue;
    }
    const before = current;
    for (const window of windowsOf(scheduled.trigger, fault.activeMs(scheduled.params as never))) {
      const changed = fault.tape(current, window, scheduled.params as never);
      if (!changed.ok) problems.push(...changed.problems);
      else if (changed.value !== null) current = changed.value;
    }
    if (current !== before) kept.push(scheduled);
  }
  return problems.length > 0 ? failed(problems) : ok({ tape: current, schedule: kept });
}

/** A fault of the tape has no event to wait for: it has a time, or a window, or what a run resolved to. */
function windowsOf(trigger: FaultTrigger, activeMs: number): TapeWindow[] {
  switch (trigger.kind) {
    case 'at':
      return [{ fromMs: trigger.timeMs, toMs: trigger.timeMs + activeMs, symbol: trigger.symbol }];
    case 'during':
      return [{ fromMs: trigger.fromMs, toMs: trigger.toMs, symbol: trigger.symbol }];
    case 'exactly':
      return trigger.firings.map(({ timeMs, untilMs, symbol }) => ({
        fromMs: timeMs,
        toMs: untilMs,
        symbol,
      }));
    case 'on':
      return [];
  }
}
