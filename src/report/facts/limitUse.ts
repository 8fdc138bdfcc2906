import type { MeasuredRun, Outcome } from '../../stress/outcome.ts';

/** How far a limit is used, by where the brake `alerts` draws the lines. */
export const USE_LEVELS = ['green', 'yellow', 'orange', 'red'] as const;
export type UseLevel = (typeof USE_LEVELS)[number];

/** A stretch of bar closes at which one limit stood at one level. */
export interface UseStretch {
  readonly level: UseLevel;
  readonly fromMs: number;
  readonly toMs: number;
}

/** The use of one limit over a run, at bar closes and on belief. */
export interface LimitUseOverTime {
  readonly name: string;
  /** 1 is the limit; null where at no close anything could be said. */
  readonly worstRatio: number | null;
  readonly worstMs: number | null;
  /** In the order of time; closes at which nothing could be said are left out. */
  readonly stretches: readonly UseStretch[];
}

/** Of every limit whose use was recorded, in the order in which it was; null where the policy has no `alerts`. */
export function limitUseOf({ scenario }: Outcome, { record }: MeasuredRun): LimitUseOverTime[] | null {
  const { alerts } = scenario.policy.guardian;
  const { limitUse, timeMs } = record.samples;
  if (alerts === undefined || limitUse === undefined) return null;
  const levelOf = (useRatio: number): UseLevel | null => {
    if (Number.isNaN(useRatio)) return null;
    if (useRatio >= 1) return 'red';
    if (useRatio >= alerts.orangeRatio) return 'orange';
    return useRatio >= alerts.yellowRatio ? 'yellow' : 'green';
  };
  return Object.entries(limitUse).map(([name, column]) => {
    let worst = -1;
    const stretches: UseStretch[] = [];
    for (let row = 0; row < column.length; row++) {
      const level = levelOf(column[row]!);
      if (level === null) continue;
      if (worst < 0 || column[row]! > column[worst]!) worst = row;
      // What is known at a close stands until the next; the last close of a run has no next.
      const fromMs = timeMs[row]!;
      const toMs = timeMs[row + 1] ?? fromMs;
      const last = stretches.at(-1);
      if (last?.level === level && last.toMs === fromMs) stretches[stretches.length - 1] = { ...last, toMs };
      else stretches.push({ level, fromMs, toMs });
    }
    return {
      name,
      worstRatio: worst < 0 ? null : column[worst]!,
      worstMs: worst < 0 ? null : timeMs[worst]!,
      stretches,
    };
  });
}

/** How long a limit stood at a level. */
export function timeAt({ stretches }: LimitUseOverTime, level: UseLevel): number {
  return stretches.reduce((sum, one) => (one.level === level ? sum + one.toMs - one.fromMs : sum), 0);
}
