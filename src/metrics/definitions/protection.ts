import type { MetricDefinition } from '../metricDefinition.ts';

/** Metrics of protection and belief. */
export const protectionMetrics = {
  unprotectedTime: {
    name: 'unprotectedTime',
    title: 'Unprotected time',
    unit: 'ms',
    better: 'lower',
    definition:
      'Time positions stood without a live protective stop for their whole quantity, summed over symbols.',
  },
  longestUnprotectedTime: {
    name: 'longestUnprotectedTime',
    title: 'Longest unprotected time',
    unit: 'ms',
    better: 'lower',
    definition: 'The longest unbroken unprotected time of one symbol.',
  },
  unprotectedShare: {
    name: 'unprotectedShare',
    title: 'Unprotected share of position time',
    unit: 'ratio',
    better: 'lower',
    definition: 'Unprotected time / time that positions were held, both summed over symbols.',
  },
  unprotectedNotional: {
    name: 'unprotectedNotional',
    title: 'Unprotected notional x time',
    unit: 'quoteSeconds',
    better: 'lower',
    definition: 'Sum of |quantity| x price at its start x seconds over the unprotected stretches.',
  },
  unprotectedAdverseMove: {
    name: 'unprotectedAdverseMove',
    title: 'Worst move while unprotected',
    unit: 'ratio',
    better: 'lower',
    definition: 'The furthest that price went against a position from where its unprotected time began.',
  },
  beliefGap: {
    name: 'beliefGap',
    title: 'Belief gap',
    unit: 'ms',
    better: 'lower',
    definition: "Time that the session's belief differed from the venue's truth.",
  },
  longestBeliefGap: {
    name: 'longestBeliefGap',
    title: 'Longest belief gap',
    unit: 'ms',
    better: 'lower',
    definition: "The longest unbroken time that the session's belief differed from the venue's truth.",
  },
} as const satisfies Record<string, MetricDefinition>;
