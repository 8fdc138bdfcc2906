import type { RunRecord } from '../../engine/runRecord.ts';
import type { TapeSymbol } from '../../market/tape.ts';
import type { FillCause } from '../facts/orders.ts';
import { fillsOf } from '../facts/orders.ts';
import { significant } from '../numbers.ts';
import { band, line, moments, type Point, points, spans, text } from './layers.ts';
import { palette } from './palette.ts';
import { BUCKETS, type Layer, PLOT, type Plot } from './plot.ts';
import { logAxis, pixelOf, type ValueAxis } from './scales.ts';

/** What a fill's mark looks like: shape and colour say the same. */
export const FILL_MARKS = {
  buy: { shape: 'triangle-up', color: palette.buy, size: 90, title: 'buy' },
  sell: { shape: 'triangle-down', color: palette.sell, size: 90, title: 'sell' },
  stop: { shape: 'square', color: palette.stop, size: 70, title: 'stop' },
  emergency: { shape: 'diamond', color: palette.emergency, size: 120, title: 'emergency or local stop' },
  liquidation: { shape: 'cross', color: palette.liquidation, size: 110, title: 'liquidation or settlement' },
} as const;

type FillMark = keyof typeof FILL_MARKS;

/** A fault as the timeline shows it. */
export interface FaultSpan {
  readonly faultId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly symbol: string | null;
}

interface PriceHistory {
  readonly rows: readonly {
    readonly t: number;
    readonly low: number;
    readonly high: number;
    readonly close: number;
  }[];
  readonly min: number;
  readonly max: number;
}

/** The bars of the traded window as at most one row for two pixels: lowest low, highest high and last close of each. Prices at or below zero are left out. */
function priceHistory({ candles, firstRow }: TapeSymbol, fromMs: number, toMs: number): PriceHistory {
  const bucketMs = (toMs - fromMs) / BUCKETS;
  const rows: { t: number; low: number; high: number; close: number }[] = [];
  let bucket = -1;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let row = firstRow; row < candles.length; row++) {
    const closeMs = candles.openTimeMs[row]! + candles.intervalMs;
    const low = candles.low[row]!;
    const high = candles.high[row]!;
    const close = candles.close[row]!;
    if (closeMs > toMs || !(low > 0) || !Number.isFinite(high)) continue;
    min = Math.min(min, low);
    max = Math.max(max, high);
    const place = Math.floor((closeMs - fromMs) / bucketMs);
    const last = rows.at(-1);
    if (place === bucket && last !== undefined && bucketMs > candles.intervalMs) {
      last.low = Math.min(last.low, low);
      last.high = Math.max(last.high, high);
      last.close = close;
      last.t = closeMs;
    } else rows.push({ t: closeMs, low, high, close });
    bucket = place;
  }
  return { rows, min, max };
}

export interface PricePlotOptions {
  readonly height: number;
  readonly hasTimeLabels: boolean;
  readonly faults: readonly FaultSpan[];
  readonly namesFaults: boolean;
}

/** Price of a symbol on a logarithmic axis with its fills, its stops and the faults. Null when it has no bar in the window. */
export function pricePlot(run: RunRecord, tapeSymbol: TapeSymbol, options: PricePlotOptions): Plot | null {
  const { symbol } = tapeSymbol.instrument;
  const history = priceHistory(tapeSymbol, run.fromMs, run.toMs);
  if (history.rows.length === 0) return null;
  const marks = fillMarks(run, symbol);
  const stops = stopLevels(run, symbol);
  const inRange = (value: number): boolean => value > history.min / 3 && value < history.max * 3;
  const extra = [...stops.flatMap(({ v }) => (v === null ? [] : [v])), ...marks.map(({ v }) => v)].filter(
    inRange,
  );
  const axis = logAxis([history.min, history.max, ...extra], options.height > 120 ? 5 : 3);
  const layers: Layer[] = [
    ...faultLayers(run, options.faults, options.namesFaults),
    band(
      history.rows.map(({ t, low, high }) => ({ t, v: low, v2: high })),
      palette.band,
    ),
    line(
      history.rows.map(({ t, close }) => ({ t, v: close })),
      { color: palette.ink, width: 1.2 },
    ),
  ];
  if (stops.length > 0) layers.push(line(stops, { color: palette.stop, width: 1.6, dash: [4, 2] }));
  for (const [name, look] of Object.entries(FILL_MARKS)) {
    const values = marks.filter(({ mark }) => mark === name).map(({ t, v }) => ({ t, v }));
    if (values.length > 0) layers.push(points(values, look));
  }
  if (!options.namesFaults) {
    layers.push(text(symbol, { x: 0, y: -7, align: 'left', color: palette.ink, isBold: true }));
  }
  layers.push(...lastPrice(history, axis, options.height));
  const last = history.rows.at(-1)!;
  return {
    id: `price-${run.instruments.findIndex((instrument) => instrument.symbol === symbol)}`,
    label: `Price of ${symbol} with fills, stops and faults`,
    description: `Logarithmic axis. From ${history.rows[0]!.close} to ${last.close}, lowest ${history.min}, highest ${history.max}; ${marks.length} marks for fills.`,
    fromMs: run.fromMs,
    toMs: run.toMs,
    height: options.height,
    axis,
    hasTimeLabels: options.hasTimeLabels,
    layers,
  };
}

/** A fault that holds for a while is a span, one that acts at once a line. Its id stands above its first firing. */
export function faultLayers(run: RunRecord, faults: readonly FaultSpan[], namesThem: boolean): Layer[] {
  const pixelMs = (run.toMs - run.fromMs) / PLOT.width;
  const layers: Layer[] = [];
  const lasting = faults.filter(({ fromMs, toMs }) => toMs - fromMs >= 2 * pixelMs);
  const instant = distinctPixels(
    faults.filter((fault) => !lasting.includes(fault)).map(({ fromMs }) => fromMs),
    pixelMs,
  );
  if (lasting.length > 0)
    layers.push(
      spans(
        lasting.map(({ fromMs, toMs }) => ({ t: fromMs, t2: toMs })),
        palette.fault,
      ),
    );
  const edges = [
    ...instant,
    ...distinctPixels(
      lasting.map(({ fromMs }) => fromMs),
      pixelMs,
    ),
  ];
  if (edges.length > 0) layers.push(moments(edges, { color: palette.faultEdge, dash: [2, 2] }));
  if (!namesThem) return layers;
  // Faults that first fire side by side share a label.
  const labels: { x: number; text: string }[] = [];
  const named = new Set<string>();
  for (const { faultId, fromMs } of faults.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (named.has(faultId)) continue;
    named.add(faultId);
    const x = (fromMs - run.fromMs) / pixelMs;
    const last = labels.at(-1);
    if (last !== undefined && x - last.x < 30) last.text += `, ${shortName(faultId, 8)}`;
    else labels.push({ x, text: shortName(faultId, 8) });
  }
  for (const label of labels) {
    layers.push(text(label.text, { x: label.x, y: -6, align: 'center', color: palette.ink }));
  }
  return layers;
}

/** The moments that fall on pixels of their own. */
export function distinctPixels(timesMs: readonly number[], pixelMs: number): number[] {
  const seen = new Set<number>();
  return timesMs.filter((timeMs) => {
    const pixel = Math.round(timeMs / pixelMs);
    if (seen.has(pixel)) return false;
    seen.add(pixel);
    return true;
  });
}

/** @example shortName('totalExposureCap', 8) // 'totalEx…' */
export function shortName(name: string, length: number): string {
  return name.length <= length ? name : `${name.slice(0, length - 1)}…`;
}

function lastPrice(history: PriceHistory, axis: ValueAxis, height: number): Layer[] {
  const { close } = history.rows.at(-1)!;
  const y = Math.min(height - 6, Math.max(6, pixelOf(axis, close, height)));
  return [
    text(significant(close, close < 1 ? 3 : 5), { x: PLOT.width + 6, y, align: 'left', color: palette.ink }),
  ];
}

function markOf(cause: FillCause, side: 'buy' | 'sell'): FillMark {
  if (cause === 'stop') return 'stop';
  if (cause === 'emergency' || cause === 'localStop') return 'emergency';
  if (cause === 'liquidation' || cause === 'settlement') return 'liquidation';
  return side;
}

/** One mark for fills of one kind that fall on the same few pixels: the first of them. */
function fillMarks(run: RunRecord, symbol: string): { t: number; v: number; mark: FillMark }[] {
  const bucketMs = ((run.toMs - run.fromMs) / PLOT.width) * 3;
  const seen = new Set<string>();
  const marks: { t: number; v: number; mark: FillMark }[] = [];
  for (const { fill, cause } of fillsOf(run)) {
    if (fill.symbol !== symbol || !(fill.price > 0)) continue;
    const mark = markOf(cause, fill.side);
    const place = `${mark}/${Math.floor(fill.venueTimeMs / bucketMs)}`;
    if (seen.has(place)) continue;
    seen.add(place);
    marks.push({ t: fill.venueTimeMs, v: fill.price, mark });
  }
  return marks;
}

/** Where the stops stood, as one line with breaks where none did: from when the venue had a stop to its end, or to the next stop. */
function stopLevels(run: RunRecord, symbol: string): Point[] {
  const stops: { venueOrderId: string; fromMs: number; toMs: number; price: number }[] = [];
  const byId = new Map<string, (typeof stops)[number]>();
  for (const entry of run.journal) {
    if (entry.kind !== 'truth') continue;
    const { event } = entry;
    if (
      event.kind === 'orderAccepted' &&
      event.order.symbol === symbol &&
      event.order.triggerPrice !== null
    ) {
      const { venueOrderId, triggerPrice } = event.order;
      const stop = { venueOrderId, fromMs: event.atMs, toMs: run.toMs, price: triggerPrice };
      stops.push(stop);
      byId.set(venueOrderId, stop);
    } else if (event.kind === 'orderEnded' || event.kind === 'orderTriggered') {
      const stop = byId.get(event.order.venueOrderId);
      if (stop !== undefined) stop.toMs = Math.min(stop.toMs, event.atMs);
    }
  }
  const pixelMs = (run.toMs - run.fromMs) / PLOT.width;
  const levels: Point[] = [];
  for (const [index, { fromMs, toMs, price }] of stops.entries()) {
    const next = stops[index + 1]?.fromMs ?? Number.POSITIVE_INFINITY;
    // A stop that stood for a blink is still drawn. Where no stop stood, an empty point breaks the line.
    const untilMs = Math.min(next, Math.max(toMs, fromMs + 3 * pixelMs));
    levels.push({ t: fromMs, v: price }, { t: untilMs, v: price });
    if (untilMs < next - pixelMs) levels.push({ t: untilMs + pixelMs / 2, v: null });
  }
  return levels;
}
