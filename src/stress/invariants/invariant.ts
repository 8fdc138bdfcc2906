import type { ParamSpecs, ParamsOf } from '../../core/params.ts';
import type { RunRecord } from '../../engine/runRecord.ts';

/** What an invariant found in one run. */
export interface Finding {
  /** How often the thing that it speaks of happened at all: 0 makes a pass meaningless. */
  readonly antecedentCount: number;
  readonly violations: readonly Violation[];
  /** Violations that a fault excuses (no stop can exist in a halt), with the fault. */
  readonly excused: readonly Violation[];
}

export interface Violation {
  readonly atMs: number;
  readonly symbol: string | null;
  /** One full sentence with the numbers. */
  readonly message: string;
}

/** A statement about truth, judged over everything that happened in a run. It never reads the policy: a doubled limit must not double its check. */
export interface Invariant<Specs extends ParamSpecs> {
  readonly name: string;
  /** The statement, one sentence. */
  readonly summary: string;
  readonly params: Specs;
  /** What must have happened for a pass to mean something: `no position was ever open`. */
  readonly vacuousReason: string;
  judge(run: RunRecord, params: ParamsOf<Specs>): Finding;
}

export function defineInvariant<const Specs extends ParamSpecs>(
  invariant: Invariant<Specs>,
): Invariant<Specs> {
  return invariant;
}

/** An invariant's answer in a report. */
export interface InvariantVerdict {
  readonly name: string;
  readonly summary: string;
  readonly status: 'held' | 'violated' | 'vacuous';
  /** Its bounds, as `withinMs: 10s`. */
  readonly bounds: string;
  readonly antecedentCount: number;
  readonly violations: readonly Violation[];
  readonly excused: readonly Violation[];
  readonly vacuousReason: string | null;
}
