import { palette } from './palette.ts';
import { dataName, type Layer, PLOT, type Plot } from './plot.ts';
import { type Tick, timeTicks } from './scales.ts';

/** A specification in Vega's language. Its signals `span`, `xTicks`, `xLabels`, `yDomain`, `yTicks`, `yLabels` say which part is shown. */
export interface VegaSpec {
  signals?: { name: string; value: unknown }[];
  scales?: { name: string; domain?: unknown }[];
  axes?: Record<string, unknown>[];
  data?: { name: string; source?: string; values?: unknown }[];
  marks?: Mark[];
  config?: unknown;
  [member: string]: unknown;
}

interface Mark {
  aria?: boolean;
  name?: string;
  style?: unknown;
  from?: { data: string };
  encode: { update: Record<string, unknown> };
}

const FONT = 12;

/** A plot in Vega's language, without the rows of its feeds. Labels of ticks are data, never part of an expression. */
export function vegaSpecOf(plot: Plot, compile: (liteSpec: object) => VegaSpec): VegaSpec {
  const spec = compile(liteSpecOf(plot));
  const ticks = timeTicks(plot.fromMs, plot.toMs);
  const { axis } = plot;
  const signals = [
    { name: 'span', value: [plot.fromMs, plot.toMs] },
    ...tickSignals('x', ticks),
    ...(axis === null
      ? []
      : [{ name: 'yDomain', value: [axis.min, axis.max] }, ...tickSignals('y', axis.ticks)]),
  ];
  for (const scale of spec.scales ?? []) {
    if (scale.name === 'x') scale.domain = { signal: 'span' };
    if (scale.name === 'y' && axis !== null) scale.domain = { signal: 'yDomain' };
  }
  for (const drawn of spec.axes ?? []) {
    const name = String(drawn.scale);
    if (name === 'y' && axis === null) continue;
    drawn.values = { signal: `${name}Ticks` };
    delete drawn.tickCount;
    const text = { signal: `${name}Labels[indexof(${name}Ticks, toNumber(datum.value))]` };
    if (drawn.labels !== false) drawn.encode = { labels: { update: { text } } };
  }
  slim(spec);
  const { $schema: _schema, style: _style, ...rest } = spec;
  return { ...rest, signals: [...(spec.signals ?? []), ...signals] };
}

/**
 * Takes out what our rows do not need: they are numbers, and valid but for the gaps of a line. Each chart lies in the page as its
 * specification, so that every expression that is not written is one that is not sent.
 */
function slim(spec: VegaSpec): void {
  const sourceOf = new Map<string, string>();
  for (const { name, source } of spec.data ?? []) if (source !== undefined) sourceOf.set(name, source);
  spec.data = (spec.data ?? []).filter(({ source }) => source === undefined);
  for (const mark of spec.marks ?? []) {
    if (mark.from !== undefined) mark.from.data = sourceOf.get(mark.from.data) ?? mark.from.data;
    delete mark.style;
    delete mark.name;
    // The picture has one name; its marks stand in the tables.
    mark.aria = false;
    const { update } = mark.encode;
    if (update.defined !== undefined) update.defined = { signal: 'isValid(datum.v)' };
    if (update.tooltip !== undefined) update.tooltip = { field: 'label' };
    if (update.text !== undefined) update.text = { field: 'label' };
  }
}

/** Where ticks stand and what they say. */
export function tickSignals(name: 'x' | 'y', ticks: readonly Tick[]): { name: string; value: unknown }[] {
  return [
    { name: `${name}Ticks`, value: ticks.map(({ value }) => value) },
    { name: `${name}Labels`, value: ticks.map(({ label }) => label) },
  ];
}

function liteSpecOf(plot: Plot): object {
  const layers = plot.layers.map(({ feed, ...layer }, index) =>
    feed === undefined ? layer : { ...layer, data: { name: dataName(index), values: [] } },
  );
  return {
    background: null,
    width: PLOT.width,
    height: plot.height,
    autosize: { type: 'none' },
    padding: { left: PLOT.left, right: PLOT.right, top: PLOT.top, bottom: plot.hasTimeLabels ? 26 : 6 },
    layer: [frameLayer(plot), ...layers],
    resolve: { scale: { color: 'independent', shape: 'independent' } },
    config: {
      aria: false,
      font: 'inherit',
      view: { stroke: null },
      axis: {
        labelFontSize: FONT,
        labelColor: palette.muted,
        gridColor: palette.grid,
        tickColor: palette.grid,
        domainColor: palette.grid,
        labelOverlap: false,
        labelBound: false,
        labelFlush: false,
        labelLimit: PLOT.left,
        labelPadding: 6,
        tickSize: 4,
      },
      text: { fontSize: FONT },
    },
  };
}

/** An invisible mark that carries the axes: every other layer shares its scales. */
function frameLayer(plot: Plot): Layer {
  const { axis, hasTimeLabels } = plot;
  const x = {
    field: 't',
    type: 'temporal',
    scale: { type: 'utc', domain: [plot.fromMs, plot.toMs], nice: false },
    axis: { title: null, grid: true, labels: hasTimeLabels, ticks: hasTimeLabels, domain: hasTimeLabels },
  };
  const mark = { type: 'point', color: palette.grid, opacity: 0, size: 0 };
  if (axis === null) {
    return { data: { values: [{ t: plot.fromMs }] }, mark, encoding: { x, y: { value: 0 } } };
  }
  const y = {
    field: 'v',
    type: 'quantitative',
    scale: {
      type: axis.kind,
      domain: [axis.min, axis.max],
      nice: false,
      ...(axis.kind === 'linear' && { zero: false }),
    },
    axis: { title: null, grid: true, domain: false, ticks: false },
  };
  return { data: { values: [{ t: plot.fromMs, v: axis.max }] }, mark, encoding: { x, y } };
}
