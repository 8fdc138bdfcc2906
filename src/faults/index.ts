import { correlation09 } from './correlation09.ts';
import { crashBetweenSendAndPersist } from './crashBetweenSendAndPersist.ts';
import { disconnect } from './disconnect.ts';
import { doubleOpen } from './doubleOpen.ts';
import { duplicateFill } from './duplicateFill.ts';
import { gap } from './gap.ts';
import { restartCold } from './restartCold.ts';
import { silentStop } from './silentStop.ts';
import { spread10x } from './spread10x.ts';
import { timeoutAccepted } from './timeoutAccepted.ts';
import { timeoutLate } from './timeoutLate.ts';
import { timeoutLost } from './timeoutLost.ts';
import { volScale } from './volScale.ts';
import { wick } from './wick.ts';

/** Every fault. */
export const faults = {
  correlation09,
  crashBetweenSendAndPersist,
  disconnect,
  doubleOpen,
  duplicateFill,
  gap,
  restartCold,
  silentStop,
  spread10x,
  timeoutAccepted,
  timeoutLate,
  timeoutLost,
  volScale,
  wick,
} as const;

export type FaultName = keyof typeof faults;
