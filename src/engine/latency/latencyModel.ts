/** The numbers of a delay as a scenario has them: `min`, `mean` and so on, in milliseconds where they are times. */
export type DelayInputs = Readonly<Record<string, number | readonly number[]>>;

/** What a key of a model is: a time, a plain number above 0, or a list of times. */
export interface DelayKey {
  readonly kind: 'duration' | 'number' | 'durations';
  readonly doc: string;
}

/**
 * One way in which delays are spread. `Delay` is what a scenario keeps of it: plain data.
 *
 * A draw is a number in [0, 1) and a delay a whole number of milliseconds. Whatever is between them may use additions, multiplications,
 * divisions and shipped tables, and nothing whose last bit differs from machine to machine.
 */
export interface LatencyModelDefinition<Delay> {
  readonly summary: string;
  readonly keys: Readonly<Record<string, DelayKey>>;
  /** The delay that the keys describe, or what is wrong with one of them. */
  readonly make: (
    given: DelayInputs,
  ) =>
    | { readonly delay: Delay; readonly wrong?: undefined }
    | { readonly delay?: undefined; readonly wrong: { readonly key: string; readonly message: string } };
  /** Makes the function from draws to whole milliseconds. */
  readonly sampler: (delay: Delay) => (draw: number) => number;
  readonly minMs: (delay: Delay) => number;
  readonly meanMs: (delay: Delay) => number;
  /** In the words of a reader of the report. */
  readonly text: (delay: Delay) => string;
}

/** Keeps the type of the delay in the registry. */
export function defineLatencyModel<Delay>(
  definition: LatencyModelDefinition<Delay>,
): LatencyModelDefinition<Delay> {
  return definition;
}
