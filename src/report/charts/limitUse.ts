import type { Outcome } from '../../stress/outcome.ts';
import { limitUseOf, type UseLevel } from '../facts/limitUse.ts';
import { percent } from '../numbers.ts';
import { bars, fed, text } from './layers.ts';
import { palette } from './palette.ts';
import { type Layer, PLOT, type Plot } from './plot.ts';
import { type FaultSpan, faultLayers, shortName } from './price.ts';

const LANE = 20;
/** A close at which a limit was reached must be seen in a year of them. */
const LEAST_PX = 2;

/** Height says what colour says. What is under the first level is a thin line, so that it shows that somebody looked. */
export const USE_LOOK: Readonly<Record<UseLevel, { readonly height: number; readonly color: string }>> = {
  green: { height: 2, color: palette.protected },
  yellow: { height: 6, color: palette.useYellow },
  orange: { height: 11, color: palette.sell },
  red: { height: 17, color: palette.limit },
};

/** One lane a limit: how far it was used at each close. Null where the policy does not have the brake that records it. */
export function limitUsePlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot | null {
  const { record } = outcome.faulted;
  const uses = limitUseOf(outcome, outcome.faulted);
  if (uses === null || uses.length === 0) return null;
  const layers: Layer[] = [...faultLayers(faults, false)];
  // The gravest last, so that nothing covers it where pixels are few.
  for (const [level, look] of Object.entries(USE_LOOK)) {
    for (const [lane, { stretches }] of uses.entries()) {
      const shown = stretches.filter((stretch) => stretch.level === level);
      if (shown.length === 0) continue;
      const top = lane * LANE + (LANE - look.height) / 2;
      const feed = {
        kind: 'stretches',
        stretches: shown.map(({ fromMs, toMs }) => ({ fromMs, toMs })),
      } as const;
      layers.push(fed({ ...feed, leastPx: LEAST_PX }, bars([], { ...look, top })));
    }
  }
  for (const [lane, { name, worstRatio }] of uses.entries()) {
    const y = lane * LANE + LANE / 2;
    layers.push(text(shortName(name, 20), { x: -8, y, align: 'right', color: palette.ink }));
    const worst = worstRatio === null ? 'not known' : useText(worstRatio);
    layers.push(text(worst, { x: PLOT.width + 6, y, align: 'left', color: palette.muted }));
  }
  return {
    id: 'limit-use',
    label: 'Use of every limit over time, one lane a limit',
    description: `Most that was used at a bar close: ${uses.map(({ name, worstRatio }) => `${name} ${worstRatio === null ? 'not known' : useText(worstRatio)}`).join(', ')}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height: uses.length * LANE,
    axis: null,
    hasTimeLabels: true,
    layers,
    readings: uses.map(({ name, stretches }) => ({
      name,
      stretches: stretches.map(({ fromMs, toMs, level }) => ({ fromMs, toMs, name: level })),
    })),
  };
}

/** A balance of nothing uses the margin limit beyond every number. */
export function useText(useRatio: number): string {
  return useRatio > 100 ? 'over 10,000 %' : percent(useRatio);
}
