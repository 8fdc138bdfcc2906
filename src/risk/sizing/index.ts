import type { ParamsOf } from '../../core/params.ts';
import { atrSize } from './atrSize.ts';
import { fixedFraction } from './fixedFraction.ts';
import { halfKelly } from './halfKelly.ts';
import { tranches } from './tranches.ts';
import { volTarget } from './volTarget.ts';

/** Every sizer, and what splits an entry. */
export const sizers = { fixedFraction, halfKelly, atrSize, volTarget, tranches } as const;

export type SizerName = keyof typeof sizers;

/** One sizer with its parameters. */
export type Sizing = {
  readonly [Name in SizerName]: {
    readonly name: Name;
    readonly params: ParamsOf<(typeof sizers)[Name]['params']>;
  };
}[SizerName];
