import type { Divergence } from '../engine/journal.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import type { TapeEffect } from '../faults/tapeFaults.ts';
import type { Tape } from '../market/tape.ts';
import type { Metric } from '../metrics/metric.ts';
import type { BothOrders } from './bothOrders.ts';
import type { InvariantVerdict } from './invariants/invariant.ts';
import type { RunStress } from './runStress.ts';
import type { Scenario } from './scenario.ts';

/** `PASS`: every invariant held and meant something. `FAIL`: one was violated. `INCONCLUSIVE`: none was, and one could not have been. */
export type Verdict = 'PASS' | 'FAIL' | 'INCONCLUSIVE';

/** What came of one scenario: the faulted run, its baseline without faults, and what is to be said of them. */
export interface Outcome {
  readonly scenario: Scenario;
  /** The file as the user named it; null for a scenario made in code. */
  readonly scenarioFile: string | null;
  /** The tape of the baseline. */
  readonly tape: Tape;
  /** The tape of the faulted run: the same, unless a fault of the market changed it. */
  readonly faultedTape: Tape;
  readonly hashes: OutcomeHashes;
  readonly faulted: MeasuredRun;
  /** The same run with `faults: []`. */
  readonly baseline: MeasuredRun;
  readonly verdict: Verdict;
  /** One sentence: the worst fault, the invariant, the loss. */
  readonly verdictSentence: string;
  /** Why the run is inconclusive; empty when it is not. */
  readonly vacuities: readonly string[];
  /** Whether the run ended as `expect` says; what it exits by. */
  readonly expectation: { readonly isMet: boolean; readonly unmet: readonly string[] };
  readonly invariants: readonly InvariantVerdict[];
  readonly faults: readonly FaultSummary[];
  /** What each shock of `market:` did to the tape that both runs share, in their order. */
  readonly market: readonly TapeEffect[];
  readonly attribution: Attribution;
  /** Filled by `--verify`: null when it was not asked for. */
  readonly verification: Verification | null;
  /** Every assumption of the model that bears on a figure, as `name: sentence`. */
  readonly assumptions: readonly { readonly name: string; readonly text: string }[];
  /** Where everything was run with both orders of a bar's extremes: what came of each, and which of them the rest of this is. */
  readonly bothOrders?: BothOrders;
}

export interface OutcomeHashes {
  readonly scenario: string;
  readonly data: string;
  readonly policy: string;
  readonly strategy: string;
  /** Version of brakecheck. */
  readonly codeVersion: string;
}

export interface MeasuredRun {
  readonly record: RunRecord;
  /** By name: the registry's metrics, of this run. */
  readonly metrics: Readonly<Record<string, MeasuredMetric>>;
  readonly trades: readonly Trade[];
  /** How often each rule and brake decided, by name; those in force that never did stand at 0. */
  readonly decisionCounts: Readonly<Record<string, number>>;
}

/** A metric; one that is of a certain moment of the run, such as the largest VaR of the positions held, names it. */
export type MeasuredMetric = Metric & { readonly atMs?: number };

/** A position from flat to flat (or through zero), of truth. */
export interface Trade {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly openMs: number;
  readonly closeMs: number;
  /** Largest |position|, base. */
  readonly maxQty: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  readonly pnlQuote: number;
  readonly feesQuote: number;
  /** `exit`, `stop`, `localStop`, `emergency`, `timeStop`, `takeProfit`, `localTakeProfit`, `deRisk`, `panic`, `liquidation`, `settlement`, `entry` (flipped), or `open` when the run ended first. */
  readonly exitCause: string;
}

export interface FaultSummary {
  readonly id: string;
  readonly fault: string;
  readonly summary: string;
  readonly fireCount: number;
  readonly firings: readonly {
    readonly atMs: number;
    readonly untilMs: number;
    readonly symbol: string | null;
  }[];
  /** What a fault of the tape did to it; null for any other, and for one that found nothing to change. */
  readonly tapeEffect: TapeEffect | null;
}

/** The difference in final equity, faulted - baseline, by cause: each fault's share is the total minus the run without it. */
export interface Attribution {
  readonly totalQuote: number;
  readonly byFault: readonly {
    readonly faultId: string;
    readonly fault: string;
    readonly quote: number;
    /** How hard the run without this fault went. */
    readonly without?: RunStress;
  }[];
  readonly residualQuote: number;
}

export interface Verification {
  readonly isDeterministic: boolean;
  readonly fingerprint: string;
  readonly divergence: Divergence | null;
}
