/**
 * Parameters of rules, faults, invariants, strategies, sizers and stops are data: a table of names with unit, bounds, default and one line of
 * documentation. Configuration types, the loader's checks, the published JSON Schema and `brakecheck list` all come from it.
 */
export type ParamSpec = NumberParam | DurationParam | FlagParam | ChoiceParam | SymbolsParam;

export interface NumberParam {
  readonly kind: 'number';
  /** `ratio` (0.2 is 20 %), `quote`, `count`, `bars`, `bps`, `multiple`. */
  readonly unit: string;
  /** Null means that the user must give one. */
  readonly default: number | null;
  /** Inclusive lower bound. */
  readonly min?: number;
  /** Exclusive lower bound. */
  readonly above?: number;
  /** Inclusive upper bound. */
  readonly max?: number;
  readonly integer?: boolean;
  readonly doc: string;
}

/** Written `500ms`, `2s`, `1h`; held in milliseconds. */
export interface DurationParam {
  readonly kind: 'duration';
  readonly default: number | null;
  readonly min?: number;
  readonly doc: string;
}

export interface FlagParam {
  readonly kind: 'flag';
  readonly default: boolean;
  readonly doc: string;
}

export interface ChoiceParam<Word extends string = string> {
  readonly kind: 'choice';
  readonly words: readonly Word[];
  readonly default: Word;
  readonly doc: string;
}

/** Symbols of the scenario: a list, or one name; held as one text, `ETH-USDT, SOL-USDT`. Whether the scenario has them, its reader checks. */
export interface SymbolsParam {
  readonly kind: 'symbols';
  /** A word instead of names, such as `none` or `first`. */
  readonly default: string;
  readonly isOne?: boolean;
  readonly doc: string;
}

/** The names in the value of such a parameter. @example symbolsIn('ETH-USDT, SOL-USDT') // ['ETH-USDT', 'SOL-USDT'] */
export function symbolsIn(value: string): string[] {
  return value.split(',').map((symbol) => symbol.trim());
}

export type ParamSpecs = Readonly<Record<string, ParamSpec>>;

/** The values of a table: `{ limitRatio: number; perSymbol: boolean }`. */
export type ParamsOf<Specs extends ParamSpecs> = {
  readonly [Name in keyof Specs]: Specs[Name] extends FlagParam
    ? boolean
    : Specs[Name] extends ChoiceParam<infer Word>
      ? Word
      : Specs[Name] extends SymbolsParam
        ? string
        : number;
};

/** The same as somebody writes them: what has a default may be left out, a duration may be `2s` or milliseconds. */
export type ParamsInputOf<Specs extends ParamSpecs> = {
  readonly [Name in keyof Specs]?: Specs[Name] extends FlagParam
    ? boolean
    : Specs[Name] extends ChoiceParam<infer Word>
      ? Word
      : Specs[Name] extends DurationParam
        ? number | string
        : Specs[Name] extends SymbolsParam
          ? string | readonly string[]
          : number;
};

/** Any entry's values, where the entry's own type is not at hand. */
export type ParamValues = Readonly<Record<string, number | boolean | string>>;

/** The values of a table with every default taken; throws where a parameter has none and none is given. */
export function withDefaults<Specs extends ParamSpecs>(
  specs: Specs,
  given: Partial<ParamsOf<Specs>> = {},
): ParamsOf<Specs> {
  const values: Record<string, number | boolean | string> = {};
  for (const [name, spec] of Object.entries(specs)) {
    const value = (given as ParamValues)[name] ?? spec.default;
    if (value === null) throw new Error(`the parameter ${name} has no default and must be given`);
    values[name] = value;
  }
  return values as ParamsOf<Specs>;
}
