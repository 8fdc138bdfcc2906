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
  brokenWithoutFaults: ReadonlySet<string>,
): Pick<Outcome, 'verdict' | 'verdictSentence'> {
  const violated = judgement.invariants.filter(({ status }) => status === 'violated');
  const held = judgement.invariants.filter(({ status }) => status === 'held');
  const verdict: Verdict =
    violated.length > 0 ? 'FAIL' : judgement.vacuities.length > 0 ? 'INCONCLUSIVE' : 'PASS';
  return { verdict, verdictSentence: `${sentence()} ${resultText(record)}` };

  function sentence(): string {
    // What the faults broke says more than what was broken anyway.
    const caused = violated.filter(({ name }) => !brokenWithoutFaults.has(name));
    const worst = caused[0] ?? violated[0];
    if (worst !== undefined) {
      const others = violated.length > 1 ? ` (and ${violated.length - 1} more)` : '';
      const circumstance =
        caused.length > 0 ? `Under ${blame(scenario, attribution)}` : 'Even without faults';
      return `${circumstance}, ${worst.name}${others} was broken: ${worst.violations[0]!.message}`;
    }
    if (judgement.vacuities.length > 0)
      return `Nothing was broken, but the test proves little: ${judgement.vacuities[0]}.`;
    const count = `all ${held.length} invariants held`;
    return scenario.faults.length === 0 ? `Without faults, ${count}.` : `Under ${allOf(scenario)}, ${count}.`;
  }
}

/** The fault that cost most, or all of them where none stands out. */
function blame(scenario: Scenario, attribution: Attribution): string {
  const worst = [...attribution.byFault].sort((a, b) => a.quote - b.quote)[0];
  return worst !== undefined && worst.quote < 0 ? `${worst.fault} (${worst.faultId})` : allOf(scenario);
}

function allOf(scenario: Scenario): string {
  const names = [...new Set(scenario.faults.map(({ fault }) => fault))];
  if (names.length > 4) return `${scenario.faults.length} faults`;
  return names.length === 1 ? names[0]! : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

function resultText(record: RunRecord): string {
  const changeQuote = record.final.equityQuote - record.startQuote;
  const percent = Math.abs((changeQuote / record.startQuote) * 100).toFixed(2);
  const amount = Math.abs(changeQuote).toFixed(2);
  return changeQuote < 0
    ? `The account lost ${amount} of ${record.startQuote} (${percent} %).`
    : `The account gained ${amount} on ${record.startQuote} (${percent} %).`;
}
