/**
 * What the charts are drawn from, packed into the page and unpacked there: one JSON text in which columns that several charts share stand
 * once. Long columns are thinned so that no extreme is lost.
 */
import { rowsToDraw } from './downsample.ts';
import type { Bars, Feed, Mark, Series, Stretch } from './feed.ts';
import type { Reading } from './plot.ts';
import type { AxisRule, ValueAxis } from './scales.ts';
import type { VegaSpec } from './vegaSpec.ts';

/** Numbers that all columns together may hold; about seven bytes each. */
const NUMBER_LIMIT = 22_000;
/** Marks and stretches of one feed; beyond, the tables and the files of the run have them. */
export const ITEM_LIMIT = 2_000;

/** A chart that can be drawn again. */
export interface LiveChart {
  readonly id: string;
  readonly label: string;
  readonly height: number;
  readonly axis: ValueAxis | null;
  readonly axisRule: AxisRule | null;
  readonly spec: VegaSpec;
  /** By the name of the data that they fill. */
  readonly feeds: readonly { readonly name: string; readonly feed: Feed }[];
  readonly readings: readonly Reading[];
}

type Packed = unknown;

/** Whether the packed charts have fewer marks or stretches than the drawn ones. */
export function isCut(charts: readonly LiveChart[]): boolean {
  return charts.some(({ feeds }) => feeds.some(({ feed }) => itemCount(feed) > ITEM_LIMIT));
}

function itemCount(feed: Feed): number {
  if ('marks' in feed) return feed.marks.length;
  if ('timesMs' in feed) return feed.timesMs.length;
  return 'stretches' in feed ? feed.stretches.length : 0;
}

/** Packs charts. Times become offsets from `originMs`, columns numbers of six digits. */
export function pack(charts: readonly LiveChart[], originMs: number): object {
  const pool: Packed[] = [];
  const known = new Map<unknown, number>();
  const once = (key: unknown, make: () => Packed): number => {
    const place = known.get(key);
    if (place !== undefined) return place;
    const packed = make();
    pool.push(packed);
    known.set(key, pool.length - 1);
    return pool.length - 1;
  };
  const limit = rowLimit(charts);
  const times = (timesMs: ArrayLike<number>): number => once(timesMs, () => packTimes(timesMs, originMs));
  const series = (column: Series): number =>
    once(column, () => {
      const { timeMs, values } = thinned(column, limit);
      return [times(timeMs), Array.from(values, short)];
    });
  const bars = (column: Bars): number =>
    once(column, () => {
      const { timeMs, low, high, close } = thinnedBars(column, limit);
      return [times(timeMs), ...[low, high, close].map((part) => Array.from(part, short))];
    });
  const stretches = (list: readonly Stretch[]): number =>
    once(list, () =>
      list
        .slice(0, ITEM_LIMIT)
        .map(({ fromMs, toMs, name, value }) => [
          fromMs - originMs,
          toMs - fromMs,
          ...(name === undefined && value === undefined ? [] : [name ?? 0]),
          ...(value === undefined ? [] : [value]),
        ]),
    );
  const feed = (source: Feed): Packed => {
    switch (source.kind) {
      case 'line':
        return { ...source, series: series(source.series) };
      case 'fill':
        return { ...source, series: series(source.series) };
      case 'range':
      case 'close':
        return { ...source, bars: bars(source.bars) };
      case 'marks':
        return {
          ...source,
          marks: source.marks
            .slice(0, ITEM_LIMIT)
            .map(({ timeMs, value, title }) => [timeMs - originMs, value, title]),
        };
      case 'moments':
        return { ...source, timesMs: source.timesMs.slice(0, ITEM_LIMIT).map((t) => t - originMs) };
      case 'stretches':
      case 'lasting':
      case 'edges':
      case 'names':
      case 'levels':
        return { ...source, stretches: stretches(source.stretches) };
      case 'end':
        return { ...source, ends: source.ends.map((end) => ({ ...end, series: series(end.series) })) };
      case 'label':
        return source;
    }
  };
  const reading = (source: Reading): Packed =>
    'series' in source
      ? { ...source, series: series(source.series) }
      : { ...source, stretches: stretches(source.stretches) };
  const [first] = charts;
  const packed = charts.map(({ spec: { config: _config, ...spec }, ...chart }) => ({
    ...chart,
    spec,
    feeds: chart.feeds.map(({ name, feed: source }) => ({ name, feed: feed(source) })),
    readings: chart.readings.map(reading),
  }));
  return { originMs, config: first?.spec.config ?? {}, pool, charts: packed };
}

/** Charts as they were packed, with the limits above. */
export function unpack(packed: unknown): LiveChart[] {
  const { originMs, config, pool, charts } = packed as {
    originMs: number;
    config: unknown;
    pool: readonly unknown[];
    charts: readonly (LiveChart & { readonly feeds: readonly { name: string; feed: Feed }[] })[];
  };
  const made = new Map<string, unknown>();
  const at = <Value>(place: unknown, kind: string, make: (raw: never) => Value): Value => {
    const key = `${kind}${place}`;
    if (!made.has(key)) made.set(key, make(pool[place as number] as never));
    return made.get(key) as Value;
  };
  const times = (place: number): number[] => at(place, 't', (raw: PackedTimes) => unpackTimes(raw, originMs));
  const numbers = (column: (number | null)[]): number[] => column.map((value) => value ?? Number.NaN);
  const series = (place: unknown): Series =>
    at(place, 's', ([t, values]: [number, (number | null)[]]) => ({
      timeMs: times(t),
      values: numbers(values),
    }));
  const bars = (place: unknown): Bars =>
    at(place, 'b', ([t, low, high, close]: [number, ...(number | null)[][]]) => ({
      timeMs: times(t),
      low: numbers(low!),
      high: numbers(high!),
      close: numbers(close!),
    }));
  const stretches = (place: unknown): Stretch[] =>
    at(place, 'l', (raw: [number, number, (string | 0)?, number?][]) =>
      raw.map(([from, length, name, value]) => ({
        fromMs: originMs + from,
        toMs: originMs + from + length,
        ...(name ? { name } : {}),
        ...(value === undefined ? {} : { value }),
      })),
    );
  const feed = (source: Feed): Feed => {
    switch (source.kind) {
      case 'line':
      case 'fill':
        return { ...source, series: series(source.series) };
      case 'range':
      case 'close':
        return { ...source, bars: bars(source.bars) };
      case 'marks': {
        const raw = source.marks as unknown as [number, number, string][];
        const marks: Mark[] = raw.map(([t, value, title]) => ({ timeMs: originMs + t, value, title }));
        return { ...source, marks };
      }
      case 'moments':
        return { ...source, timesMs: source.timesMs.map((t) => originMs + t) };
      case 'stretches':
      case 'lasting':
      case 'edges':
      case 'names':
      case 'levels':
        return { ...source, stretches: stretches(source.stretches) };
      case 'end':
        return { ...source, ends: source.ends.map((end) => ({ ...end, series: series(end.series) })) };
      case 'label':
        return source;
    }
  };
  const reading = (source: Reading): Reading =>
    'series' in source
      ? { ...source, series: series(source.series) }
      : { ...source, stretches: stretches(source.stretches) };
  return charts.map((chart) => ({
    ...chart,
    spec: { ...chart.spec, config },
    feeds: chart.feeds.map(({ name, feed: source }) => ({ name, feed: feed(source) })),
    readings: chart.readings.map(reading),
  }));
}

/** An even grid as three numbers, else whole multiples of a unit, each less the one before. */
type PackedTimes = readonly [from: number, step: number, count: number] | { u: number; d: number[] };

function packTimes(timesMs: ArrayLike<number>, originMs: number): PackedTimes {
  const count = timesMs.length;
  const from = (timesMs[0] ?? originMs) - originMs;
  const step = count > 1 ? timesMs[1]! - timesMs[0]! : 0;
  let isEven = true;
  let unit = 0;
  for (let row = 0; row < count; row++) {
    const offset = timesMs[row]! - originMs;
    if (offset !== from + row * step) isEven = false;
    unit = greatestDivisor(unit, Math.abs(offset));
  }
  if (isEven) return [from, step, count];
  const u = Math.max(1, unit);
  let before = 0;
  const d = Array.from(timesMs, (timeMs) => {
    const place = (timeMs - originMs) / u;
    const delta = place - before;
    before = place;
    return delta;
  });
  return { u, d };
}

function unpackTimes(packed: PackedTimes, originMs: number): number[] {
  if ('u' in packed) {
    let place = 0;
    return packed.d.map((delta) => originMs + (place += delta) * packed.u);
  }
  const [from, step, count] = packed;
  return Array.from({ length: count }, (_, row) => originMs + from + row * step);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

function short(value: number): number | null {
  return Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
}

/** Rows that each column may keep so that all together stay within the limit. */
function rowLimit(charts: readonly LiveChart[]): number {
  const columns = new Set<Series | Bars>();
  for (const { feeds, readings } of charts) {
    for (const { feed } of feeds) {
      if ('series' in feed) columns.add(feed.series);
      else if ('bars' in feed) columns.add(feed.bars);
      else if (feed.kind === 'end') for (const { series } of feed.ends) columns.add(series);
    }
    for (const source of readings) if ('series' in source) columns.add(source.series);
  }
  const width = [...columns].reduce((sum, column) => sum + ('close' in column ? 3 : 1), 0);
  return Math.max(800, Math.floor(NUMBER_LIMIT / Math.max(1, width)));
}

function thinned(column: Series, limit: number): Series {
  if (column.timeMs.length <= limit) return column;
  const rows = rowsToDraw(column.timeMs, column.values, Math.floor(limit / 4));
  return { timeMs: rows.map((row) => column.timeMs[row]!), values: rows.map((row) => column.values[row]!) };
}

function thinnedBars(column: Bars, limit: number): Bars {
  const count = column.timeMs.length;
  if (count <= limit) return column;
  const each = Math.ceil(count / limit);
  const thin = { timeMs: [] as number[], low: [] as number[], high: [] as number[], close: [] as number[] };
  for (let start = 0; start < count; start += each) {
    const end = Math.min(count, start + each);
    let low = Number.POSITIVE_INFINITY;
    let high = Number.NEGATIVE_INFINITY;
    for (let row = start; row < end; row++) {
      low = Math.min(low, column.low[row]!);
      high = Math.max(high, column.high[row]!);
    }
    thin.timeMs.push(column.timeMs[end - 1]!);
    thin.low.push(low);
    thin.high.push(high);
    thin.close.push(column.close[end - 1]!);
  }
  return thin;
}
