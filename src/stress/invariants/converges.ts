import { formatDuration, formatTime } from '../../core/time.ts';
import { defineInvariant, type Violation } from './invariant.ts';
import { truthFillsOf } from './truthOf.ts';

/** Liveness: once the network is kind, belief finds back to truth. */
export const converges = defineInvariant({
  name: 'converges',
  summary: 'So many bars after the heal, the believed positions and equity are the true ones.',
  params: {
    withinBars: {
      kind: 'number',
      unit: 'bars',
      default: 1,
      min: 0,
      integer: true,
      doc: 'From the heal to the end of every difference.',
    },
    inFlightMs: {
      kind: 'duration',
      default: 10_000,
      min: 0,
      doc: 'A fill may be unknown to the session for this long at any time: it is on its way.',
    },
    toleranceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 1e-9,
      min: 0,
      doc: 'How far the believed equity may end from the true one / true equity.',
    },
  },
  vacuousReason: 'nothing was filled, or the run ended before the bars after a heal were over',
  judge(run, params) {
    const { healMs, toMs, final } = run;
    const deadlineMs = healMs === null ? toMs : healMs + params.withinBars * run.intervalMs;
    if (deadlineMs >= toMs) return { antecedentCount: 0, violations: [], excused: [] };
    const violations: Violation[] = [];
    for (const gap of run.beliefGaps) {
      const lengthMs = gap.toMs - gap.fromMs;
      if (gap.toMs <= deadlineMs || lengthMs <= params.inFlightMs) continue;
      violations.push({
        atMs: Math.max(gap.fromMs, deadlineMs),
        symbol: gap.symbol,
        message: `The believed position in ${gap.symbol} was not the true one for ${formatDuration(lengthMs)} from ${formatTime(gap.fromMs)} to ${formatTime(gap.toMs)}; the bound ended at ${formatTime(deadlineMs)}.`,
      });
    }
    const isInFlight = run.beliefGaps.some(
      (gap) => gap.toMs >= toMs && toMs - gap.fromMs <= params.inFlightMs,
    );
    const apartQuote = Math.abs(final.believedEquityQuote - final.equityQuote);
    const scaleQuote = Math.max(run.startQuote, Math.abs(final.equityQuote));
    // Written so that an equity that is not a number is apart from any other.
    if (!isInFlight && !(apartQuote <= params.toleranceRatio * scaleQuote)) {
      violations.push({
        atMs: toMs,
        symbol: null,
        message: `At the end the session believed in an equity of ${final.believedEquityQuote}; it was ${final.equityQuote}.`,
      });
    }
    return { antecedentCount: truthFillsOf(run).length, violations, excused: [] };
  },
});
