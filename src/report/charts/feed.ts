/**
 * Data of a chart for any stretch of time: what it is drawn from when the report is made, and again in the browser when a reader zooms.
 * Pure functions of numbers, so that both draw the same.
 */
import { significant } from '../numbers.ts';
import { rowsToDraw } from './downsample.ts';
import { pixelOf, type ValueAxis } from './scales.ts';

/** A column over time; NaN breaks a line. */
export interface Series {
  readonly timeMs: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

/** Bars by their close time. */
export interface Bars {
  readonly timeMs: ArrayLike<number>;
  readonly low: ArrayLike<number>;
  readonly high: ArrayLike<number>;
  readonly close: ArrayLike<number>;
}

/** A stretch of time with a name or a level; a moment where both ends are one. */
export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
  readonly name?: string;
  readonly value?: number;
}

/** A mark at a time, with what it says of itself. */
export interface Mark {
  readonly timeMs: number;
  readonly value: number;
  readonly title: string;
}

/** An end of a line, to be named. */
export interface LineEnd {
  readonly series: Series;
  /** Null: its last value is its name. */
  readonly name: string | null;
}

/** What a layer's rows are made of, and how. `stretches`: as they are; `lasting` and `edges`: a fault's two looks. */
export type Feed =
  | { readonly kind: 'line'; readonly series: Series }
  | { readonly kind: 'fill'; readonly series: Series; readonly base: number }
  | { readonly kind: 'range' | 'close'; readonly bars: Bars }
  | { readonly kind: 'marks'; readonly marks: readonly Mark[] }
  | { readonly kind: 'moments'; readonly timesMs: readonly number[]; readonly apartPx: number }
  | { readonly kind: 'stretches'; readonly stretches: readonly Stretch[]; readonly leastPx: number }
  | { readonly kind: 'lasting' | 'edges' | 'names'; readonly stretches: readonly Stretch[] }
  | { readonly kind: 'levels'; readonly stretches: readonly Stretch[] }
  /** A text beside a level, inside the left edge. */
  | { readonly kind: 'label'; readonly value: number; readonly label: string }
  | { readonly kind: 'end'; readonly ends: readonly LineEnd[]; readonly which: number };

/** The stretch of time that is looked at, and the frame that it is drawn in. */
export interface Frame {
  readonly fromMs: number;
  readonly toMs: number;
  readonly width: number;
  readonly height: number;
  /** Null for lanes, and where it is not known yet: labels at the ends of lines need it. */
  readonly axis: ValueAxis | null;
}

/** A row of a chart's data: `t`, `t2` times, `v`, `v2` values, `px`, `py` pixels of the plot. */
export interface FeedRow {
  readonly t?: number;
  readonly t2?: number;
  readonly v?: number | null;
  readonly v2?: number;
  readonly px?: number;
  readonly py?: number;
  readonly label?: string;
}

/**
 * The rows of a feed for a frame: only what can be seen, lines with one point more on either side, never more than the pixels can tell
 * apart, and with every extreme.
 */
export function rowsOf(feed: Feed, frame: Frame): FeedRow[] {
  const { fromMs, toMs, width } = frame;
  const pixelMs = (toMs - fromMs) / width;
  switch (feed.kind) {
    case 'line':
      return seriesRows(feed.series, frame);
    case 'fill':
      return seriesRows(feed.series, frame).map(({ t, v }) => ({
        t: t!,
        v: v ?? feed.base,
        v2: feed.base,
      }));
    case 'range':
      return barRows(feed.bars, frame).map(({ t, low, high }) => ({ t, v: low, v2: high }));
    case 'close':
      return barRows(feed.bars, frame).map(({ t, close }) => ({ t, v: close }));
    case 'marks':
      return distinct(
        feed.marks.filter(({ timeMs }) => timeMs >= fromMs && timeMs <= toMs),
        ({ timeMs }) => timeMs,
        3 * pixelMs,
      ).map(({ timeMs, value, title }) => ({ t: timeMs, v: value, label: title }));
    case 'moments':
      return distinct(
        feed.timesMs.filter((t) => t >= fromMs && t <= toMs),
        (t) => t,
        feed.apartPx * pixelMs,
      ).map((t) => ({ t }));
    case 'stretches':
      return merged(seen(feed.stretches, frame), feed.leastPx * pixelMs);
    case 'lasting':
      return seen(feed.stretches, frame)
        .filter((stretch) => stretch.toMs - stretch.fromMs >= 2 * pixelMs)
        .map((stretch) => ({ t: stretch.fromMs, t2: stretch.toMs }));
    case 'edges':
      return distinct(
        feed.stretches.filter((stretch) => stretch.fromMs >= fromMs && stretch.fromMs <= toMs),
        (stretch) => stretch.fromMs,
        pixelMs,
      ).map((stretch) => ({ t: stretch.fromMs }));
    case 'names':
      return nameRows(seen(feed.stretches, frame), frame);
    case 'levels':
      return levelRows(feed.stretches, frame);
    case 'label':
      if (frame.axis === null) return [];
      return [{ px: 8, py: pixelOf(frame.axis, feed.value, frame.height) + 9, label: feed.label }];
    case 'end': {
      const end = placedEnds(feed.ends, frame).find(({ which }) => which === feed.which);
      return end === undefined ? [] : [{ px: width + 6, py: end.py, label: end.label }];
    }
  }
}

function seen(stretches: readonly Stretch[], { fromMs, toMs }: Frame): readonly Stretch[] {
  return stretches.filter((stretch) => stretch.toMs >= fromMs && stretch.fromMs <= toMs);
}

/** First and last row to draw of a column in order: those inside, and one more on either side. */
function rowSpan(timeMs: ArrayLike<number>, { fromMs, toMs }: Frame): [number, number] {
  const first = Math.max(0, firstRowAt(timeMs, fromMs) - 1);
  const last = Math.min(timeMs.length - 1, firstRowAt(timeMs, toMs) + 1);
  return [first, last];
}

/** The first row at or after a time. */
function firstRowAt(timeMs: ArrayLike<number>, atMs: number): number {
  let low = 0;
  let high = timeMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (timeMs[middle]! < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The value that holds at a time: that of the last row at or before it; null before the first, and where there is none.
 *
 * @example valueAt({ timeMs: [10, 20], values: [1, 2] }, 15) // 1
 */
export function valueAt({ timeMs, values }: Series, atMs: number): number | null {
  const value = values[firstRowAt(timeMs, atMs + 1) - 1];
  return value === undefined || !Number.isFinite(value) ? null : value;
}

function seriesRows({ timeMs, values }: Series, frame: Frame): { t: number; v: number | null }[] {
  const [first, last] = rowSpan(timeMs, frame);
  const times = Array.prototype.slice.call(timeMs, first, last + 1) as number[];
  const part = Array.prototype.slice.call(values, first, last + 1) as number[];
  return rowsToDraw(times, part, frame.width / 2).map((row) => {
    const value = part[row]!;
    return { t: times[row]!, v: Number.isFinite(value) ? Number(value.toPrecision(7)) : null };
  });
}

/** Bars as at most one row for two pixels: lowest low, highest high and last close of each. */
function barRows(
  { timeMs, low, high, close }: Bars,
  frame: Frame,
): { t: number; low: number; high: number; close: number }[] {
  const bucketMs = (2 * (frame.toMs - frame.fromMs)) / frame.width;
  const rows: { t: number; low: number; high: number; close: number }[] = [];
  let bucket = Number.NaN;
  const [first, lastRow] = rowSpan(timeMs, frame);
  for (let row = first; row <= lastRow; row++) {
    const t = timeMs[row]!;
    const place = Math.floor((t - frame.fromMs) / bucketMs);
    const last = rows.at(-1);
    if (place === bucket && last !== undefined) {
      last.low = Math.min(last.low, low[row]!);
      last.high = Math.max(last.high, high[row]!);
      last.close = close[row]!;
      last.t = t;
    } else rows.push({ t, low: low[row]!, high: high[row]!, close: close[row]! });
    bucket = place;
  }
  return rows;
}

/** Stretches of one lane that touch or overlap are one; each is as wide as can be seen. */
function merged(stretches: readonly Stretch[], leastMs: number): { t: number; t2: number }[] {
  const out: { t: number; t2: number }[] = [];
  for (const { fromMs, toMs } of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const untilMs = Math.max(toMs, fromMs + leastMs);
    const last = out.at(-1);
    if (last !== undefined && fromMs <= last.t2) last.t2 = Math.max(last.t2, untilMs);
    else out.push({ t: fromMs, t2: untilMs });
  }
  return out;
}

/** One line with breaks where no stop stood; one that stood for a blink is still drawn. */
function levelRows(stretches: readonly Stretch[], frame: Frame): { t: number; v: number | null }[] {
  const pixelMs = (frame.toMs - frame.fromMs) / frame.width;
  const rows: { t: number; v: number | null }[] = [];
  for (const [index, { fromMs, toMs, value }] of stretches.entries()) {
    const next = stretches[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    const untilMs = Math.min(next, Math.max(toMs, fromMs + 3 * pixelMs));
    if (untilMs < frame.fromMs || fromMs > frame.toMs) continue;
    rows.push({ t: fromMs, v: value! }, { t: untilMs, v: value! });
    if (untilMs < next - pixelMs) rows.push({ t: untilMs + pixelMs / 2, v: null });
  }
  return rows;
}

/** Each name once, above where it first begins; names that would stand on one another share a label. */
function nameRows(stretches: readonly Stretch[], { fromMs, toMs, width }: Frame): FeedRow[] {
  const labels: { px: number; py: number; label: string }[] = [];
  const named = new Set<string>();
  for (const stretch of stretches.toSorted((a, b) => a.fromMs - b.fromMs)) {
    const name = stretch.name ?? '';
    if (named.has(name)) continue;
    named.add(name);
    const px = Math.max(0, ((stretch.fromMs - fromMs) / (toMs - fromMs)) * width);
    const last = labels.at(-1);
    if (last !== undefined && px - last.px < 30) last.label += `, ${name}`;
    else labels.push({ px, py: -6, label: name });
  }
  return labels;
}

/** Names at the ends of lines, moved apart where they would cover each other. */
function placedEnds(ends: readonly LineEnd[], frame: Frame): { which: number; py: number; label: string }[] {
  const { axis, height } = frame;
  if (axis === null) return [];
  const placed = ends
    .flatMap(({ series, name }, which) => {
      const value = lastNumber(series, frame);
      if (value === null) return [];
      const label = name ?? significant(value, value < 1 ? 3 : 5);
      const py = Math.min(height - 6, Math.max(6, pixelOf(axis, value, height)));
      return [{ which, py, label }];
    })
    .sort((a, b) => a.py - b.py);
  const [upper, lower] = placed;
  if (upper !== undefined && lower !== undefined && lower.py - upper.py < 14) {
    const middle = Math.min(height - 9, Math.max(9, (upper.py + lower.py) / 2));
    upper.py = middle - 7;
    lower.py = middle + 7;
  }
  return placed;
}

/** The last value inside the frame, or the one that was carried into it. */
function lastNumber({ timeMs, values }: Series, { toMs }: Frame): number | null {
  for (let row = firstRowAt(timeMs, toMs + 1) - 1; row >= 0; row--) {
    if (Number.isFinite(values[row]!)) return values[row]!;
  }
  return null;
}

/** The items that fall on places of their own. */
function distinct<Item>(
  items: readonly Item[],
  timeOf: (item: Item) => number,
  apartMs: number,
): readonly Item[] {
  const taken = new Set<number>();
  return items.filter((item) => {
    const place = Math.floor(timeOf(item) / apartMs);
    if (taken.has(place)) return false;
    taken.add(place);
    return true;
  });
}

/**
 * The values that an axis must hold: everything drawn as a line or a bar, and of marks and stop levels those that are not so far away that
 * they would flatten the rest.
 */
export function seenValues(
  parts: readonly { readonly feed: Feed; readonly rows: readonly FeedRow[] }[],
): number[] {
  const drawn: number[] = [];
  const beside: number[] = [];
  for (const { feed, rows } of parts) {
    const isBeside = feed.kind === 'marks' || feed.kind === 'levels';
    for (const { v, v2 } of rows) {
      if (typeof v === 'number') (isBeside ? beside : drawn).push(v);
      if (feed.kind === 'range' && typeof v2 === 'number') drawn.push(v2);
    }
  }
  const low = drawn.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = drawn.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return [...drawn, ...beside.filter((value) => value > low / 3 && value < high * 3)];
}
