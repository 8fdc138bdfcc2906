import type { RunRecord } from '../../engine/runRecord.ts';
import { PROTECTION_ORDER } from '../facts/protection.ts';
import { duration } from '../numbers.ts';
import { bars, text } from './layers.ts';
import { palette } from './palette.ts';
import { type Layer, PLOT, type Plot } from './plot.ts';
import { type FaultSpan, faultLayers, shortName } from './price.ts';

const LANE = 26;

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
  // Two pixels at least: two seconds without a stop in a month must still be seen.
  const leastMs = (2 * (run.toMs - run.fromMs)) / PLOT.width;
  const wide = (interval: { fromMs: number; toMs: number }) => ({
    t: interval.fromMs,
    t2: Math.max(interval.toMs, interval.fromMs + leastMs),
  });
  const layers: Layer[] = [...faultLayers(run, faults, false)];
  for (const status of PROTECTION_ORDER) {
    const look = PROTECTION_LOOK[status];
    for (const [lane, symbol] of symbols.entries()) {
      const stretches = run.protection
        .filter((interval) => interval.symbol === symbol && interval.status === status)
        .map(wide);
      if (stretches.length === 0) continue;
      const top = lane * LANE + (LANE - look.height) / 2;
      layers.push(bars(merged(stretches), { ...look, top }));
    }
  }
  const gapTop = symbols.length * LANE + (LANE - 6) / 2;
  if (run.beliefGaps.length > 0) {
    layers.push(bars(merged(run.beliefGaps.map(wide)), { top: gapTop, height: 6, color: palette.ink }));
  }
  for (const [lane, name] of [...symbols, 'belief differs'].entries()) {
    layers.push(
      text(shortName(name, 20), { x: -8, y: lane * LANE + LANE / 2, align: 'right', color: palette.ink }),
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
  };
}

/** Bars of one lane and status that touch or overlap are one bar. */
function merged(stretches: readonly { t: number; t2: number }[]): { t: number; t2: number }[] {
  const out: { t: number; t2: number }[] = [];
  for (const { t, t2 } of stretches.toSorted((a, b) => a.t - b.t)) {
    const last = out.at(-1);
    if (last !== undefined && t <= last.t2) last.t2 = Math.max(last.t2, t2);
    else out.push({ t, t2 });
  }
  return out;
}
