import type { Outcome } from '../../stress/outcome.ts';
import { grossExposure } from '../facts/equity.ts';
import { percent } from '../numbers.ts';
import { level, text } from './layers.ts';
import { palette } from './palette.ts';
import type { Plot } from './plot.ts';
import { type FaultSpan, faultLayers } from './price.ts';
import { linearAxis, percentLabel, pixelOf } from './scales.ts';
import { bothColumns, twoLines } from './twoRuns.ts';

/** Gross notional over equity, with the policy's cap where it has one. */
export function exposurePlot(outcome: Outcome, faults: readonly FaultSpan[]): Plot {
  const { record } = outcome.faulted;
  const columns = {
    baseline: grossExposure(outcome.baseline.record.samples),
    faulted: grossExposure(record.samples),
  };
  const height = 120;
  const limitRatio = outcome.scenario.policy.rules.totalExposureCap?.limitRatio ?? null;
  const axis = linearAxis(
    [...bothColumns(columns), 0, ...(limitRatio === null ? [] : [limitRatio])],
    percentLabel,
    3,
  );
  const limit =
    limitRatio === null
      ? []
      : [
          level(limitRatio, { color: palette.limit, dash: [6, 3] }),
          text(`cap ${percentLabel(limitRatio)}`, {
            x: 8,
            y: pixelOf(axis, limitRatio, height) + 9,
            align: 'left',
            color: palette.limit,
          }),
        ];
  return {
    id: 'exposure',
    label: 'Gross exposure as a share of equity, baseline and faulted',
    description: `Largest at a bar close: faulted ${percent(columns.faulted.reduce((a, b) => Math.max(a, b || 0), 0))}${limitRatio === null ? '; the policy has no cap on it' : `; the policy's cap is ${percent(limitRatio)}`}.`,
    fromMs: record.fromMs,
    toMs: record.toMs,
    height,
    axis,
    hasTimeLabels: false,
    layers: [...faultLayers(record, faults, false), ...limit, ...twoLines(outcome, columns, axis, height)],
  };
}
