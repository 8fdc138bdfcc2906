/** A rule's objection: what it measured, what it allows, in which unit. */
export interface Breach {
  readonly rule: string;
  readonly actual: number;
  readonly limit: number;
  /** `ratio`, `quote`, `count`, `ms`, `bps`, `number` (a correlation). */
  readonly unit: string;
  /** One full sentence with the numbers. */
  readonly reason: string;
}
