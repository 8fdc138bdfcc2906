import { type PathName, paths } from '../venue/paths/index.ts';

/** A path of the venue, or both orders of the extremes: then everything is run twice. */
export type ScenarioPath = PathName | 'bracket';

/** The two runs of `bracket`. */
export const BRACKET_PATHS = ['olhc', 'ohlc'] as const satisfies readonly PathName[];

/** The words that `clock.path` may be. */
export const PATH_NAMES: readonly ScenarioPath[] = [...(Object.keys(paths) as PathName[]), 'bracket'];

/** In the words of a reader of the report. */
export function pathText(path: ScenarioPath): string {
  if (path !== 'bracket') return paths[path].text;
  return 'both orders, open, low, high, close and open, high, low, close: everything is run twice, and the run that ended worse is shown';
}
