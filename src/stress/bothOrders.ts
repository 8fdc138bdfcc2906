import type { PathName } from '../venue/paths/index.ts';
import type { Outcome, Verdict } from './outcome.ts';

/** What came of a scenario with the extremes of every bar in one order. */
export interface OrderResult {
  readonly path: PathName;
  readonly verdict: Verdict;
  readonly isAsExpected: boolean;
  readonly violates: readonly string[];
  readonly finalEquityQuote: number;
  /** Null where it is undefined. */
  readonly maxDrawdownRatio: number | null;
  readonly tradeCount: number;
  readonly ambiguousBarCount: number;
  readonly fingerprint: string;
}

/** Both orders, of which nobody knows which one it was. */
export interface BothOrders {
  /** The worse of the two: what the rest of the outcome is. */
  readonly shown: PathName;
  readonly results: readonly OrderResult[];
}

const SEVERITY: Readonly<Record<Verdict, number>> = { PASS: 0, INCONCLUSIVE: 1, FAIL: 2 };

/**
 * The worse outcome of the two orders, with what came of both: first what is not as expected, then the worse verdict, then the lower equity at the
 * end; of two that are alike the first.
 */
export function bothOrders(ran: readonly (readonly [path: PathName, outcome: Outcome])[]): Outcome {
  const [worst] = [...ran].sort(([, a], [, b]) => badness(b, a));
  const [shown, outcome] = worst!;
  return { ...outcome, bothOrders: { shown, results: ran.map(([path, one]) => resultOf(path, one)) } };
}

/** Above 0 where the first is worse than the second. */
function badness(one: Outcome, other: Outcome): number {
  const unmet = Number(!one.expectation.isMet) - Number(!other.expectation.isMet);
  if (unmet !== 0) return unmet;
  const severity = SEVERITY[one.verdict] - SEVERITY[other.verdict];
  if (severity !== 0) return severity;
  return other.faulted.record.final.equityQuote - one.faulted.record.final.equityQuote;
}

function resultOf(path: PathName, { verdict, expectation, invariants, faulted }: Outcome): OrderResult {
  const { record, metrics, trades } = faulted;
  return {
    path,
    verdict,
    isAsExpected: expectation.isMet,
    violates: invariants.filter(({ status }) => status === 'violated').map(({ name }) => name),
    finalEquityQuote: record.final.equityQuote,
    maxDrawdownRatio: metrics.maxDrawdown?.value ?? null,
    tradeCount: trades.length,
    ambiguousBarCount: record.ambiguousBars.length,
    fingerprint: record.fingerprint,
  };
}
