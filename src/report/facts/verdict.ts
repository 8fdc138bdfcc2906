import type { InvariantVerdict } from '../../stress/invariants/invariant.ts';
import type { Outcome } from '../../stress/outcome.ts';

/** `FAIL (expected)` where the author said that exactly these invariants are violated, and they were. */
export function verdictText(outcome: Outcome): string {
  return isExpectedFailure(outcome) ? 'FAIL (expected)' : outcome.verdict;
}

/** True where a violation was expected and came as expected. */
export function isExpectedFailure({ verdict, scenario, expectation }: Outcome): boolean {
  return verdict === 'FAIL' && scenario.expect.violates.length > 0 && expectation.isMet;
}

/** Names of the violated invariants, in the scenario's order. */
export function violatedNames(invariants: readonly InvariantVerdict[]): string[] {
  return invariants.filter(({ status }) => status === 'violated').map(({ name }) => name);
}

/** What one types to see the same run again. A file name with anything but plain characters is quoted for a shell. */
export function reproducingCommand({ scenario, scenarioFile }: Outcome): string | null {
  if (scenarioFile === null) return null;
  const isPlain = /^[\w./@:+-]+$/.test(scenarioFile) && !scenarioFile.startsWith('-');
  const file = isPlain ? scenarioFile : `'${scenarioFile.replaceAll("'", `'\\''`)}'`;
  return `brakecheck run ${file} --seed ${scenario.seed}`;
}
