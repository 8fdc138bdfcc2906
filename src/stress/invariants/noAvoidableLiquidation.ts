import { formatDuration } from '../../core/time.ts';
import type { RunRecord } from '../../engine/runRecord.ts';
import { excuseFor } from './excuse.ts';
import { defineInvariant, type Violation } from './invariant.ts';
import { truthOf } from './truthOf.ts';

/** A margin balance under twice the maintenance margin: from here on a liquidation is in sight, and surviving means something. */
const IN_SIGHT_RATIO = 1;

/** A liquidation that was seen coming, and that nobody got out of the way of. */
export const noAvoidableLiquidation = defineInvariant({
  name: 'noAvoidableLiquidation',
  summary:
    'The account is not liquidated after its margin buffer was small for some time at bar closes and nothing was sent to reduce what it holds.',
  params: {
    belowRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.15,
      above: 0,
      doc: '(Margin balance - maintenance) / maintenance under which it was seen coming, at the closes of bars.',
    },
    withinMs: {
      kind: 'duration',
      default: 60_000,
      min: 0,
      doc: 'From the first such close to a reducing order; a liquidation before that could not be avoided.',
    },
  },
  vacuousReason: 'the margin balance was never under twice the maintenance margin at a close',
  judge(run, { belowRatio, withinMs }) {
    const violations: Violation[] = [];
    const excused: Violation[] = [];
    let antecedentCount = 0;
    const { timeMs, marginBufferRatio } = run.samples;
    for (const ratio of marginBufferRatio) if (ratio < IN_SIGHT_RATIO) antecedentCount++;
    for (const event of truthOf(run)) {
      if (event.kind !== 'liquidationStarted') continue;
      antecedentCount++;
      let firstRow = timeMs.length;
      for (let row = timeMs.length - 1; row >= 0; row--) {
        if (timeMs[row]! >= event.atMs) continue;
        if (!(marginBufferRatio[row]! < belowRatio)) break;
        firstRow = row;
      }
      const seenMs = timeMs[firstRow];
      if (seenMs === undefined || event.atMs - seenMs < withinMs) continue;
      if (hasReduced(run, seenMs, event.atMs)) continue;
      const found = { atMs: event.atMs, symbol: null };
      const message = `Liquidated ${formatDuration(event.atMs - seenMs)} after a close at which the margin buffer was ${marginBufferRatio[firstRow]!.toFixed(3)}, and nothing was sent to reduce.`;
      const excuse = excuseFor(run, seenMs, event.atMs);
      if (excuse === null) violations.push({ ...found, message });
      else excused.push({ ...found, message: `${message} Excused by ${excuse}.` });
    }
    return { antecedentCount, violations, excused };
  },
});

/** Whether an order that reduces at once was sent; a resting stop waits for what the liquidation comes before. */
function hasReduced(run: RunRecord, fromMs: number, toMs: number): boolean {
  return run.journal.some(
    (entry) =>
      entry.kind === 'request' &&
      entry.accountId === run.accountId &&
      entry.atMs >= fromMs &&
      entry.atMs <= toMs &&
      entry.request.order?.reduceOnly === true &&
      entry.request.order.triggerPrice === null,
  );
}
