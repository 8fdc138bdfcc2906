import { formatDuration } from '../core/time.ts';
import type { Tape } from '../market/tape.ts';
import { profiles } from '../venue/profiles/index.ts';
import type { Scenario } from './scenario.ts';

type Venue = Scenario['venue'];

/** What is assumed of the account: what it is, what it pays for being open, and what becomes of it when it cannot go on. */
export function accountAssumptions(venue: Venue, tape: Tape): [string, string][] {
  if (venue.accountKind === 'spot') return spotAssumptions(venue);
  return [
    ['funding', fundingText(venue)],
    ['account', accountText(venue, tape)],
    ...(venue.insuranceFundQuote === undefined
      ? []
      : ([
          [
            'insurance',
            `the fund has ${venue.insuranceFundQuote} quote; where a liquidation would lose more, the whole position is deleveraged at its bankruptcy price, without a fee, against traders that are not modelled`,
          ],
        ] as [string, string][])),
  ];
}

function spotAssumptions({ startEquityQuote }: Venue): [string, string][] {
  return [
    [
      'account',
      `spot, ${startEquityQuote} quote at the start; no leverage, no short, no liquidation and no funding; fees are taken in quote; a purchase is filled as far as its quote lasts`,
    ],
    [
      'spot orders',
      'there is no reduce-only, and a resting order locks what it would take: an exit first cancels the stop, and the time without it counts as unprotected; a purchase locks its price with the taker fee',
    ],
  ];
}

function accountText(
  { marginMode, leverageOf, leverage, asFound, startEquityQuote }: Venue,
  tape: Tape,
): string {
  const bySymbol = tape.symbols.map(
    ({ instrument: { symbol } }) => `${symbol} ${leverageOf?.[symbol] ?? leverage}`,
  );
  const found = asFound?.leverage;
  const shown = leverageOf === undefined || found !== undefined ? (found ?? leverage) : bySymbol.join(', ');
  const start = `leverage ${shown}, ${startEquityQuote} quote at the start`;
  if (marginMode === 'isolated') {
    return `linear perpetual, isolated margin, ${start}; a position stands on the margin of its entries, changed by its funding and by nothing else; it is liquidated when that and its unrealised profit are at or under its maintenance margin, and what it loses beyond is paid by an insurance account; a loss of an own order beyond it is the account's`;
  }
  return `linear perpetual, cross margin, ${start}; liquidated when equity is at or under the maintenance margin; equity floors at zero against an insurance account`;
}

function fundingText({ funding, profile }: Venue): string {
  if (funding === undefined) return 'none is paid or received';
  const how =
    'of the notional at mark; a position that is closed in the moment itself pays none, and what is due at the end of the window is not charged';
  if (funding.kind === 'table') {
    return `at the ${funding.rates.length} times and rates of ${funding.file ?? 'a table made in code'}, ${how}`;
  }
  const { intervalMs } = profiles[profile]!.funding;
  const bps = Number((funding.ratio * 10_000).toPrecision(12));
  const who = bps < 0 ? 'paid by shorts to longs' : 'paid by longs to shorts';
  return `${Math.abs(bps)} bps every ${formatDuration(intervalMs)} from midnight UTC, the times of the profile, ${who}, ${how}`;
}
