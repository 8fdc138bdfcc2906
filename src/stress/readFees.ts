import type { RecordReader } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { type FeeChoice, type FeeModelName, feeModels } from '../venue/fees/index.ts';
import { profiles } from '../venue/profiles/index.ts';

/** The words that `venue.fees` and `venue.fees.model` may be. */
export const FEE_MODEL_NAMES = Object.keys(feeModels) as FeeModelName[];

/** The profiles with a public table of fees. */
export const PROFILES_WITH_TIERS = Object.keys(profiles).filter((name) => profiles[name]!.feeTable !== null);

/**
 * Reads `venue.fees`: a model's name, or `{model: tiers, volumeQuote: 20000000}`, or `{model: tiers, tier: 3}`.
 *
 * @param profile null where it could not be read
 */
export function readFees(venue: RecordReader, profile: string | null): FeeChoice | null {
  const isWord = typeof venue.value('fees') !== 'object';
  const reader = isWord ? null : venue.record('fees', ['model', 'volumeQuote', 'tier']);
  if (!isWord && reader === null) return null;
  const model = reader === null ? venue.text('fees') : reader.text('model');
  const volumeQuote = reader?.has('volumeQuote') ? reader.number('volumeQuote', 0) : undefined;
  const tier = reader?.has('tier') ? reader.count('tier', 0) : undefined;
  const problem = (key: string, message: string): null => {
    if (reader === null) venue.problem('fees', message);
    else reader.problem(key, message);
    return null;
  };
  if (model === null) return null;
  if (!Object.hasOwn(feeModels, model))
    return problem('model', unknownWord('fee model', model, FEE_MODEL_NAMES));
  if (volumeQuote === null || tier === null) return null;
  if (model !== 'tiers') {
    if (volumeQuote === undefined && tier === undefined) return { model: model as FeeModelName };
    return problem(
      tier === undefined ? 'volumeQuote' : 'tier',
      `has no place in the model ${model}, which looks at no volume; leave it out`,
    );
  }
  if (volumeQuote !== undefined && tier !== undefined)
    return problem('tier', 'and volumeQuote exclude each other; expected one of them');
  if (venue.value('account') === 'spot')
    return problem('model', 'the tables of fees are those of perpetuals; a spot account has instrument');
  if (profile === null) return null;
  const table = profiles[profile]!.feeTable;
  if (table === null)
    return problem(
      'model',
      `the profile ${profile} has no table of fees; expected one of ${PROFILES_WITH_TIERS.join(', ')}, or fees: instrument`,
    );
  if (tier !== undefined && tier >= table.tiers.length)
    return problem(
      'tier',
      `${tier} is not a tier of ${profile}; expected 0 to ${table.tiers.length - 1}, ${table.tiers[0]!.name} to ${table.tiers.at(-1)!.name}`,
    );
  return {
    model,
    ...(volumeQuote === undefined ? {} : { volumeQuote }),
    ...(tier === undefined ? {} : { tier }),
  };
}
