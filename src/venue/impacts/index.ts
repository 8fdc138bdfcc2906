import { almgren } from './almgren.ts';
import type { ImpactModel } from './impactModel.ts';
import { linear } from './linear.ts';
import { none } from './none.ts';
import { squareRoot } from './squareRoot.ts';

/** One line a model. */
export const impactModels = { squareRoot, linear, almgren, none } as const satisfies Readonly<
  Record<string, ImpactModel>
>;

export type ImpactModelName = keyof typeof impactModels;

/** Impact as a venue is given it: by symbol, for the others, and for what neither names the coefficient of the square-root law. */
export interface ImpactTerms {
  readonly impact?: ImpactChoice;
  readonly impactOf?: Readonly<Record<string, ImpactChoice>>;
  readonly impactCoefficient: number;
}

/** What a symbol's impact comes to. */
export function impactChoiceOf(
  { impact, impactOf, impactCoefficient }: ImpactTerms,
  symbol: string,
): ImpactChoice {
  return impactOf?.[symbol] ?? impact ?? { model: 'squareRoot', coefficient: impactCoefficient };
}

/** A model and its coefficient, which means nothing where the model has none. */
export interface ImpactChoice {
  readonly model: ImpactModelName;
  readonly coefficient: number;
}
