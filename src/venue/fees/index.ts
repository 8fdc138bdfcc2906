import type { FeeModel } from './feeModel.ts';
import { instrument } from './instrument.ts';
import { tiers } from './tiers.ts';

/** One line a model. */
export const feeModels = { instrument, tiers } as const satisfies Readonly<Record<string, FeeModel>>;

export type FeeModelName = keyof typeof feeModels;

/** A model, and where by volume it begins: with what was traded before, or in one row for good. */
export interface FeeChoice {
  readonly model: FeeModelName;
  readonly volumeQuote?: number;
  readonly tier?: number;
}
