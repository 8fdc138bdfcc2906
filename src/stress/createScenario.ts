import type { ParamsInputOf, ParamValues } from '../core/params.ts';
import { documentOf } from '../core/plainDocument.ts';
import { readRecord } from '../core/recordReader.ts';
import { failed, type Problem, type Result } from '../core/result.ts';
import type { FaultName, faults } from '../faults/index.ts';
import type { TriggerName } from '../faults/trigger.ts';
import type { Tape } from '../market/tape.ts';
import type { Permission, PositionMode } from '../market/venueEvent.ts';
import type { Policy } from '../risk/policy.ts';
import type { SizerName, sizers } from '../risk/sizing/index.ts';
import type { strategies } from '../strategy/index.ts';
import type { StrategyDefinition } from '../strategy/strategy.ts';
import type { AccountKind, MarginMode } from '../venue/exchange.ts';
import type { FeeModelName } from '../venue/fees/index.ts';
import type { ImpactModelName } from '../venue/impacts/index.ts';
import type { SpreadModelName } from '../venue/spreads/index.ts';
import type { InvariantName, invariants } from './invariants/index.ts';
import { type LoadedScenario, type MadeParts, readScenario, SCENARIO_KEYS } from './loadScenario.ts';
import { whatIsWrong } from './loadStrategy.ts';
import type { ScenarioPath } from './scenarioPath.ts';

/** A UTC time as text, a bar of the window counted from 0, or a time under its name. */
export type MomentInput = string | { readonly bar: number } | { readonly time: string };

/** Milliseconds, or a text such as `80ms`. */
type DurationInput = number | string;

/** A delay: at least `min`, `mean` of the whole; which model, where it is not the exponential one. */
export type DelayInput =
  | { readonly model?: 'exponential'; readonly min: DurationInput; readonly mean: DurationInput }
  | { readonly model: 'constant'; readonly delay: DurationInput }
  | {
      readonly model: 'lognormal';
      readonly min: DurationInput;
      readonly mean: DurationInput;
      readonly sigma: number;
    }
  | { readonly model: 'empirical'; readonly quantiles: readonly DurationInput[] };

/** What goes wrong, and when: one of `at`, `during`, `on`. */
export type FaultInput = {
  [Name in FaultName]: {
    readonly id: string;
    readonly fault: Name;
    readonly params?: ParamsInputOf<(typeof faults)[Name]['params']>;
    readonly at?: MomentInput | { readonly bar?: number; readonly time?: string; readonly symbol: string };
    readonly during?: { readonly from: MomentInput; readonly to: MomentInput; readonly symbol?: string };
    readonly on?: {
      readonly event: TriggerName;
      readonly nth?: number;
      readonly after?: number | string;
      readonly symbol?: string;
      readonly from?: MomentInput;
    };
    readonly withProbability?: number;
    readonly limit?: { readonly maxFires: number };
  };
}[FaultName];

/** An invariant by its name, or with its bounds: `{ protected: { withinMs: '10s' } }`. */
export type InvariantInput =
  | InvariantName
  | {
      readonly [Name in InvariantName]?: ParamsInputOf<(typeof invariants)[Name]['params']>;
    };

/** An impact model, and its coefficient where it is not the model's own. */
export interface ImpactInput {
  readonly model?: ImpactModelName;
  readonly coefficient?: number;
}

/** A scenario as code writes it: the shape of a scenario file, in which tape, strategy and policy may be objects. */
export interface ScenarioInput {
  readonly name: string;
  readonly why?: string;
  /** Everything random is a function of it. Left out: 0. */
  readonly seed?: number;
  /** A tape in memory. Either this or `data`. */
  readonly tape?: Tape;
  /** Candle files, as in a scenario file; the folder counts from the working folder. */
  readonly data?: {
    readonly source: string;
    readonly symbols: readonly string[];
    readonly from: string;
    readonly to: string;
    readonly refine?: string;
    readonly lookbackDays?: number;
    readonly repair?: boolean;
  };
  /** Of ours by name, of yours by file, or the definition itself. */
  readonly strategy:
    | { readonly definition: StrategyDefinition; readonly params?: ParamValues }
    | { readonly name: keyof typeof strategies; readonly params?: ParamValues }
    | { readonly file: string; readonly params?: ParamValues };
  /** A policy, or the path of its file. */
  readonly policy: Policy | string;
  readonly sizing?:
    | SizerName
    | { readonly [Name in SizerName]?: ParamsInputOf<(typeof sizers)[Name]['params']> };
  readonly clock?: {
    readonly path?: ScenarioPath;
    readonly latencyMs?:
      | DelayInput
      | { readonly command?: DelayInput; readonly reply?: DelayInput; readonly event?: DelayInput };
    /** Slow times of all ways at once. Left out: none. */
    readonly latencyBurst?: {
      readonly block: DurationInput;
      readonly probability: number;
      readonly factor: number;
    };
  };
  readonly venue?: {
    readonly profile?: string;
    /** Left out: perpetual. */
    readonly account?: AccountKind;
    /** Left out: cross. */
    readonly margin?: MarginMode;
    /** Of all symbols, or by symbol. */
    readonly leverage?: number | Readonly<Record<string, number>>;
    /** One rate at every time of the profile, or a table of rates. Left out: none is charged. */
    readonly funding?: { readonly rateBps: number } | { readonly file: string };
    /** What the insurance can pay, quote. Left out: there is no end to it. */
    readonly insuranceFund?: number;
    /** Quote. */
    readonly startEquity?: number;
    /** Wealth of the same owner that is not at the venue, which `venueCap` counts. */
    readonly offVenueQuote?: number;
    /** How the account is set up where that is not as the bot is configured for, which `preflight` looks for. */
    readonly asFound?: {
      readonly permissions?: readonly Permission[];
      readonly ipAllowList?: boolean;
      readonly positionMode?: PositionMode;
      readonly leverage?: number;
    };
    /** What fills pay: the instrument's own fees, or the profile's public table by volume, quote, or one of its tiers, from 0 on. */
    readonly fees?:
      | FeeModelName
      | { readonly model: FeeModelName; readonly volumeQuote?: number; readonly tier?: number };
    /** What taking costs beyond the quote, of all symbols or by symbol. Left out: the square-root law with `impactCoefficient`. */
    readonly impact?: ImpactInput | Readonly<Record<string, ImpactInput>>;
    readonly impactCoefficient?: number;
    readonly participationRatio?: number;
    /** Left out: through. */
    readonly limitFill?: 'through' | 'touch';
    /** Where the calm spread comes from. Left out: the instrument's own. */
    readonly spread?: { readonly model: SpreadModelName; readonly windowBars?: number };
  };
  readonly market?: readonly FaultInput[];
  readonly faults?: readonly FaultInput[];
  readonly heal?: { readonly at: MomentInput };
  readonly drain?: { readonly bars: number };
  readonly invariants: readonly InvariantInput[];
  readonly expect?:
    | 'pass'
    | {
        readonly violates?: readonly string[];
        readonly metrics?: Readonly<Record<string, { readonly min?: number; readonly max?: number }>>;
      };
}

/**
 * A scenario made in code, read by the same checks as a scenario file and with the same defaults. It is ready for `runScenario`.
 *
 * @param input see `docs/library.md`; relative paths in it count from the working folder.
 * @returns the scenario, or everything that is wrong with it, each problem with its key.
 */
export async function createScenario(
  input: ScenarioInput,
  options: { readonly packageFolder: string | null },
): Promise<Result<LoadedScenario>> {
  const problems: Problem[] = [];
  const { tape, strategy, policy, ...rest } = input;
  const problem = (key: string, message: string): void => {
    problems.push({ file: 'scenario', line: null, key, message });
  };
  if (tape !== undefined && input.data !== undefined)
    problem('data', 'and tape exclude each other; expected one of them');
  const definition = 'definition' in strategy ? strategy.definition : null;
  for (const message of definition === null ? [] : whatIsWrong(definition))
    problem('strategy.definition', message);
  // Nothing can be read of a strategy that is none.
  if (definition !== null && problems.length > 0) return failed(problems);
  const { definition: _definition, ...named } = { definition: null, ...strategy };
  const document = documentOf(
    {
      version: 1,
      why: 'Made in code.',
      seed: 0,
      ...rest,
      strategy: named,
      ...(typeof policy === 'string' ? { policy } : {}),
    },
    'scenario',
  );
  const root = readRecord(document, [], SCENARIO_KEYS, problems);
  if (root === null) return failed(problems);
  const made: MadeParts = {
    ...(tape === undefined ? {} : { tape }),
    ...(definition === null ? {} : { strategy: definition }),
    ...(typeof policy === 'string' ? {} : { policy }),
  };
  return readScenario(root, document, problems, { packageFolder: options.packageFolder, made });
}
