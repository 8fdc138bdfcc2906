import { disconnect } from './disconnect.ts';
import { duplicateFill } from './duplicateFill.ts';
import { silentStop } from './silentStop.ts';
import { spread10x } from './spread10x.ts';

/** Every fault. */
export const faults = { disconnect, duplicateFill, silentStop, spread10x } as const;

export type FaultName = keyof typeof faults;
