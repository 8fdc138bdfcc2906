import { formatDuration } from '../../core/time.ts';
import type { ProtectionInterval } from '../../engine/runRecord.ts';
import { excuseFor } from './excuse.ts';
import { defineInvariant, type Violation } from './invariant.ts';

/** A stretch in which stops did not cover the position of one symbol, as the intervals that it was recorded in. */
type Gap = [ProtectionInterval, ...ProtectionInterval[]];

/** No position stands longer than so without a live stop at the venue for the whole of it. */
export const protectedInvariant = defineInvariant({
  name: 'protected',
  summary:
    'No position stands longer than the bound without live stops, on the right side, for the whole of it.',
  params: {
    withinMs: { kind: 'duration', default: 10_000, min: 0, doc: 'Longest time without protection.' },
  },
  vacuousReason: 'no position was ever open',
  judge(run, params) {
    const violations: Violation[] = [];
    const excused: Violation[] = [];
    for (const gap of gapsOf(run.protection)) {
      const fromMs = gap[0].fromMs;
      const toMs = gap.at(-1)!.toMs;
      if (toMs - fromMs <= params.withinMs) continue;
      const excuse = excuseFor(run, fromMs + params.withinMs, toMs);
      const found = { atMs: fromMs, symbol: gap[0].symbol };
      if (excuse === null) violations.push({ ...found, message: describe(gap) });
      else excused.push({ ...found, message: `${describe(gap)} Excused by ${excuse}.` });
    }
    return { antecedentCount: run.protection.length, violations, excused };
  },
});

/** Intervals of one symbol that touch, whatever they were called, are one gap. */
function gapsOf(protection: readonly ProtectionInterval[]): Gap[] {
  const gaps: Gap[] = [];
  const openBySymbol = new Map<string, Gap>();
  for (const interval of protection.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (interval.status === 'protected') continue;
    const open = openBySymbol.get(interval.symbol);
    if (open !== undefined && open.at(-1)!.toMs === interval.fromMs) {
      open.push(interval);
      continue;
    }
    const gap: Gap = [interval];
    gaps.push(gap);
    openBySymbol.set(interval.symbol, gap);
  }
  return gaps;
}

/** How long, at which status, and what it exposed. */
function describe(gap: Gap): string {
  const durations = new Map<string, number>();
  let exposedQuote = 0;
  for (const { status, fromMs, toMs, positionQty, startPrice } of gap) {
    durations.set(status, (durations.get(status) ?? 0) + toMs - fromMs);
    exposedQuote = Math.max(exposedQuote, Math.abs(positionQty) * startPrice);
  }
  const statuses = [...durations].map(([status, ms]) => `${status} for ${formatDuration(ms)}`).join(', ');
  const totalMs = gap.at(-1)!.toMs - gap[0].fromMs;
  return `${gap[0].symbol} stood without protection for ${formatDuration(totalMs)} (${statuses}), ${exposedQuote.toFixed(2)} in quote exposed.`;
}
