import { failed, ok, type Problem, type Result } from '../core/result.ts';
import type { ScheduledFault } from '../faults/fault.ts';
import { applyTapeFaults, type FaultedTape, isTapeFault } from '../faults/tapeFaults.ts';
import type { Tape } from '../market/tape.ts';
import type { Scenario } from './scenario.ts';

/** The tapes of a scenario's runs, each with the schedule that its run is to fire. */
export interface ScenarioTapes {
  /** With the shocks of `market:` and no fault; its effects are theirs. */
  readonly baseline: FaultedTape;
  /** The baseline's tape with the faults of the tape on top. */
  readonly faulted: FaultedTape;
  /** The same without one fault, for the attribution. */
  without(faultId: string): FaultedTape;
}

/**
 * Every tape that a scenario's runs need, or every reason why one cannot be made, with keys of the scenario file: `faults.1.params.rho`.
 * A fault of the tape works on what those before it left, so that the run without one of them has a tape of its own.
 */
export async function scenarioTapes(scenario: Scenario, tape: Tape): Promise<Result<ScenarioTapes>> {
  const market = await applyTapeFaults(tape, scenario.market);
  if (!market.ok) return failed(market.problems.map((problem) => placed('market', scenario.market, problem)));
  const effective = new Set(market.value.effects.map(({ faultId }) => faultId));
  const idle = scenario.market.flatMap(({ id, fault }, index) =>
    effective.has(id) ? [] : [idleProblem(`market.${index}`, `${id} (${fault})`)],
  );
  if (idle.length > 0) return failed(idle);

  const baseline = { ...market.value, schedule: [] };
  const faulted = await applyTapeFaults(baseline.tape, scenario.faults);
  if (!faulted.ok)
    return failed(faulted.problems.map((problem) => placed('faults', scenario.faults, problem)));

  const without = new Map<string, FaultedTape>();
  const problems: Problem[] = [];
  for (const { id, fault } of scenario.faults) {
    if (!isTapeFault(fault)) {
      const schedule = faulted.value.schedule.filter((other) => other.id !== id);
      without.set(id, { ...faulted.value, schedule });
      continue;
    }
    const others = await applyTapeFaults(
      baseline.tape,
      scenario.faults.filter((other) => other.id !== id),
    );
    if (others.ok) without.set(id, others.value);
    else {
      const inRun = `in the run without ${id}, which shows the share of ${id}: `;
      problems.push(
        ...others.problems.map((problem) =>
          placed('faults', scenario.faults, { ...problem, message: inRun + problem.message }),
        ),
      );
    }
  }
  if (problems.length > 0) return failed(problems);
  return ok({ baseline, faulted: faulted.value, without: (faultId) => without.get(faultId)! });
}

/** The key of a fault of the tape is its id and a parameter; a file's reader looks for the place in the list. */
function placed(list: 'market' | 'faults', schedule: readonly ScheduledFault[], problem: Problem): Problem {
  const [id, ...param] = (problem.key ?? '').split('.');
  const index = schedule.findIndex((scheduled) => scheduled.id === id);
  const key = [list, index, ...(param.length > 0 ? ['params', ...param] : [])].join('.');
  return { ...problem, key, message: `${id} (${schedule[index]!.fault}) ${problem.message}` };
}

function idleProblem(key: string, name: string): Problem {
  const message = `${name} changes no bar of the tape; expected a shock that can be seen, or no entry`;
  return { file: null, line: null, key, message };
}
