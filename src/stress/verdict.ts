import type { RunRecord } from '../engine/runRecord.ts';
import type { Judgement } from './judge.ts';
import type { Attribution, Outcome, Verdict } from './outcome.ts';
import type { Scenario } from './scenario.ts';

/** The verdict and the sentence that says it: the worst fault, the invariant, the loss. It speaks of the invariants, not of `expect`. */
export function verdictOf(
  scenario: Scenario,
  judgement: Judgement,
  record: RunRecord,
  attribution: Attribution,
): Pick<Outcome, 'verdict' | 'verdictSentence'> {
  const violated = judgement.invariants.filter(({ status }) => status === 'violated');
  const held = judgement.invariants.filter(({ status }) => status === 'held');
  const verdict: Verdict =
    violated.length > 0 ? 'FAIL' : judgement.vacuities.length > 0 ? 'INCONCLUSIVE' : 'PASS';
  return { verdict, verdictSentence: `${sentence()} ${resultText(record)}` };

  function sentence(): string {
    const worst = violated[0];
    if (worst !== undefined) {
      const others = violated.length > 1 ? ` (and ${violated.length - 1} more)` : '';
      return `Under ${blame(scenario, attribution)}, ${worst.name}${others} was broken: ${worst.violations[0]!.message}`;
    }
    if (judgement.vacuities.length > 0)
      return `Nothing was broken, but the test proves little: ${judgement.vacuities[0]}.`;
    const count = `all ${held.length} invariants held`;
    return scenario.faults.length === 0
      ? `Without faults, ${count}.`
      : `Under ${blame(scenario, attribution)}, ${count}.`;
  }
}

/** The fault that cost most, or all of them where none stands out. */
function blame(scenario: Scenario, attribution: Attribution): string {
  if (scenario.faults.length === 0) return 'no fault at all';
  const worst = [...attribution.byFault].sort((a, b) => a.quote - b.quote)[0]!;
  if (worst.quote < 0) return `${worst.fault} (${worst.faultId})`;
  return scenario.faults.length === 1
    ? `${worst.fault} (${worst.faultId})`
    : `${scenario.faults.length} faults`;
}

function resultText(record: RunRecord): string {
  const changeQuote = record.final.equityQuote - record.startQuote;
  const percent = Math.abs((changeQuote / record.startQuote) * 100).toFixed(2);
  const amount = Math.abs(changeQuote).toFixed(2);
  return changeQuote < 0
    ? `The account lost ${amount} of ${record.startQuote} (${percent} %).`
    : `The account gained ${amount} on ${record.startQuote} (${percent} %).`;
}
