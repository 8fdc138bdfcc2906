import type { RecordReader } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import type { ImpactModel } from '../venue/impacts/impactModel.ts';
import {
  type ImpactChoice,
  type ImpactModelName,
  type ImpactTerms,
  impactChoiceOf,
  impactModels,
} from '../venue/impacts/index.ts';
import type { AccountContext } from './readAccount.ts';

/** The words that an impact's `model` may be. */
export const IMPACT_MODEL_NAMES = Object.keys(impactModels) as ImpactModelName[];

/** What a scenario says of impact; what is left out is the square-root law with `impactCoefficient`. */
export interface ScenarioImpact {
  /** Of every symbol that is not named. */
  readonly impact?: ImpactChoice;
  readonly impactOf?: Readonly<Record<string, ImpactChoice>>;
}

const KEYS = ['model', 'coefficient'] as const;

/** Reads `venue.impact`: `{model: linear, coefficient: 0.5}` for every symbol, or such a mapping by symbol. */
export function readImpact(venue: RecordReader, { symbols }: AccountContext): ScenarioImpact | null {
  if (!venue.has('impact')) return {};
  const given = venue.value('impact');
  const isMapping = (one: unknown): one is object => typeof one === 'object' && one !== null;
  const named = isMapping(given) ? Object.keys(given) : [];
  const isForAll = !(isMapping(given) && named.length > 0 && Object.values(given).every(isMapping));
  const reader = venue.record('impact', isForAll ? KEYS : (symbols ?? named));
  if (reader === null) return null;
  if (isForAll) {
    const impact = readChoice(reader);
    if (venue.has('impactCoefficient')) {
      venue.problem(
        'impactCoefficient',
        'and impact exclude each other, unless impact is by symbol; expected one of them',
      );
      return null;
    }
    return impact === null ? null : { impact };
  }
  const impactOf: Record<string, ImpactChoice> = {};
  for (const symbol of named) {
    if (symbols !== null && !symbols.includes(symbol)) continue;
    const one = reader.record(symbol, KEYS);
    const choice = one === null ? null : readChoice(one);
    if (choice !== null) impactOf[symbol] = choice;
  }
  return Object.keys(impactOf).length === named.length ? { impactOf } : null;
}

function readChoice(reader: RecordReader): ImpactChoice | null {
  const model = reader.has('model') ? reader.text('model') : 'squareRoot';
  const given = reader.has('coefficient') ? reader.number('coefficient', 0) : undefined;
  if (model === null) return null;
  if (!Object.hasOwn(impactModels, model)) {
    reader.problem('model', unknownWord('impact model', model, IMPACT_MODEL_NAMES));
    return null;
  }
  const { coefficient }: ImpactModel = impactModels[model as ImpactModelName];
  if (coefficient === null && given !== undefined) {
    reader.problem('coefficient', `has no place in the model ${model}, which has none; leave it out`);
    return null;
  }
  return given === null ? null : { model: model as ImpactModelName, coefficient: given ?? coefficient ?? 0 };
}

/** How impact comes about, for a reader of the report. */
export function impactText(venue: ImpactTerms, symbols: readonly string[]): string {
  const textOf = (symbol: string): string => {
    const { model, coefficient } = impactChoiceOf(venue, symbol);
    return impactModels[model].text(String(coefficient));
  };
  const [first = 'none'] = symbols.map(textOf);
  const models = symbols.every((symbol) => textOf(symbol) === first)
    ? first
    : symbols.map((symbol) => `${symbol} ${textOf(symbol)}`).join('; ');
  return `${models}, one pool a symbol, direction and bar`;
}
