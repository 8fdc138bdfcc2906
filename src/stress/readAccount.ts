import type { RecordReader } from '../core/recordReader.ts';
import { formatProblem, unknownWord } from '../core/result.ts';
import type { FundingTerms } from '../market/funding.ts';
import { readFundingRates } from '../market/readFundingRates.ts';
import type { AccountKind, MarginMode } from '../venue/exchange.ts';
import { fileBeside, readNamedFile } from './readNamedFile.ts';

/** The words that `venue.account` may be. */
export const ACCOUNT_KINDS = ['perpetual', 'spot'] as const satisfies readonly AccountKind[];

/** The words that `venue.margin` may be. */
export const MARGIN_MODES = ['cross', 'isolated'] as const satisfies readonly MarginMode[];

/** What of an account is not as it is where a scenario says nothing; what is as there is left out. */
export interface ScenarioAccount {
  readonly accountKind?: 'spot';
  readonly marginMode?: 'isolated';
  /** Where a symbol has another leverage than the account. */
  readonly leverageOf?: Readonly<Record<string, number>>;
  /** `file` is the table, as the user named it. */
  readonly funding?: FundingTerms & { readonly file?: string };
  readonly insuranceFundQuote?: number;
}

/** Where the account's parts count from. */
export interface AccountContext {
  /** The scenario's own file: the table of rates counts from its folder. */
  readonly file: string;
  /** Null where the data could not be read. */
  readonly symbols: readonly string[] | null;
}

/** Reads what `venue:` says of the account beside its leverage and its deposit; null where a part of it is wrong. */
export function readAccount(venue: RecordReader, context: AccountContext): ScenarioAccount | null {
  const kind = readWordOf(venue, 'account', ACCOUNT_KINDS);
  const marginMode = readWordOf(venue, 'margin', MARGIN_MODES);
  const leverageOf = readLeverageOf(venue, context);
  const funding = venue.has('funding') ? readFunding(venue, context) : undefined;
  const fundQuote = venue.has('insuranceFund') ? venue.number('insuranceFund', 0) : undefined;
  if (kind === 'spot') sayWhatSpotHasNot(venue);
  if (kind === null || marginMode === null || leverageOf === null || funding === null || fundQuote === null)
    return null;
  return {
    ...(kind === 'spot' ? { accountKind: kind } : {}),
    ...(marginMode === 'isolated' ? { marginMode } : {}),
    ...(leverageOf === undefined ? {} : { leverageOf }),
    ...(funding === undefined ? {} : { funding }),
    ...(fundQuote === undefined ? {} : { insuranceFundQuote: fundQuote }),
  };
}

/** Said of each part, so that nobody takes for granted what is not there. */
function sayWhatSpotHasNot(venue: RecordReader): void {
  const reasons = {
    margin: 'has no place in a spot account, which has no margin; leave it out',
    funding: 'has no place in a spot account: only perpetuals pay it; leave it out',
    insuranceFund: 'has no place in a spot account, which cannot be liquidated; leave it out',
  };
  for (const [key, reason] of Object.entries(reasons)) if (venue.has(key)) venue.problem(key, reason);
  if (venue.has('leverage') && venue.value('leverage') !== 1)
    venue.problem(
      'leverage',
      'a spot account has none: what is bought is paid for; expected 1, or leave it out',
    );
}

/** `leverage: {BTC-USDT: 10, ETH-USDT: 5}`: undefined where it is a number, which is read elsewhere. */
function readLeverageOf(
  venue: RecordReader,
  { symbols }: AccountContext,
): Readonly<Record<string, number>> | undefined | null {
  const given = venue.has('leverage') ? venue.value('leverage') : null;
  if (typeof given !== 'object' || given === null) return undefined;
  const reader = venue.record('leverage', symbols ?? Object.keys(given));
  if (reader === null) return null;
  const leverageOf: Record<string, number> = {};
  for (const symbol of Object.keys(given)) {
    if (symbols !== null && !symbols.includes(symbol)) continue;
    const leverage = reader.number(symbol, 1);
    if (leverage === null) return null;
    leverageOf[symbol] = leverage;
  }
  return leverageOf;
}

/** `funding: {rateBps: 1}`, at the profile's times, or `funding: {file: rates.csv}`, at those of the table. */
function readFunding(
  venue: RecordReader,
  { file, symbols }: AccountContext,
): ScenarioAccount['funding'] | null {
  const reader = venue.record('funding', ['rateBps', 'file']);
  if (reader === null) return null;
  if (reader.has('rateBps') === reader.has('file')) {
    reader.problem(null, 'expected one of rateBps, the same at every time, and file, a table of rates');
    return null;
  }
  if (reader.has('rateBps')) {
    const rateBps = reader.number('rateBps', Number.NEGATIVE_INFINITY);
    if (rateBps === null) return null;
    if (Math.abs(rateBps) < 1_000) return { kind: 'constant', ratio: rateBps / 10_000 };
    reader.problem(
      'rateBps',
      `${rateBps} bps are a tenth of the notional or more; expected a rate such as 1`,
    );
    return null;
  }
  const named = reader.text('file');
  if (named === null || symbols === null) return null;
  const { path, shownAs } = fileBeside(file, named);
  const text = readNamedFile(path, shownAs);
  const rates = text.ok ? readFundingRates(text.value, shownAs, symbols) : text;
  if (rates.ok) return { kind: 'table', rates: rates.value, file: named };
  for (const problem of rates.problems) reader.problem('file', formatProblem({ ...problem, key: null }));
  return null;
}

function readWordOf<Word extends string>(
  venue: RecordReader,
  key: string,
  words: readonly Word[],
): Word | null | undefined {
  if (!venue.has(key)) return undefined;
  const given = venue.text(key);
  if (given === null || (words as readonly string[]).includes(given)) return given as Word | null;
  venue.problem(key, unknownWord(key, given, words));
  return null;
}
