import { disconnect } from './disconnect.ts';
import { duplicateFill } from './duplicateFill.ts';
import { silentStop } from './silentStop.ts';

/** Every fault. */
export const faults = { disconnect, duplicateFill, silentStop } as const;

export type FaultName = keyof typeof faults;
