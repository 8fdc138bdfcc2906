import { ok, type Result } from '../core/result.ts';
import { compareWithApproved } from '../report/approved/compare.ts';
import { describeDifference } from '../report/approved/describe.ts';
import { quoteCurrency } from '../report/facts/symbols.ts';
import type { Approval } from '../report/page.ts';
import type { Outcome } from '../stress/outcome.ts';
import { findApproved } from './approvedFolder.ts';
import { EXIT, type ExitCode } from './exitCode.ts';

/** How an outcome stands to what was approved. */
export interface ApprovalCheck {
  readonly exitCode: ExitCode;
  readonly remarks: readonly string[];
  /** The same, for the page. */
  readonly approval: Approval;
}

/** Compares an outcome with its approved result. One that is missing fails only where `mustExist` is said: nobody can approve in a pipeline. */
export function checkApproved(
  outcome: Outcome,
  { mustExist }: { mustExist: boolean },
): Result<ApprovalCheck> {
  const { name } = outcome.scenario;
  const approved = findApproved(name);
  if (!approved.ok) return approved;
  if (approved.value === null) {
    const file = outcome.scenarioFile ?? name;
    const remark = `nothing is approved for ${name}; when its report is right: brakecheck approve ${file} --reason "…"`;
    const approval: Approval = { status: 'missing', lines: [], isDemanded: mustExist };
    return ok({ exitCode: mustExist ? EXIT.differs : EXIT.pass, remarks: [remark], approval });
  }
  const differences = compareWithApproved(outcome, approved.value);
  const { reason } = approved.value.result;
  if (differences.length === 0) {
    const approval: Approval = { status: 'same', reason, lines: [], isDemanded: true };
    return ok({ exitCode: EXIT.pass, remarks: ['as approved'], approval });
  }
  const currency = quoteCurrency(outcome);
  const remarks = differences.flatMap((difference) => describeDifference(difference, currency));
  return ok({
    exitCode: EXIT.differs,
    remarks: ['differs from the approved result:', ...remarks],
    approval: { status: 'differs', reason, lines: remarks, isDemanded: true },
  });
}

/** The same where it is only to be shown; null where the approved result cannot be read, which is `check`'s to say. */
export function approvalOf(outcome: Outcome): Approval | null {
  const checked = checkApproved(outcome, { mustExist: false });
  return checked.ok ? { ...checked.value.approval, isDemanded: false } : null;
}
