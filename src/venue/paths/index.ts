import { adaptive } from './adaptive.ts';
import { adverse } from './adverse.ts';
import { ohlc } from './ohlc.ts';
import { olhc } from './olhc.ts';
import type { PathDefinition } from './pathDefinition.ts';

/** One line a path. */
export const paths = { adaptive, ohlc, olhc, adverse } as const satisfies Readonly<
  Record<string, PathDefinition>
>;

export type PathName = keyof typeof paths;
