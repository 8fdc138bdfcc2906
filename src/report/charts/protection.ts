import type { RunRecord } from '../../engine/runRecord.ts';
import { PROTECTION_ORDER } from '../facts/protection.ts';
import { duration } from '../numbers.ts';
import type { Stretch } from './feed.ts';
import { bars, fed, text } from './layers.ts';
import { palette } from './palette.ts';
import type { Layer, Plot } from './plot.ts';
import { type FaultSpan, faultLayers, shortName } from './price.ts';

const LANE = 26;
/** Two pixels at least: two seconds without a stop in a month must still be seen. */
const LEAST_PX = 2;

/** Height says what colour says: thin and covered, thick and not; hollow where the session believes otherwise. */
export const PROTECTION_LOOK = {
  protected: { height: 6, color: palette.protected, isHollow: false },
  pending: { height: 12, color: palette.pending, isHollow: false },
  unknown: { height: 18, color: palette.unknown, isHollow: true },
  naked: { height: 20, color: palette.naked, isHollow: false },
} as const;

/** One lane a symbol that was ever held: who stood behind its position; a last lane for when belief differed from truth. */
export function protectionPlot(run: RunRecord, faults: readonly FaultSpan[]): Plot | null {
  const symbols = run.instruments
    .map(({ symbol }) => symbol)
    .filter((symbol) => run.protection.some((interval) => interval.symbol === symbol));
  if (symbols.length === 0) return null;
  const layers: Layer[] = [...faultLayers(faults, false)];
  const lane = (stretches: readonly Stretch[], look: Parameters<typeof bars>[1]): void => {
    if (stretches.length > 0)
      layers.push(fed({ kind: 'stretches', stretches, leastPx: LEAST_PX }, bars([], look)));
  };
  for (const status of PROTECTION_ORDER) {
    const look = PROTECTION_LOOK[status];
    for (const [index, symbol] of symbols.entries()) {
      const stretches = run.protection
        .filter((interval) => interval.symbol === symbol && interval.status === status)
        .map(({ fromMs, toMs }) => ({ fromMs, toMs }));
      lane(stretches, { ...look, top: index * LANE + (LANE - look.height) / 2 });
    }
  }
  lane(
    run.beliefGaps.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
    { top: symbols.length * LANE + (LANE - 6) / 2, height: 6, color: palette.ink },
  );
  for (const [index, name] of [...symbols, 'belief differs'].entries()) {
    layers.push(
      text(shortName(name, 20), { x: -8, y: index * LANE + LANE / 2, align: 'right', color: palette.ink }),
    );
  }
  const uncoveredMs = run.protection
    .filter(({ status }) => status !== 'protected')
    .reduce((sum, { fromMs, toMs }) => sum + (toMs - fromMs), 0);
  return {
    id: 'protection',
    label: 'Protection of the positions, one lane a symbol',
    description: `In all ${duration(uncoveredMs)} without full cover, summed over symbols; ${run.beliefGaps.length} stretches in which belief differed from truth.`,
    fromMs: run.fromMs,
    toMs: run.toMs,
    height: (symbols.length + 1) * LANE,
    axis: null,
    hasTimeLabels: true,
    layers,
    readings: symbols.map((symbol) => ({
      name: symbol,
      stretches: run.protection
        .filter((interval) => interval.symbol === symbol)
        .map(({ fromMs, toMs, status }) => ({ fromMs, toMs, name: status })),
    })),
  };
}
