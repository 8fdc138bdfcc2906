import type { RunRecord } from '../../engine/runRecord.ts';
import type { TapeSymbol } from '../../market/tape.ts';
import type { FillCause } from '../facts/orders.ts';
import { fillsOf } from '../facts/orders.ts';
import { significant, utcTime } from '../numbers.ts';
import type { Mark, Series } from './feed.ts';
import { band, fed, line, moments, placedText, points, spans, text } from './layers.ts';
import { palette } from './palette.ts';
import type { Layer, Plot } from './plot.ts';
import { type AxisRule, axisFor } from './scales.ts';

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

/** The bars of the traded window. Prices at or below zero are left out: they have no place on a logarithmic axis. */
function barsOf({ candles, firstRow }: TapeSymbol, toMs: number) {
  const bars = { timeMs: [] as number[], low: [] as number[], high: [] as number[], close: [] as number[] };
  for (let row = firstRow; row < candles.length; row++) {
    const closeMs = candles.openTimeMs[row]! + candles.intervalMs;
    const low = candles.low[row]!;
    const high = candles.high[row]!;
    if (closeMs > toMs || !(low > 0) || !Number.isFinite(high)) continue;
    bars.timeMs.push(closeMs);
    bars.low.push(low);
    bars.high.push(high);
    bars.close.push(candles.close[row]!);
  }
  return bars;
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
  const bars = barsOf(tapeSymbol, run.toMs);
  if (bars.timeMs.length === 0) return null;
  const lowest = minOf(bars.low);
  const highest = maxOf(bars.high);
  const marks = fillMarks(run, symbol);
  const stops = stopLevels(run, symbol);
  const extra = [...stops, ...marks]
    .map(({ value }) => value)
    .filter((v) => v > lowest / 3 && v < highest * 3);
  const axisRule: AxisRule = {
    kind: 'log',
    label: 'price',
    tickCount: options.height > 120 ? 5 : 3,
    includes: [],
  };
  const close: Series = { timeMs: bars.timeMs, values: bars.close };
  const layers: Layer[] = [
    ...faultLayers(options.faults, options.namesFaults),
    fed({ kind: 'range', bars }, band([], palette.band)),
    fed({ kind: 'close', bars }, line([], { color: palette.ink, width: 1.2 })),
  ];
  if (stops.length > 0) {
    layers.push(
      fed({ kind: 'levels', stretches: stops }, line([], { color: palette.stop, width: 1.6, dash: [4, 2] })),
    );
  }
  for (const [name, look] of Object.entries(FILL_MARKS)) {
    const these = marks.filter(({ mark }) => mark === name);
    if (these.length > 0) layers.push(fed({ kind: 'marks', marks: these }, points([], look)));
  }
  if (!options.namesFaults) {
    layers.push(text(symbol, { x: 0, y: -7, align: 'left', color: palette.ink, isBold: true }));
  }
  layers.push(
    fed(
      { kind: 'end', ends: [{ series: close, name: null }], which: 0 },
      placedText({ align: 'left', color: palette.ink }),
    ),
  );
  return {
    id: `price-${run.instruments.findIndex((instrument) => instrument.symbol === symbol)}`,
    label: `Price of ${symbol} with fills, stops and faults`,
    description: `Logarithmic axis. From ${bars.close[0]!} to ${bars.close.at(-1)!}, lowest ${lowest}, highest ${highest}; ${marks.length} fills.`,
    fromMs: run.fromMs,
    toMs: run.toMs,
    height: options.height,
    axis: axisFor(axisRule, [lowest, highest, ...extra]),
    axisRule,
    hasTimeLabels: options.hasTimeLabels,
    layers,
    readings: [{ name: symbol, series: close, unit: 'price' }],
  };
}

function minOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
}

function maxOf(values: readonly number[]): number {
  return values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
}

/** A fault that holds for a while is a span, one that acts at once a line. Its id stands above its first firing. */
export function faultLayers(faults: readonly FaultSpan[], namesThem: boolean): Layer[] {
  if (faults.length === 0) return [];
  const stretches = faults.map(({ faultId, fromMs, toMs }) => ({
    fromMs,
    toMs,
    name: shortName(faultId, 8),
  }));
  const layers = [
    fed({ kind: 'lasting', stretches }, spans([], palette.fault)),
    fed({ kind: 'edges', stretches }, moments([], { color: palette.faultEdge, dash: [2, 2] })),
  ];
  if (namesThem)
    layers.push(fed({ kind: 'names', stretches }, placedText({ align: 'center', color: palette.ink })));
  return layers;
}

/** @example shortName('totalExposureCap', 8) // 'totalEx…' */
export function shortName(name: string, length: number): string {
  return name.length <= length ? name : `${name.slice(0, length - 1)}…`;
}

function markOf(cause: FillCause, side: 'buy' | 'sell'): FillMark {
  if (cause === 'stop') return 'stop';
  if (cause === 'emergency' || cause === 'localStop' || cause === 'panic') return 'emergency';
  if (cause === 'liquidation' || cause === 'autoDeleverage' || cause === 'settlement') return 'liquidation';
  return side;
}

/** Every fill of a symbol as a mark that says what it was. */
function fillMarks(run: RunRecord, symbol: string): (Mark & { readonly mark: FillMark })[] {
  const marks: (Mark & { mark: FillMark })[] = [];
  for (const { fill, cause } of fillsOf(run)) {
    if (fill.symbol !== symbol || !(fill.price > 0)) continue;
    const title = `${utcTime(fill.venueTimeMs)}: ${fill.side} ${significant(fill.qty, 6)} at ${significant(fill.price, 6)}, ${CAUSE_WORDS[cause]}`;
    marks.push({ timeMs: fill.venueTimeMs, value: fill.price, title, mark: markOf(cause, fill.side) });
  }
  return marks;
}

const CAUSE_WORDS: Readonly<Record<FillCause, string>> = {
  entry: 'an entry',
  exit: "the strategy's exit",
  stop: 'a stop',
  localStop: 'the local stop',
  emergency: 'an emergency close',
  timeStop: 'a time stop',
  takeProfit: 'a target',
  localTakeProfit: 'the local target',
  deRisk: 'a reduction',
  panic: 'a panic close',
  liquidation: 'a liquidation',
  autoDeleverage: 'an auto-deleveraging',
  settlement: 'a settlement',
  unknown: 'an order of unknown purpose',
};

/** Where the stops of a symbol stood: from when the venue had one to its end. */
function stopLevels(run: RunRecord, symbol: string): { fromMs: number; toMs: number; value: number }[] {
  const stops: { fromMs: number; toMs: number; value: number }[] = [];
  const byId = new Map<string, (typeof stops)[number]>();
  for (const entry of run.journal) {
    if (entry.kind !== 'truth') continue;
    const { event } = entry;
    if (
      event.kind === 'orderAccepted' &&
      event.order.symbol === symbol &&
      event.order.triggerPrice !== null &&
      !event.order.type.startsWith('takeProfit')
    ) {
      const { venueOrderId, triggerPrice } = event.order;
      const stop = { fromMs: event.atMs, toMs: run.toMs, value: triggerPrice };
      stops.push(stop);
      byId.set(venueOrderId, stop);
    } else if (event.kind === 'orderEnded' || event.kind === 'orderTriggered') {
      const stop = byId.get(event.order.venueOrderId);
      if (stop !== undefined) stop.toMs = Math.min(stop.toMs, event.atMs);
    }
  }
  return stops;
}
