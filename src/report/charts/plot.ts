import type { Html } from '../html.ts';
import { trusted } from '../html.ts';
import type { Feed, Frame, Series, Stretch } from './feed.ts';
import { rowsOf } from './feed.ts';
import type { AxisRule, ValueAxis } from './scales.ts';
import { tidySvg } from './tidySvg.ts';
import { type VegaSpec, vegaSpecOf } from './vegaSpec.ts';

/** A layer in Vega-Lite's language; its x field is `t` (and `t2`), its y field `v` (and `v2`). Where it has a `feed`, its rows come from it. */
export type Layer = Readonly<Record<string, unknown>> & { readonly feed?: Feed };

/** What a reader of a chart is told at a time. */
export type Reading =
  | {
      readonly name: string;
      readonly series: Series;
      readonly unit: 'price' | 'money' | 'percent' | 'multiple';
    }
  | { readonly name: string; readonly stretches: readonly Stretch[] };

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
  /** How the axis is made anew for a part of the time; left out: it stays as it is. */
  readonly axisRule?: AxisRule;
  readonly hasTimeLabels: boolean;
  readonly layers: readonly Layer[];
  readonly readings?: readonly Reading[];
}

/** Pixels of the drawing: the page scales it to its own width. */
export const PLOT = { width: 928, left: 150, right: 76, top: 14 } as const;

/** The whole of a plot's time. */
export function wholeFrame({ fromMs, toMs, height, axis }: Plot): Frame {
  return { fromMs, toMs, width: PLOT.width, height, axis };
}

/** A chart as it is drawn when the report is made, and what it is drawn from. */
export interface DrawnPlot {
  readonly svg: Html;
  readonly spec: VegaSpec;
}

/**
 * Renders a chart to inline SVG. Layout rests on no measured text: the left edge is given, ticks and labels are ours. Colours are the page's
 * custom properties. Same plot, same bytes.
 */
export async function renderPlot(plot: Plot): Promise<Html> {
  return (await drawPlot(plot)).svg;
}

/** The same, with its specification, which draws any part of the time in a browser. */
export async function drawPlot(plot: Plot): Promise<DrawnPlot> {
  // Loaded when a report is drawn, not when the command line starts.
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Text is estimated, never measured, even where a canvas is installed: else two machines would draw two pictures.
  (vega as unknown as { textMetrics: { canvas(use: boolean): void } }).textMetrics.canvas(false);
  const spec = vegaSpecOf(plot, (liteSpec) => vegaLite.compile(liteSpec as never).spec as never);
  const view = new vega.View(vega.parse(spec as never), { renderer: 'none', logLevel: vega.Error });
  try {
    const frame = wholeFrame(plot);
    for (const [index, { feed }] of plot.layers.entries()) {
      if (feed !== undefined) view.data(dataName(index), rowsOf(feed, frame) as never[]);
    }
    await view.runAsync();
    vega.resetSVGDefIds();
    return { svg: trusted(tidySvg(await view.toSVG(), plot)), spec };
  } finally {
    view.finalize();
  }
}

/** What Vega calls the rows of a layer. */
export function dataName(layer: number): string {
  return `rows${layer}`;
}
