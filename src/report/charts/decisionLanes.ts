import type { RunRecord } from '../../engine/runRecord.ts';
import type { Decision, DecisionKind } from '../../risk/decision.ts';
import { decisionsOf } from '../facts/decisions.ts';
import { fed, laneMarks, text } from './layers.ts';
import { palette } from './palette.ts';
import { type Layer, PLOT, type Plot } from './plot.ts';
import { type FaultSpan, faultLayers, shortName } from './price.ts';

const LANE = 22;
/** More lanes than this are left to the table. */
const LANE_LIMIT = 16;

/** Four kinds of marks, told apart by shape and colour. */
export const DECISION_MARKS = {
  refused: { title: 'refused or resized', shape: 'triangle-down', color: palette.sell, size: 60 },
  halted: { title: 'halted or resumed', shape: 'square', color: palette.naked, size: 70 },
  acted: { title: 'a brake acted', shape: 'stroke', color: palette.buy, size: 160 },
  alarmed: { title: 'failed, closed or gave up', shape: 'diamond', color: palette.emergency, size: 80 },
} as const;

type DecisionMark = keyof typeof DECISION_MARKS;

const MARK_OF: Partial<Record<DecisionKind, DecisionMark>> = {
  refused: 'refused',
  resized: 'refused',
  halt: 'halted',
  reduce: 'halted',
  panic: 'halted',
  resume: 'halted',
  operatorReset: 'halted',
  panicClose: 'alarmed',
  stopFailed: 'alarmed',
  localStop: 'alarmed',
  emergencyClose: 'alarmed',
  orderGivenUp: 'alarmed',
  alert: 'alarmed',
};

/** One lane a rule or brake that decided anything but a plain approval; null when none did. */
export function decisionLanesPlot(run: RunRecord, faults: readonly FaultSpan[]): Plot | null {
  const lanes = new Map<string, Decision[]>();
  for (const { decision } of decisionsOf(run)) {
    if (decision.rule === null || decision.kind === 'approved') continue;
    const lane = lanes.get(decision.rule);
    if (lane === undefined) lanes.set(decision.rule, [decision]);
    else lane.push(decision);
  }
  if (lanes.size === 0) return null;
  const shown = [...lanes].slice(0, LANE_LIMIT);
  const layers: Layer[] = [...faultLayers(faults, false)];
  for (const [lane, [rule, decisions]] of shown.entries()) {
    const y = lane * LANE + LANE / 2;
    for (const [name, look] of Object.entries(DECISION_MARKS)) {
      const timesMs = decisions
        .filter(({ kind }) => (MARK_OF[kind] ?? 'acted') === name)
        .map(({ atMs }) => atMs);
      if (timesMs.length === 0) continue;
      const isTick = look.shape === 'stroke';
      const mark = isTick ? { ...look, shape: 'M0,-0.5L0,0.5' } : look;
      layers.push(
        fed({ kind: 'moments', timesMs, apartPx: 2 }, laneMarks([], { ...mark, y, isLine: isTick })),
      );
    }
    layers.push(text(shortName(rule, 20), { x: -8, y, align: 'right', color: palette.ink }));
    layers.push(
      text(String(decisions.length), { x: PLOT.width + 6, y, align: 'left', color: palette.muted }),
    );
  }
  return {
    id: 'decisions',
    label: 'Decisions over time, one lane a rule or brake',
    description: `${shown.map(([rule, decisions]) => `${rule} ${decisions.length}`).join(', ')}${lanes.size > shown.length ? ` and ${lanes.size - shown.length} rules more in the table` : ''}.`,
    fromMs: run.fromMs,
    toMs: run.toMs,
    height: shown.length * LANE,
    axis: null,
    hasTimeLabels: true,
    layers,
  };
}
