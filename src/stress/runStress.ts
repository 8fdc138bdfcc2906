import type { RunRecord } from '../engine/runRecord.ts';
import { maxDrawdown, unprotectedTime } from '../metrics/index.ts';

/** How hard a run went: the few figures by which runs are set side by side. */
export interface RunStress {
  /** Final equity less the start, quote. */
  readonly pnlQuote: number;
  /** The start less the lowest equity of any sample, quote; zero where it never fell below the start. */
  readonly worstLossQuote: number;
  readonly startQuote: number;
  /** From the high-water mark, zero or negative. */
  readonly maxDrawdownRatio: number;
  /** Lowest at a bar close; null where no position stood at one. */
  readonly minMarginBufferRatio: number | null;
  readonly isLiquidated: boolean;
  readonly longestUnprotectedMs: number;
  /** Wishes that a rule or brake refused. */
  readonly refusalCount: number;
}

/** Measures a run by these figures alone; the same definitions as the metrics of their names. */
export function stressOf(run: RunRecord): RunStress {
  const { samples, startQuote, final, journal } = run;
  const lowest = samples.equityQuote.reduce((a, b) => Math.min(a, b), final.equityQuote);
  const buffers = samples.marginBufferRatio.filter((ratio) => Number.isFinite(ratio));
  const unprotected = run.protection.filter(({ status }) => status !== 'protected');
  return {
    pnlQuote: final.equityQuote - startQuote,
    worstLossQuote: Math.max(0, startQuote - lowest),
    startQuote,
    maxDrawdownRatio: maxDrawdown(samples).depth.value ?? 0,
    minMarginBufferRatio: buffers.length === 0 ? null : buffers.reduce((a, b) => Math.min(a, b)),
    isLiquidated: journal.some(
      (entry) => entry.kind === 'truth' && entry.event.kind === 'liquidationStarted',
    ),
    longestUnprotectedMs: unprotectedTime(unprotected, run.protection).longestUnprotectedTime.value ?? 0,
    refusalCount: journal.filter((entry) => entry.kind === 'decision' && entry.decision.kind === 'refused')
      .length,
  };
}
