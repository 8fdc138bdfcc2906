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

/** A model and its coefficient, which means nothing where the model has none. */
export interface ImpactChoice {
  readonly model: ImpactModelName;
  readonly coefficient: number;
}
