/**
 * Maximum drawdown: min over t of E_t / max(E_0 ... E_t) - 1, a negative number; the mark includes the initial equity.
 * Taken from the finest equity series there is. https://en.wikipedia.org/wiki/Drawdown_(economics)
 */

import { type DrawdownEpisode, drawdownEpisodes } from './drawdownEpisodes.ts';
import type { EquitySeries } from './equitySeries.ts';
import { defined, type Metric, undefinedBecause } from './metric.ts';

export interface MaxDrawdown {
  /** Depth of the deepest episode: 0 without any, negative otherwise, below -1 where equity fell below zero. */
  readonly depth: Metric;
  /** From the deepest episode's peak to its recovery, or to the end of the series while it is open. 0 without any. */
  readonly durationMs: Metric;
  /** From the deepest episode's trough to its recovery. Undefined without an episode and while it is open. */
  readonly recoveryMs: Metric;
  /** The longest peak-to-recovery time of any episode, deep or not. 0 without any. */
  readonly longestUnderwaterMs: Metric;
  /** True when the deepest episode had not recovered at the end of the series. */
  readonly open: boolean;
  /** The deepest episode, the earliest of equals; null without any. */
  readonly episode: DrawdownEpisode | null;
}

/**
 * @param equity row 0 is the initial equity. Throws on a series that breaks its contract.
 * @example maxDrawdown({ timeMs: [0, 1, 2, 3], equityQuote: [100, 80, 120, 90] }).depth.value // -0.25
 * @example maxDrawdown({ timeMs: [0, 1, 2, 3], equityQuote: [100, 80, 120, 90] }).open // true
 */
export function maxDrawdown(equity: EquitySeries): MaxDrawdown {
  let deepest: DrawdownEpisode | null = null;
  let longestMs = 0;
  for (const episode of drawdownEpisodes(equity)) {
    if (deepest === null || episode.depthRatio < deepest.depthRatio) deepest = episode;
    if (episode.durationMs > longestMs) longestMs = episode.durationMs;
  }
  return {
    depth: defined(deepest?.depthRatio ?? 0),
    durationMs: defined(deepest?.durationMs ?? 0),
    recoveryMs: recoveryOf(deepest),
    longestUnderwaterMs: defined(longestMs),
    open: deepest?.open ?? false,
    episode: deepest,
  };
}

function recoveryOf(episode: DrawdownEpisode | null): Metric {
  if (episode === null) return undefinedBecause('there was no drawdown');
  if (episode.recoveryTimeMs === null)
    return undefinedBecause('the deepest drawdown had not recovered at the end');
  return defined(episode.recoveryTimeMs - episode.troughTimeMs);
}
