import type { ParamsOf } from '../../core/params.ts';
import { fixedFraction } from './fixedFraction.ts';

/** Every sizer. */
export const sizers = { fixedFraction } as const;

export type SizerName = keyof typeof sizers;

/** The scenario's choice of sizer. */
export type Sizing = {
  readonly [Name in SizerName]: {
    readonly name: Name;
    readonly params: ParamsOf<(typeof sizers)[Name]['params']>;
  };
}[SizerName];
