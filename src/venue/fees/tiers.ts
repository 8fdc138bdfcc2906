import { DAY_MS } from '../../core/time.ts';
import type { FeeModel, FeeTerms } from './feeModel.ts';
import type { FeeTable } from './feeTable.ts';

/**
 * The venue's table by the account's trailing volume. Venues do not look at it fill by fill but once a day, so a day's fills all pay by what was
 * traded before it began. What an account says it had traded before the run is taken to lie evenly over the window, and so runs out of it evenly.
 */
export const tiers: FeeModel = {
  summary: "The profile's public table by the account's trailing volume, looked at once a day.",
  schedule: (terms) => {
    const { table, tier: fixedTier } = terms;
    if (table === null) throw new Error('a venue without a table of fees has no tiers');
    if (fixedTier !== undefined && table.tiers[fixedTier] === undefined)
      throw new Error(`the table of fees has tiers 0 to ${table.tiers.length - 1}, got ${fixedTier}`);
    const trailing = trailingVolume(terms, table);
    let assessedMs = terms.fromMs;
    let tier = fixedTier ?? tierOf(table, terms.volumeQuote ?? 0);
    const tierAt = (nowMs: number): number => {
      if (fixedTier !== undefined) return fixedTier;
      const dueMs = lastAssessmentMs(table, nowMs);
      if (dueMs > assessedMs) {
        assessedMs = dueMs;
        tier = tierOf(table, trailing.before(dueMs));
      }
      return tier;
    };
    return {
      bps: (_instrument, liquidity, nowMs) => {
        const { makerFeeBps, takerFeeBps } = table.tiers[tierAt(nowMs)]!;
        return liquidity === 'maker' ? makerFeeBps : takerFeeBps;
      },
      note: fixedTier === undefined ? trailing.note : () => undefined,
      mostTakerBps: () => Math.max(...table.tiers.map(({ takerFeeBps }) => takerFeeBps)),
      tier: tierAt,
    };
  },
};

/** The row that a volume comes to: the last that it reaches, of those whose volume is known. */
function tierOf({ tiers: rows }: FeeTable, volumeQuote: number): number {
  return rows.findLastIndex(
    ({ fromVolumeQuote }) => fromVolumeQuote !== null && volumeQuote >= fromVolumeQuote,
  );
}

function lastAssessmentMs({ assessedAtMs }: FeeTable, nowMs: number): number {
  return Math.floor((nowMs - assessedAtMs) / DAY_MS) * DAY_MS + assessedAtMs;
}

function trailingVolume({ fromMs, volumeQuote = 0 }: FeeTerms, { windowDays }: FeeTable) {
  const windowMs = windowDays * DAY_MS;
  let fills: { readonly atMs: number; readonly notionalQuote: number }[] = [];
  return {
    note(atMs: number, notionalQuote: number): void {
      fills.push({ atMs, notionalQuote });
    },
    /** What was traded in the window that ends here. */
    before(endMs: number): number {
      // The window only moves on.
      fills = fills.filter(({ atMs }) => atMs >= endMs - windowMs);
      let sumQuote = volumeQuote * Math.max(0, 1 - (endMs - fromMs) / windowMs);
      for (const { atMs, notionalQuote } of fills) if (atMs < endMs) sumQuote += notionalQuote;
      return sumQuote;
    },
  };
}
