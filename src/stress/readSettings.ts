import { withDefaults } from '../core/params.ts';
import { type Named, readNamed, readParams } from '../core/readParams.ts';
import type { RecordReader } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { DEFAULT_LATENCY } from '../engine/latency/latency.ts';
import type { SizingChoice } from '../risk/sizing/activeSizers.ts';
import { type Sizing, sizers } from '../risk/sizing/index.ts';
import { sizingsOf } from '../risk/sizing/sizingsOf.ts';
import { profiles } from '../venue/profiles/index.ts';
import { type AccountContext, readAccount } from './readAccount.ts';
import { readAsFound } from './readAsFound.ts';
import { readFees } from './readFees.ts';
import { readImpact } from './readImpact.ts';
import { readLatency } from './readLatency.ts';
import { readSpread } from './readSpread.ts';
import type { Scenario } from './scenario.ts';
import { PATH_NAMES } from './scenarioPath.ts';

const CLOCK_KEYS = ['path', 'latencyMs', 'latencyBurst'] as const;
const VENUE_KEYS = [
  'profile',
  'account',
  'margin',
  'leverage',
  'funding',
  'insuranceFund',
  'startEquity',
  'offVenueQuote',
  'asFound',
  'fees',
  'impact',
  'impactCoefficient',
  'participationRatio',
  'limitFill',
  'spread',
] as const;

/** The words that `venue.limitFill` may be. */
export const LIMIT_FILLS = ['through', 'touch'] as const;

/** What stands in a scenario that says nothing about clock, venue or sizing. */
export const SETTING_DEFAULTS = {
  path: 'adaptive',
  profile: 'generic',
  account: 'perpetual',
  leverage: 1,
  startEquityQuote: 10_000,
  impactCoefficient: 1,
  participationRatio: 0.1,
  limitFill: 'through',
  sizer: 'fixedFraction',
} as const;

/** Reads `clock:`; the defaults where it is left out. */
export function readClock(root: RecordReader): Scenario['clock'] | null {
  const fallback = { path: SETTING_DEFAULTS.path, latency: DEFAULT_LATENCY };
  if (!root.has('clock')) return fallback;
  const reader = root.record('clock', CLOCK_KEYS);
  if (reader === null) return null;
  const path = readWord(reader, 'path', PATH_NAMES, SETTING_DEFAULTS.path);
  const latency = readLatency(reader);
  return path === null || latency === null ? null : { path, latency };
}

/** Reads `venue:`; the defaults where it, or a part of it, is left out. */
export function readVenue(root: RecordReader, context: AccountContext): Scenario['venue'] | null {
  const defaults = SETTING_DEFAULTS;
  const reader = root.has('venue') ? root.record('venue', VENUE_KEYS) : null;
  if (reader === null && root.has('venue')) return null;
  const number = (key: string, fallback: number, minimum: number, bound?: 'above'): number | null =>
    reader?.has(key) ? reader.number(key, minimum, bound) : fallback;
  const profile =
    reader === null ? defaults.profile : readWord(reader, 'profile', Object.keys(profiles), defaults.profile);
  const account = reader === null ? {} : readAccount(reader, context);
  const isBySymbol = typeof reader?.value('leverage') === 'object';
  const leverage = isBySymbol ? defaults.leverage : number('leverage', defaults.leverage, 1);
  const startEquityQuote = number('startEquity', defaults.startEquityQuote, 0, 'above');
  // Left out of what a scenario comes to when it says nothing of it, as before there was such a thing.
  const offVenueQuote = reader?.has('offVenueQuote') ? reader.number('offVenueQuote', 0) : 0;
  const spread = reader?.has('spread') ? readSpread(reader) : undefined;
  const asFound = reader?.has('asFound') ? readAsFound(reader) : undefined;
  const impactCoefficient = number('impactCoefficient', defaults.impactCoefficient, 0);
  const impact = reader === null ? {} : readImpact(reader, context);
  const fees = reader?.has('fees') ? readFees(reader, profile) : undefined;
  const limitFill =
    reader === null ? defaults.limitFill : readWord(reader, 'limitFill', LIMIT_FILLS, defaults.limitFill);
  const participationRatio = number('participationRatio', defaults.participationRatio, 0, 'above');
  if (participationRatio !== null && participationRatio > 1) {
    reader!.problem(
      'participationRatio',
      `${participationRatio} is more than a bar's whole volume; expected at most 1`,
    );
  }
  if (profile === null || leverage === null || startEquityQuote === null) return null;
  if (impactCoefficient === null || participationRatio === null || offVenueQuote === null) return null;
  if (spread === null || impact === null || fees === null || limitFill === null) return null;
  if (asFound === null || account === null) return null;
  return {
    ...{ profile, leverage, startEquityQuote, impactCoefficient, participationRatio },
    ...account,
    ...impact,
    ...(fees === undefined ? {} : { fees }),
    // Left out of what a scenario comes to where it is as by default.
    ...(limitFill === defaults.limitFill ? {} : { limitFill }),
    ...(offVenueQuote === 0 ? {} : { offVenueQuote }),
    ...(asFound === undefined ? {} : { asFound }),
    ...(spread === undefined ? {} : { spread }),
  };
}

/** Reads `sizing:`: one sizer by name, or several with their parameters, of which the one that wants least decides. */
export function readSizing(root: RecordReader): SizingChoice | null {
  const { sizer } = SETTING_DEFAULTS;
  if (!root.has('sizing')) return { name: sizer, params: withDefaults(sizers[sizer].params) };
  const place = root.place('sizing');
  const names = isMapping(place.given) ? Object.keys(place.given) : [];
  const read: (Named | null)[] =
    names.length < 2
      ? [readNamed(place, 'sizer', sizers)]
      : names.map((name) => {
          if (!Object.hasOwn(sizers, name))
            return readNamed({ ...place.member(name), given: name }, 'sizer', sizers);
          const params = readParams(place.member(name), sizers[name as keyof typeof sizers].params);
          return params === null ? null : { name, params };
        });
  const found = read.filter((named) => named !== null);
  if (found.length < read.length) return null;
  const chosen = sizingsOf(Object.fromEntries(found.map(({ name, params }) => [name, params])));
  if (chosen.every(({ name }) => name === 'tranches')) {
    place.problem(
      `tranches only split what a sizer wants; expected one beside it, such as {${sizer}: {}, tranches: {}}`,
    );
    return null;
  }
  return chosen.length === 1 ? (chosen[0] as Sizing) : chosen;
}

function isMapping(given: unknown): given is object {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function readWord<Word extends string>(
  reader: RecordReader,
  key: string,
  words: readonly Word[],
  fallback: Word,
): Word | null {
  if (!reader.has(key)) return fallback;
  const given = reader.text(key);
  if (given === null) return null;
  if ((words as readonly string[]).includes(given)) return given as Word;
  reader.problem(key, unknownWord(key, given, words));
  return null;
}
