/** What a bar tells of itself. */
export interface BarRange {
  readonly open: number;
  readonly high: number;
  readonly low: number;
}

/**
 * The order of a bar's extremes, which the bar itself does not tell. Whatever the order, price runs straight from the open to the first
 * extreme, to the second, to the close, a third of the interval each.
 */
export interface PathDefinition {
  readonly summary: string;
  /** In the words of a reader of the report. */
  readonly text: string;
  /**
   * @param positionQty what all accounts hold of the symbol when the bar has opened and the commands of its open have come, base, signed: the sum
   * @returns whether the high comes before the low
   */
  readonly highFirst: (bar: BarRange, positionQty: number) => boolean;
  /** The order depends on the position. */
  readonly watchesPosition?: true;
}
