/** The marks that the charts are made of, in Vega-Lite's language. Times are `t`, `t2`; values are `v`, `v2`; both are data fields. */
import type { Feed } from './feed.ts';
import { palette } from './palette.ts';
import type { Layer } from './plot.ts';

const X = { field: 't', type: 'temporal' } as const;
const Y = { field: 'v', type: 'quantitative' } as const;

export interface Point {
  readonly t: number;
  /** Null breaks a line. */
  readonly v: number | null;
}

export interface Stroke {
  readonly color: string;
  readonly width?: number;
  readonly dash?: readonly number[];
  readonly opacity?: number;
}

/** A layer whose rows are made anew for every stretch of time that is looked at. */
export function fed(feed: Feed, layer: Layer): Layer {
  return { ...layer, feed };
}

export function line(points: readonly Point[], stroke: Stroke): Layer {
  return {
    data: { values: points },
    mark: {
      type: 'line',
      clip: true,
      color: stroke.color,
      strokeWidth: stroke.width ?? 1.5,
      strokeDash: stroke.dash ?? [],
      opacity: stroke.opacity ?? 1,
      strokeJoin: 'round',
    },
    encoding: { x: X, y: Y },
  };
}

/** The band between `v` and `v2`. */
export function band(
  points: readonly { t: number; v: number; v2: number }[],
  color: string,
  opacity = 1,
): Layer {
  return {
    data: { values: points },
    mark: { type: 'area', clip: true, color, opacity, line: false },
    encoding: { x: X, y: Y, y2: { field: 'v2' } },
  };
}

/** A level from edge to edge. */
export function level(value: number, stroke: Stroke): Layer {
  return {
    data: { values: [{ v: value }] },
    mark: {
      type: 'rule',
      clip: true,
      color: stroke.color,
      strokeWidth: stroke.width ?? 1,
      strokeDash: stroke.dash ?? [],
      opacity: stroke.opacity ?? 1,
    },
    encoding: { y: Y },
  };
}

/** Vertical lines over the whole height. */
export function moments(timesMs: readonly number[], stroke: Stroke): Layer {
  return {
    data: { values: timesMs.map((t) => ({ t })) },
    mark: {
      type: 'rule',
      color: stroke.color,
      strokeWidth: stroke.width ?? 1,
      strokeDash: stroke.dash ?? [],
      opacity: stroke.opacity ?? 1,
    },
    encoding: { x: X },
  };
}

/** Stretches of time over the whole height. */
export function spans(stretches: readonly { t: number; t2: number }[], color: string): Layer {
  return {
    data: { values: stretches },
    mark: { type: 'rect', color, clip: true },
    encoding: { x: X, x2: { field: 't2' } },
  };
}

/** Bars of one height, `top` pixels from the top of the plot. */
export function bars(
  stretches: readonly { t: number; t2: number }[],
  look: {
    readonly top: number;
    readonly height: number;
    readonly color: string;
    readonly isHollow?: boolean;
  },
): Layer {
  return {
    data: { values: stretches },
    mark: look.isHollow
      ? { type: 'rect', clip: true, fill: palette.surface, stroke: look.color, strokeWidth: 1.5 }
      : { type: 'rect', clip: true, color: look.color },
    encoding: { x: X, x2: { field: 't2' }, y: { value: look.top }, y2: { value: look.top + look.height } },
  };
}

/** Marks of one shape and colour, with an edge in the page's own colour so that they stand apart where they crowd. */
export function points(
  values: readonly { t: number; v: number }[],
  look: { readonly shape: string; readonly color: string; readonly size: number },
): Layer {
  return {
    data: { values },
    mark: {
      type: 'point',
      shape: look.shape,
      filled: true,
      fill: look.color,
      stroke: palette.surface,
      strokeWidth: 1,
      size: look.size,
      opacity: 1,
    },
    encoding: { x: X, y: Y, tooltip: { field: 'label', type: 'nominal' } },
  };
}

/** Marks in a lane, at one pixel height. A shape that is a line is stroked, any other filled. */
export function laneMarks(
  timesMs: readonly number[],
  look: {
    readonly y: number;
    readonly shape: string;
    readonly color: string;
    readonly size: number;
    readonly isLine: boolean;
  },
): Layer {
  const paint = look.isLine
    ? { filled: false, stroke: look.color, strokeWidth: 1.5 }
    : { filled: true, color: look.color };
  return {
    data: { values: timesMs.map((t) => ({ t })) },
    mark: { type: 'point', shape: look.shape, size: look.size, opacity: 1, ...paint },
    encoding: { x: X, y: { value: look.y } },
  };
}

/** A text at a pixel place, counted from the left and the top of the plot. The text is data, never part of an expression. */
export function text(
  value: string,
  place: {
    readonly x: number;
    readonly y: number;
    readonly align: 'left' | 'right' | 'center';
    readonly color: string;
    readonly isBold?: boolean;
  },
): Layer {
  return {
    data: { values: [{ label: value }] },
    mark: {
      type: 'text',
      align: place.align,
      baseline: 'middle',
      color: place.color,
      fontWeight: place.isBold ? 600 : 400,
    },
    encoding: { x: { value: place.x }, y: { value: place.y }, text: { field: 'label', type: 'nominal' } },
  };
}

/** Texts whose rows name their own pixel: `px`, `py`, `label`. */
export function placedText(look: {
  readonly align: 'left' | 'right' | 'center';
  readonly color: string;
  readonly isBold?: boolean;
}): Layer {
  return {
    data: { values: [] },
    mark: {
      type: 'text',
      align: look.align,
      baseline: 'middle',
      color: look.color,
      fontWeight: look.isBold ? 600 : 400,
    },
    encoding: {
      x: { field: 'px', type: 'quantitative', scale: null, axis: null },
      y: { field: 'py', type: 'quantitative', scale: null, axis: null },
      text: { field: 'label', type: 'nominal' },
    },
  };
}
