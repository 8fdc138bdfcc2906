import { DAY_MS } from '../../core/time.ts';
import type { JudgedLevel, JudgedSeries } from '../facts/valueAtRisk.ts';
import { percent, significant } from '../numbers.ts';
import { line, type Point, points, spans, text } from './layers.ts';
import { palette } from './palette.ts';
import { type Layer, PLOT, type Plot } from './plot.ts';
import { linearAxis, percentLabel, pixelOf, priceLabel, type ValueAxis } from './scales.ts';

/** What each mark of the chart looks like; the section draws its keys from this. */
export const ROLLING_MARKS = {
  outcome: { title: "a day's result", shape: 'circle', color: palette.muted },
  exception95: { title: 'below −VaR 95 %', shape: 'triangle-down', color: palette.sell },
  exception99: { title: 'below −VaR 99 %', shape: 'diamond', color: palette.limit },
} as const;

/** How the forecasts of each level are drawn. */
export const ROLLING_LINES = {
  95: { title: '−VaR 95 %', color: palette.buy, dash: [] },
  99: { title: '−VaR 99 %', color: palette.stop, dash: [5, 3] },
} as const;

/** A day's result may be many times the rest of them; beyond this multiple of the deepest loss the axis is cut, and the marks stand at its edge. */
const UPPER_MULTIPLE = 1.5;

/**
 * Each day's result against what was foretold for it: losses beyond -VaR are marked. Null without forecasts. The run itself is shaded.
 *
 * @param run when trading began and ended, epoch ms.
 */
export function rollingValueAtRiskPlot(
  { id, title, unit, levels }: JudgedSeries,
  run: { readonly fromMs: number; readonly toMs: number },
): Plot | null {
  // The level with the shorter look-back has every day of the other one.
  const [all] = levels;
  if (all === undefined || all.forecasts.rows.length === 0) return null;
  const { outcomes } = all.forecasts;
  const lowest = Math.min(
    ...levels.flatMap(({ forecasts }) => [...forecasts.valueAtRisk].map((v) => -v)),
    ...outcomes,
  );
  const highest = Math.max(0, ...outcomes);
  const edge = Math.min(highest, UPPER_MULTIPLE * Math.abs(lowest));
  const axis = linearAxis([lowest, edge, 0], unit === 'ratio' ? percentLabel : priceLabel, 5);
  const height = 240;
  const at = (value: number) => Math.min(axis.max, value);

  const marks = (keep: (row: number) => boolean) =>
    [...outcomes].flatMap((value, row) =>
      keep(row) ? [{ t: all.dayEndMs[row]!, v: rounded(at(value)) }] : [],
    );
  const rare = new Set(levels[1] === undefined ? [] : exceptionTimes(levels[1]));
  const isRare = (row: number) => rare.has(all.dayEndMs[row]!);
  const isException = (row: number) => all.tests.exceptions[row]!;
  const fromMs = Math.min(all.dayEndMs[0]! - DAY_MS, run.fromMs);
  const toMs = Math.max(all.dayEndMs.at(-1)!, run.toMs);
  const names = placedNames(levels, axis, height);
  const layers: Layer[] = [
    ...(run.fromMs > fromMs || run.toMs < toMs
      ? [spans([{ t: run.fromMs, t2: run.toMs }], palette.fault)]
      : []),
    points(
      marks((row) => !isException(row) && !isRare(row)),
      { ...ROLLING_MARKS.outcome, size: 20 },
    ),
    ...levels.flatMap(({ name, forecasts, dayEndMs }) => {
      const { color, dash } = ROLLING_LINES[name];
      if (forecasts.rows.length === 0) return [];
      return [
        line(steps(forecasts.valueAtRisk, dayEndMs), { color, width: 1.8, dash }),
        text(`${name} %`, {
          x: PLOT.width + 6,
          y: names.get(name)!,
          align: 'left',
          color,
          isBold: true,
        }),
      ];
    }),
    points(
      marks((row) => isException(row) && !isRare(row)),
      { ...ROLLING_MARKS.exception95, size: 60 },
    ),
    points(marks(isRare), { ...ROLLING_MARKS.exception99, size: 70 }),
  ];
  const shown = unit === 'ratio' ? percent : (value: number) => significant(value, 6);
  return {
    id: `rolling-${id.toLowerCase()}`,
    label: `${title}: each day's result against the value at risk foretold for it`,
    description: `${levels
      .map(({ name, tests }) => `At ${name} %: ${tests.exceptionCount} exceptions in ${tests.dayCount} days.`)
      .join(' ')} Worst day ${shown(Math.min(...outcomes))}, best day ${shown(Math.max(...outcomes))}.`,
    fromMs,
    toMs,
    height,
    axis,
    hasTimeLabels: true,
    layers,
  };
}

/** -VaR over the day that it is of; days that nothing was foretold for are a break. */
function steps(valueAtRisk: Float64Array, dayEndMs: Float64Array): Point[] {
  return [...valueAtRisk].flatMap((value, row) => {
    const endMs = dayEndMs[row]!;
    const step = [endMs - DAY_MS, endMs].map((t) => ({ t, v: rounded(-value) }));
    const isBroken = row > 0 && dayEndMs[row - 1]! < endMs - DAY_MS;
    return isBroken ? [{ t: endMs - DAY_MS, v: null }, ...step] : step;
  });
}

function rounded(value: number): number {
  return Number(value.toPrecision(6));
}

/** Pixels at which the lines are named, at their last value, moved apart where they would cover each other. */
function placedNames(
  levels: readonly JudgedLevel[],
  axis: ValueAxis,
  height: number,
): ReadonlyMap<JudgedLevel['name'], number> {
  const placed = levels
    .filter(({ forecasts }) => forecasts.rows.length > 0)
    .map(({ name, forecasts }) => ({ name, y: pixelOf(axis, -forecasts.valueAtRisk.at(-1)!, height) }));
  const [upper, lower] = placed;
  if (upper !== undefined && lower !== undefined && lower.y - upper.y < 14) {
    const middle = Math.min(height - 8, (upper.y + lower.y) / 2);
    upper.y = middle - 7;
    lower.y = middle + 7;
  }
  return new Map(placed.map(({ name, y }) => [name, y]));
}

function exceptionTimes({ tests, dayEndMs }: JudgedLevel): number[] {
  return [...dayEndMs].filter((_, row) => tests.exceptions[row]);
}
