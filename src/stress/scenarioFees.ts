import { formatDuration } from '../core/time.ts';
import type { RunRecord } from '../engine/runRecord.ts';
import type { Tape } from '../market/tape.ts';
import { type FeeSchedule, isTraded } from '../venue/fees/feeModel.ts';
import type { FeeTable } from '../venue/fees/feeTable.ts';
import { feeModels } from '../venue/fees/index.ts';
import { profiles } from '../venue/profiles/index.ts';
import type { Scenario } from './scenario.ts';

type Venue = Scenario['venue'];

/**
 * The tape as the client and the report know it: instruments with the fees that the account begins with, where a table decides and not they. The venue
 * goes on from there by what is traded.
 */
export function withFeesOfStart(tape: Tape, venue: Venue): Tape {
  const schedule = scheduleOf(venue, tape.fromMs);
  if (schedule.tier(tape.fromMs) === null) return tape;
  const symbols = tape.symbols.map((one) => ({
    ...one,
    instrument: {
      ...one.instrument,
      makerFeeBps: schedule.bps(one.instrument, 'maker', tape.fromMs),
      takerFeeBps: schedule.bps(one.instrument, 'taker', tape.fromMs),
    },
  }));
  return { ...tape, symbols };
}

/** What fills paid, for a reader of the report: which fees, and where by volume each run began and ended. */
export function feeText(
  venue: Venue,
  tape: Tape,
  runs: { readonly baseline: RunRecord; readonly faulted: RunRecord },
): string {
  const table = tableOf(venue);
  const own = tape.symbols.map(
    ({ instrument }) => `${instrument.symbol} ${instrument.makerFeeBps}/${instrument.takerFeeBps} bps`,
  );
  const start = scheduleOf(venue, tape.fromMs).tier(tape.fromMs);
  if (start === null || table === null) return `${own.join(', ')} maker/taker`;
  const { volumeQuote = 0, tier } = venue.fees!;
  const rules = `the table of ${venue.profile}, for every symbol alike, maker/taker: ${table.source}`;
  const source = `source of the tier: ${table.tiers[start]!.source}`;
  if (tier !== undefined) return `${rules}; held at ${rowText(table, tier)} whatever is traded; ${source}`;
  const endOf = (record: RunRecord): string => rowText(table, endTier(venue, tape, record));
  const how = `by the volume of makers and takers of the last ${table.windowDays} days, looked at once a day at ${formatDuration(table.assessedAtMs)} after midnight UTC`;
  return `${rules}; ${how}; begins in ${rowText(table, start)} with ${volumeQuote} quote traded before, taken to lie evenly over those days; the baseline ends in ${endOf(runs.baseline)}, the faulted run in ${endOf(runs.faulted)}; a tier whose volume no source has in quote is never reached by volume; ${source}`;
}

function rowText({ tiers }: FeeTable, tier: number): string {
  const { name, makerFeeBps, takerFeeBps } = tiers[tier]!;
  return `${name} (${makerFeeBps}/${takerFeeBps} bps)`;
}

/** Where the account stands when a run is over: its fills again, in their order. */
function endTier(venue: Venue, tape: Tape, { journal }: RunRecord): number {
  const schedule = scheduleOf(venue, tape.fromMs);
  for (const entry of journal) {
    if (entry.kind !== 'truth' || entry.event.kind !== 'fill') continue;
    const { qty, price, origin, venueTimeMs } = entry.event.fill;
    if (isTraded(origin)) schedule.note(venueTimeMs, qty * price);
  }
  return schedule.tier(tape.toMs)!;
}

function scheduleOf(venue: Venue, fromMs: number): FeeSchedule {
  const { model, ...begins } = venue.fees ?? { model: 'instrument' };
  return feeModels[model].schedule({ ...begins, table: tableOf(venue), fromMs });
}

function tableOf({ profile }: Venue): FeeTable | null {
  return profiles[profile]!.feeTable;
}
