import type { Candles } from '../../market/candles.ts';
import { abdiRanaldo } from './abdiRanaldo.ts';
import { corwinSchultz } from './corwinSchultz.ts';
import { fixed } from './fixed.ts';
import type { SpreadModel } from './spreadModel.ts';

/** One line a model. */
export const spreadModels = { fixed, abdiRanaldo, corwinSchultz } as const satisfies Readonly<
  Record<string, SpreadModel>
>;

export type SpreadModelName = keyof typeof spreadModels;

/** A model, and how many closed bars an estimate rests on. */
export interface SpreadChoice {
  readonly model: SpreadModelName;
  readonly windowBars: number;
}

/** An estimate is never wider than this, which leaves a bid of half the mid. */
const WIDEST_BPS = 10_000;

/**
 * The full spread in basis points that holds in each bar, by row: of the bars before it and of nothing later. Until there are as many as the window
 * has, it is the instrument's own. Null where the model is the instrument's own in every bar.
 */
export function spreadColumn(
  { model, windowBars }: SpreadChoice,
  candles: Candles,
  instrumentBps: number,
): Float64Array | null {
  const { estimate } = spreadModels[model];
  if (estimate === null) return null;
  if (!(Number.isInteger(windowBars) && windowBars >= 2))
    throw new Error(`a spread is estimated from 2 bars or more, got ${windowBars}`);
  return Float64Array.from({ length: candles.length }, (_, row) => {
    if (row < windowBars) return instrumentBps;
    return Math.min(WIDEST_BPS, 10_000 * estimate(candles, row - windowBars, row - 1));
  });
}
