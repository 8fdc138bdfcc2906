import type { RecordReader } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { type SpreadChoice, type SpreadModelName, spreadModels } from '../venue/spreads/index.ts';

/** The words that `venue.spread.model` may be. */
export const SPREAD_MODEL_NAMES = Object.keys(spreadModels) as SpreadModelName[];

/** Closed bars that an estimate rests on, where the scenario does not say. */
export const DEFAULT_SPREAD_WINDOW_BARS = 60;

/** Reads `venue.spread`: `{model: abdiRanaldo, windowBars: 60}`. */
export function readSpread(venue: RecordReader): SpreadChoice | null {
  const reader = venue.record('spread', ['model', 'windowBars']);
  if (reader === null) return null;
  const model = reader.text('model');
  const windowBars = reader.has('windowBars') ? reader.count('windowBars', 2) : DEFAULT_SPREAD_WINDOW_BARS;
  if (model === null || windowBars === null) return null;
  if (Object.hasOwn(spreadModels, model)) return { model: model as SpreadModelName, windowBars };
  reader.problem('model', unknownWord('spread model', model, SPREAD_MODEL_NAMES));
  return null;
}

/** How the spread comes about, for a reader of the report. */
export function spreadText({ model, windowBars }: SpreadChoice): string {
  const { summary, estimate } = spreadModels[model];
  if (estimate === null) return summary;
  return `${summary} The last ${windowBars} that have closed; a spread that comes out at nothing or less is one tick; until there are as many bars, the instrument's own:`;
}
