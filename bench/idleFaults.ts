import type { ScheduledFault } from '../src/faults/fault.ts';
import type { Tape } from '../src/market/tape.ts';
import { disconnectAt, onEvent } from '../test/support/runTape.ts';

/** Three faults that wait for what never comes. */
export function idleFaults({ toMs }: Tape): ScheduledFault[] {
  return [
    onEvent('F1', 'silentStop', 'stop.accepted', 1_000_000_000),
    onEvent('F2', 'duplicateFill', 'fill', 1_000_000_000),
    disconnectAt('F3', toMs + 1_000, 1_000),
  ];
}
