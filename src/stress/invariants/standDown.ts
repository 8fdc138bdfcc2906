import { formatDuration, formatTime } from '../../core/time.ts';
import type { JournalEntry } from '../../engine/journal.ts';
import type { RunRecord } from '../../engine/runRecord.ts';
import { sideSign } from '../../market/order.ts';
import { defineInvariant, type Violation } from './invariant.ts';
import { truthOf } from './truthOf.ts';

type RequestEntry = Extract<JournalEntry, { kind: 'request' }>;

/** Liveness: after the operator's stop everything comes to rest. */
export const standDown = defineInvariant({
  name: 'standDown',
  summary:
    'After the operator stops the strategy nothing adds risk, and so many bars later there are no entries, no orphan stops, nothing unprotected, nothing unknown, and silence.',
  params: {
    withinBars: {
      kind: 'number',
      unit: 'bars',
      default: 12,
      min: 0,
      integer: true,
      doc: "From the operator's stop to the rest; from then to the end of the run there is silence.",
    },
    graceMs: {
      kind: 'duration',
      default: 60_000,
      min: 0,
      doc: 'What was sent this close to the end of the run may still be on its way.',
    },
  },
  vacuousReason:
    'no order was ever accepted, or the run ended before the bars after an operator stop were over',
  judge(run, params) {
    const { drainMs, toMs } = run;
    const restMs = drainMs === null ? toMs : drainMs + params.withinBars * run.intervalMs;
    if (restMs >= toMs) return { antecedentCount: 0, violations: [], excused: [] };
    return {
      antecedentCount: truthOf(run).filter(({ kind }) => kind === 'orderAccepted').length,
      violations: [
        ...entriesAfterStop(run),
        ...noise(run, restMs),
        ...liveOrders(run, params.graceMs),
        ...unprotected(run),
        ...unsettled(run, params.graceMs),
      ],
      excused: [],
    };
  },
});

function entriesAfterStop(run: RunRecord): Violation[] {
  const stopIndex = run.journal.findIndex(({ kind }) => kind === 'operatorStop');
  return placedIn(stopIndex < 0 ? [] : run.journal.slice(stopIndex))
    .filter(({ request }) => !request.order!.reduceOnly)
    .map(({ atMs, request }) => ({
      atMs,
      symbol: request.order!.symbol,
      message: `${request.key} was sent after the operator's stop: ${request.order!.side} ${request.order!.qty}.`,
    }));
}

/**
 * One stop a symbol and bar may go out: it trails the price of a position that stands protected. And one target, placed anew, local stop or target, emergency close,
 * time stop or order of the de-risk: the brakes outlive the strategy. Anything more is not silence.
 */
function noise(run: RunRecord, restMs: number): Violation[] {
  const allowed = new Set<string>();
  const loud: RequestEntry[] = [];
  for (const entry of placedIn(run.journal)) {
    const { order, key } = entry.request;
    if (entry.atMs < restMs) continue;
    const bar = Math.floor((entry.atMs - run.fromMs) / run.intervalMs);
    const isBrake =
      order!.type === 'stopMarket' ||
      /^(?:localStop|emergency|timeStop|takeProfit|localTakeProfit|panic|deRisk):/.test(key);
    const act = `${entry.sessionId}/${order!.symbol}/${order!.type}/${bar}`;
    if (order!.reduceOnly && isBrake && !allowed.has(act)) allowed.add(act);
    else loud.push(entry);
  }
  const last = loud.at(-1);
  if (last === undefined) return [];
  return [
    {
      atMs: last.atMs,
      symbol: last.request.order!.symbol,
      message: `There is no silence: ${loud.length} orders were sent after ${formatTime(restMs)}, the last of them ${last.request.key}.`,
    },
  ];
}

function liveOrders(run: RunRecord, graceMs: number): Violation[] {
  const violations: Violation[] = [];
  for (const order of run.final.liveOrders) {
    const { venueOrderId, symbol, side, qty } = order;
    const found = { atMs: run.toMs, symbol };
    if (!order.reduceOnly) {
      violations.push({ ...found, message: `The entry ${venueOrderId} (${side} ${qty}) is still live.` });
    } else if (
      positionOf(run, symbol) * sideSign(side) >= 0 &&
      lastFillMs(run, symbol) <= run.toMs - graceMs
    ) {
      const message = `The order ${venueOrderId} (${side} ${qty} at ${order.triggerPrice ?? order.limitPrice}) is live and has no position to reduce.`;
      violations.push({ ...found, message });
    }
  }
  return violations;
}

function unprotected(run: RunRecord): Violation[] {
  const violations: Violation[] = [];
  for (const { symbol, positionQty } of run.final.positions) {
    const { lot } = run.instruments.find((instrument) => instrument.symbol === symbol)!;
    let coveredQty = 0;
    for (const order of run.final.liveOrders) {
      const isStop = order.symbol === symbol && order.type === 'stopMarket' && order.reduceOnly;
      if (isStop && sideSign(order.side) * positionQty < 0) coveredQty += order.qty - order.filledQty;
    }
    if (coveredQty >= Math.abs(positionQty) - lot / 2) continue;
    const message = `The position of ${positionQty} is neither closed nor protected: live stops cover ${coveredQty}.`;
    violations.push({ atMs: run.toMs, symbol, message });
  }
  return violations;
}

function unsettled(run: RunRecord, graceMs: number): Violation[] {
  return run.final.unsettledOrders.flatMap(({ key, phase }) => {
    const lastMs = lastRequestMs(run, key);
    if (lastMs > run.toMs - graceMs) return [];
    const message = `What became of ${key} is not known (${phase}), ${formatDuration(run.toMs - lastMs)} after it was last asked about.`;
    return [{ atMs: run.toMs, symbol: key.split(':')[1] ?? null, message }];
  });
}

/** The orders that were sent, in order. */
function placedIn(journal: readonly JournalEntry[]): RequestEntry[] {
  return journal.filter(
    (entry) => entry.kind === 'request' && entry.request.order !== null,
  ) as RequestEntry[];
}

function positionOf(run: RunRecord, symbol: string): number {
  return run.final.positions.find((position) => position.symbol === symbol)?.positionQty ?? 0;
}

function lastFillMs(run: RunRecord, symbol: string): number {
  return (
    truthOf(run).findLast((event) => event.kind === 'fill' && event.fill.symbol === symbol)?.atMs ??
    run.fromMs
  );
}

/** When an order was last sent, looked up or cancelled. */
function lastRequestMs(run: RunRecord, key: string): number {
  const last = run.journal.findLast(
    (entry) =>
      entry.kind === 'request' && (entry.request.key === key || entry.request.key.endsWith(`:${key}`)),
  );
  return last?.atMs ?? run.fromMs;
}
