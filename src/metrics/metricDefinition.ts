/** `ratio` is shown as percent, `number` as it is, `quote` in the run's quote currency. */
export type MetricUnit = 'ratio' | 'number' | 'quote' | 'quoteSeconds' | 'ms' | 'count';

/** What the registry says of a metric. */
export interface MetricDefinition {
  readonly name: string;
  readonly title: string;
  readonly unit: MetricUnit;
  /** Which direction is better for the account; `neither` where that depends on what was wanted. */
  readonly better: 'higher' | 'lower' | 'neither';
  /** One sentence. */
  readonly definition: string;
}
