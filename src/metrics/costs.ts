/** What trading cost: fees, funding, spread and impact, each in quote and as a share of gross profit. */

import { sumOf } from '../core/compensatedSum.ts';
import { defined, type Metric, undefinedBecause } from './metric.ts';

/** Positive is paid. Funding and fees (a maker's rebate) may be negative: received. */
export interface CostsPaid {
  readonly feesQuote: number;
  readonly fundingQuote: number;
  readonly spreadQuote: number;
  readonly impactQuote: number;
}

/** Each cost in quote, and its share of gross profit, which is undefined when no trade won. */
export interface Costs {
  readonly feesPaid: Metric;
  readonly fundingPaid: Metric;
  readonly spreadPaid: Metric;
  readonly impactPaid: Metric;
  readonly costsPaid: Metric;
  readonly feesShare: Metric;
  readonly fundingShare: Metric;
  readonly spreadShare: Metric;
  readonly impactShare: Metric;
  readonly costsShare: Metric;
}

/**
 * @param paid what was paid over the whole run, quote.
 * @param grossProfitQuote what the winning trades won, quote, as in grossProfit.ts.
 * @example costs({ feesQuote: 5, fundingQuote: -1, spreadQuote: 2, impactQuote: 0 }, 20).feesShare.value // 0.25
 * @example costs({ feesQuote: 5, fundingQuote: -1, spreadQuote: 2, impactQuote: 0 }, 20).costsPaid.value // 6
 */
export function costs(paid: CostsPaid, grossProfitQuote: number): Costs {
  const { feesQuote, fundingQuote, spreadQuote, impactQuote } = paid;
  const totalQuote = sumOf([feesQuote, fundingQuote, spreadQuote, impactQuote]);
  const share = (costQuote: number): Metric =>
    grossProfitQuote > 0 ? defined(costQuote / grossProfitQuote) : undefinedBecause('no trade won');
  return {
    feesPaid: defined(feesQuote),
    fundingPaid: defined(fundingQuote),
    spreadPaid: defined(spreadQuote),
    impactPaid: defined(impactQuote),
    costsPaid: defined(totalQuote),
    feesShare: share(feesQuote),
    fundingShare: share(fundingQuote),
    spreadShare: share(spreadQuote),
    impactShare: share(impactQuote),
    costsShare: share(totalQuote),
  };
}
