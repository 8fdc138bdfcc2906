import type { CandleRows } from './candleRows.ts';

/**
 * Turns volume in quote currency into the least base volume that it can have been: nothing of a bar was traded above its high. A row whose
 * high is no price keeps its volume, as validation speaks of it anyway.
 */
export function divideVolumeByHigh({ length, high, volume }: CandleRows): void {
  for (let row = 0; row < length; row++) if (high[row]! > 0) volume[row]! /= high[row]!;
}
