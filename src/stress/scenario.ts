import type { ParamValues } from '../core/params.ts';
import type { LatencyModel } from '../engine/latency/latency.ts';
import type { OperatorReset } from '../engine/operatorReset.ts';
import type { ScheduledFault } from '../faults/fault.ts';
import type { Policy } from '../risk/policy.ts';
import type { SizingChoice } from '../risk/sizing/activeSizers.ts';
import type { StrategyDefinition } from '../strategy/strategy.ts';
import type { FeeChoice } from '../venue/fees/index.ts';
import type { SpreadChoice } from '../venue/spreads/index.ts';
import type { ScenarioAccount } from './readAccount.ts';
import type { AsFound } from './readAsFound.ts';
import type { ScenarioImpact } from './readImpact.ts';
import type { ScenarioPath } from './scenarioPath.ts';

/** A scenario as it runs: read, checked, with every default taken and every time resolved. The loader makes it from YAML. */
export interface Scenario {
  readonly name: string;
  /** What it is to show, in one sentence of its author. */
  readonly why: string;
  readonly seed: number;
  readonly data: ScenarioData;
  readonly clock: { readonly path: ScenarioPath; readonly latency: LatencyModel };
  readonly venue: ScenarioAccount &
    ScenarioImpact & {
      readonly profile: string;
      readonly leverage: number;
      readonly startEquityQuote: number;
      /** Wealth of the same owner that is not at the venue. Left out: none. */
      readonly offVenueQuote?: number;
      /** How the account is set up where that is not as the bot is configured for; left out: it is. */
      readonly asFound?: AsFound;
      /** What fills pay. Left out: the instrument's own fees. */
      readonly fees?: FeeChoice;
      /** Of the square-root impact law, where nothing else is said of a symbol. */
      readonly impactCoefficient: number;
      readonly participationRatio: number;
      /** A resting limit fills where the other side's quote touches it. Left out: where it is a tick through. */
      readonly limitFill?: 'touch';
      /** Where the calm spread comes from. Left out: the instrument's own. */
      readonly spread?: SpreadChoice;
    };
  readonly strategy: { readonly definition: StrategyDefinition; readonly params: ParamValues };
  readonly sizing: SizingChoice;
  readonly policy: Policy;
  /** Shocks of the tape that baseline and faulted run share, before the faults; in the order in which they are applied. */
  readonly market: readonly ScheduledFault[];
  readonly faults: readonly ScheduledFault[];
  /** From here on nothing fails any more; null: at the drain. */
  readonly healMs: number;
  /** The operator stops the strategy here; the guardian goes on alone to the end. */
  readonly drainMs: number;
  /** What a person does while it runs, in the order of time; left out where the scenario has nothing of the kind. */
  readonly operator?: readonly OperatorReset[];
  readonly invariants: readonly ScenarioInvariant[];
  readonly expect: Expectation;
}

export interface ScenarioData {
  /** As the user named it. */
  readonly source: string;
  /** Folder from which `source` counts. */
  readonly baseFolder: string;
  readonly symbols: readonly string[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly refineMs: number | null;
  readonly lookbackDays: number;
  /** The one candle file, as the user named it, where the scenario has a tape of its own; `source` is its folder. */
  readonly tape?: string;
  /** Repair candle files where that is safe; left out where the scenario does not say. */
  readonly repair?: boolean;
}

export interface ScenarioInvariant {
  readonly name: string;
  readonly params: ParamValues;
}

/** What the author expects: that all invariants hold, or that exactly these are violated; and bounds on metrics of the faulted run. */
export interface Expectation {
  readonly violates: readonly string[];
  readonly metrics: readonly MetricBound[];
}

export interface MetricBound {
  readonly metric: string;
  readonly min: number | null;
  readonly max: number | null;
}
