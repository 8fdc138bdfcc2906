import type { Html } from '../html.ts';
import { escapeMarkup, trusted } from '../html.ts';
import { palette } from './palette.ts';
import { type Tick, timeTicks, type ValueAxis } from './scales.ts';

/** A layer in Vega-Lite's language; its x field is `t` (and `t2`), its y field `v` (and `v2`). */
export type Layer = Readonly<Record<string, unknown>>;

/** One chart of the linked timeline. All have one width, one left edge and one stretch of time, so that they read as one. */
export interface Plot {
  /** Unique in its page; letters, digits and hyphens. */
  readonly id: string;
  /** What it shows, for a reader who does not see it. */
  readonly label: string;
  readonly description: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly height: number;
  /** Null for lanes, whose vertical place is a pixel. */
  readonly axis: ValueAxis | null;
  readonly hasTimeLabels: boolean;
  readonly layers: readonly Layer[];
}

/** Pixels of the drawing: the page scales it to its own width. */
export const PLOT = { width: 928, left: 150, right: 76, top: 14 } as const;

/** Stretches of time that a drawing can tell apart: two pixels each. */
export const BUCKETS = PLOT.width / 2;

const FONT = 12;

/**
 * Renders a chart to inline SVG. Layout rests on no measured text: the left edge is given, ticks and labels are ours. Colours are the page's
 * custom properties. Same plot, same bytes.
 */
export async function renderPlot(plot: Plot): Promise<Html> {
  // Loaded when a report is drawn, not when the command line starts.
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Text is estimated, never measured, even where a canvas is installed: else two machines would draw two pictures.
  (vega as unknown as { textMetrics: { canvas(use: boolean): void } }).textMetrics.canvas(false);
  const compiled = vegaLite.compile(specOf(plot) as never).spec;
  const view = new vega.View(vega.parse(compiled), { renderer: 'none', logLevel: vega.Error });
  try {
    await view.runAsync();
    vega.resetSVGDefIds();
    return trusted(tidy(await view.toSVG(), plot));
  } finally {
    view.finalize();
  }
}

function specOf(plot: Plot): Record<string, unknown> {
  const ticks = timeTicks(plot.fromMs, plot.toMs);
  return {
    background: null,
    width: PLOT.width,
    height: plot.height,
    autosize: { type: 'none' },
    padding: { left: PLOT.left, right: PLOT.right, top: PLOT.top, bottom: plot.hasTimeLabels ? 26 : 6 },
    layer: [frameLayer(plot, ticks), ...plot.layers],
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
function frameLayer(plot: Plot, ticks: readonly Tick[]): Layer {
  const { axis } = plot;
  const x = {
    field: 't',
    type: 'temporal',
    scale: { type: 'utc', domain: [plot.fromMs, plot.toMs], nice: false },
    axis: {
      title: null,
      grid: true,
      values: ticks.map(({ value }) => value),
      tickCount: ticks.length + 1,
      labels: plot.hasTimeLabels,
      ticks: plot.hasTimeLabels,
      domain: plot.hasTimeLabels,
      labelExpr: labelExpression(ticks),
    },
  };
  if (axis === null) {
    return {
      data: { values: [{ t: plot.fromMs }] },
      mark: { type: 'point', color: palette.grid, opacity: 0, size: 0 },
      encoding: { x, y: { value: 0 } },
    };
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
    axis: {
      title: null,
      grid: true,
      domain: false,
      ticks: false,
      values: axis.ticks.map(({ value }) => value),
      tickCount: axis.ticks.length + 1,
      labelExpr: labelExpression(axis.ticks),
    },
  };
  return {
    data: { values: [{ t: plot.fromMs, v: axis.max }] },
    mark: { type: 'point', color: palette.grid, opacity: 0, size: 0 },
    encoding: { x, y },
  };
}

/** The tick's label by its value. Only labels made by this folder come here, never a name from outside. */
function labelExpression(ticks: readonly Tick[]): string {
  return ticks.reduceRight(
    (rest, { value, label }) => `toNumber(datum.value) == ${value} ? ${JSON.stringify(label)} : ${rest}`,
    "''",
  );
}

/** What Vega writes, without what the page does not need: fixed size, roles of each group, empty paths, and digits beyond a hundredth of a pixel. */
function tidy(svg: string, plot: Plot): string {
  // Vega counts the ids of clip paths over all drawings at once; two that are drawn together would number each other's.
  const ids = new Map<string, string>();
  const own = (id: string): string => {
    const known = ids.get(id) ?? `${plot.id}-clip${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  const body = svg
    .replace(/^<svg [^>]*>/, '')
    .replace(/ (?:role|aria-roledescription|aria-hidden|pointer-events|font-family|xmlns:xlink)="[^"]*"/g, '')
    .replace(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ opacity="1"/g, '')
    .replace(/<g>(?:<\/g>)/g, '')
    .replace(/(id="|url\(#)(clip\d+)/g, (_, before: string, id: string) => `${before}${own(id)}`)
    .replace(/ (transform|d|x|y|x2|y2|width|height)="([^"]*)"/g, (_, name: string, numbers: string) => {
      return ` ${name}="${numbers.replace(/(\.\d\d)\d+/g, '$1')}"`;
    });
  const width = PLOT.left + PLOT.width + PLOT.right;
  const height = PLOT.top + plot.height + (plot.hasTimeLabels ? 26 : 6);
  const describedBy = `${plot.id}-about`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(plot.label)}" aria-describedby="${describedBy}"><desc id="${describedBy}">${escapeMarkup(plot.description)}</desc>${body}`;
}
