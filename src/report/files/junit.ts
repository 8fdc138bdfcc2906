import type { Outcome } from '../../stress/outcome.ts';
import { compareRuns } from '../facts/comparison.ts';
import { metricTitle } from '../facts/samples.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import { escapeMarkup } from '../html.ts';
import { unitText, utcTime } from '../numbers.ts';
import type { Approval } from '../sections/approved.ts';

/** Violations that a failure lists. */
const DETAIL_LIMIT = 20;

interface Case {
  readonly group: string;
  readonly name: string;
  /** Null when it passed. */
  readonly failure: { readonly type: string; readonly message: string; readonly detail: string } | null;
}

/**
 * JUnit's XML: the scenario is a suite; each invariant, each bound on a metric, each vacuity and what else must hold is a case, the approved
 * result among them where the run is held to one. What the
 * author expected and what came passes, so that the suite's colour is the exit code's; an invariant that could not have failed fails here,
 * because it fails the run.
 */
export function junitXml(outcome: Outcome, approval?: Approval): string {
  const { scenario } = outcome;
  const cases = [...casesOf(outcome), ...(approval?.isDemanded === true ? [approvedCase(approval)] : [])];
  const failures = cases.filter(({ failure }) => failure !== null).length;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="brakecheck" tests="${cases.length}" failures="${failures}" errors="0">`,
    `  <testsuite name="${escapeMarkup(scenario.name)}" tests="${cases.length}" failures="${failures}" errors="0" skipped="0">`,
    '    <properties>',
    ...[
      ['fingerprint', outcome.faulted.record.fingerprint],
      ['seed', String(scenario.seed)],
      ['verdict', outcome.verdict],
      ['version', outcome.hashes.codeVersion],
    ].map(([name, value]) => `      <property name="${name}" value="${escapeMarkup(value!)}"/>`),
    '    </properties>',
    ...cases.flatMap((one) => caseLines(scenario.name, one)),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function approvedCase({ status, lines }: Approval): Case {
  const one = { group: 'run', name: 'approved' };
  if (status === 'same') return { ...one, failure: null };
  const message =
    status === 'missing' ? 'Nothing is approved for this scenario.' : 'Differs from the approved result.';
  return { ...one, failure: { type: 'approved', message, detail: lines.join('\n') } };
}

function casesOf(outcome: Outcome): Case[] {
  const { scenario, expectation, verification } = outcome;
  const currency = quoteCurrency(outcome);
  const expected = new Set(scenario.expect.violates);
  const cases = outcome.invariants.map((verdict): Case => {
    const { name, status, violations, vacuousReason } = verdict;
    const one = { group: 'invariant', name };
    if (status === 'vacuous') {
      const message = `Means nothing: ${vacuousReason ?? 'its case never came up'}.`;
      return { ...one, failure: { type: 'vacuous', message, detail: verdict.summary } };
    }
    if ((status === 'violated') === expected.has(name)) return { ...one, failure: null };
    if (status === 'held') {
      const message = 'Held, and the scenario expects it to be violated.';
      return { ...one, failure: { type: 'expectation', message, detail: verdict.summary } };
    }
    const said = violations.slice(0, DETAIL_LIMIT).map(({ atMs, message }) => `${utcTime(atMs)}: ${message}`);
    const rest = violations.length - said.length;
    const detail = [...said, ...(rest > 0 ? [`and ${rest} more, all in result.json`] : [])].join('\n');
    return {
      ...one,
      failure: { type: 'violated', message: violations[0]?.message ?? verdict.summary, detail },
    };
  });
  for (const metric of compareRuns(outcome).flatMap((group) => group.metrics)) {
    for (const { min, max } of metric.bounds) {
      const { value, reason } = metric.faulted;
      const isOver = value === null || (min !== null && value < min) || (max !== null && value > max);
      const limits = [
        min === null ? '' : `at least ${unitText(min, metric.unit, currency)}`,
        max === null ? '' : `at most ${unitText(max, metric.unit, currency)}`,
      ];
      const limit = limits.filter((part) => part !== '').join(' and ');
      const actual = value === null ? `undefined: ${reason}` : unitText(value, metric.unit, currency);
      const message = `${metricTitle(metric.name)} is ${actual}; expected ${limit}.`;
      const detail = `value ${value}, min ${min}, max ${max}`;
      cases.push({
        group: 'metric',
        name: metric.name,
        failure: isOver ? { type: 'limit', message, detail } : null,
      });
    }
  }
  const meaningless = outcome.invariants.filter(({ status }) => status === 'vacuous');
  for (const vacuity of outcome.vacuities) {
    // A vacuous invariant has failed above already.
    if (meaningless.some(({ name }) => vacuity.startsWith(`${name} `))) continue;
    cases.push({
      group: 'vacuity',
      name: vacuity,
      failure: { type: 'vacuous', message: vacuity, detail: vacuity },
    });
  }
  if (verification !== null) {
    const message = `A second run has the fingerprint ${verification.fingerprint}.`;
    cases.push({
      group: 'run',
      name: 'deterministic',
      failure: verification.isDeterministic ? null : { type: 'determinism', message, detail: message },
    });
  }
  const message = expectation.unmet.join(' ');
  cases.push({
    group: 'run',
    name: 'expectation',
    failure: expectation.isMet
      ? null
      : { type: 'expectation', message: message || 'The run did not end as expected.', detail: message },
  });
  return cases;
}

function caseLines(suite: string, { group, name, failure }: Case): string[] {
  const open = `    <testcase classname="${escapeMarkup(`${suite}.${group}`)}" name="${escapeMarkup(name)}" time="0"`;
  if (failure === null) return [`${open}/>`];
  return [
    `${open}>`,
    `      <failure type="${failure.type}" message="${attribute(failure.message)}">${escapeMarkup(failure.detail)}</failure>`,
    '    </testcase>',
  ];
}

/** A line break inside an attribute would be read back as a space. */
function attribute(text: string): string {
  return escapeMarkup(text).replaceAll('\r', '&#13;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;');
}
