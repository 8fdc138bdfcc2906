/** Work that is timed, and how much of it one call does. */
export interface Work {
  /** Does it once. */
  run(): void;
  /** Bars, bytes or processes of one call. */
  readonly count: number;
}

/** What a case is divided by, measured in the same process and in turns with it. */
export interface Base {
  /** As the ratio is written: `S`. */
  readonly name: string;
  /** Processor time, which other processes do not lengthen by taking turns; of a child process only the wall's is known. */
  readonly clock: 'processor' | 'wall';
  prepare(): Work;
}

/** One line of the table. */
export interface BenchCase {
  readonly name: string;
  /** What is done, in one sentence. */
  readonly what: string;
  /** Unit of the middle column: what one of `count` costs, or for MB/s the reverse. */
  readonly unit: 'ns a bar' | 'ns a look' | 'ns an order' | 'ms' | 'MB/s';
  readonly base: Base;
  /** The ratio to the base that we want at most; null where there is no aim. */
  readonly aim: number | null;
  /** Builds what is not to be timed. A case that does not do what it says throws here. */
  prepare(): Work;
}
