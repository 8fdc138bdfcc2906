import type { ParamsOf } from '../../core/params.ts';
import { DAY_MS } from '../../core/time.ts';
import { payoff } from '../../metrics/payoff.ts';
import { winRate } from '../../metrics/winRate.ts';
import { halfKellyFraction } from './kellyFraction.ts';
import { capRatioParam, NO_STOP, qtyAtRisk } from './lossAtStop.ts';
import { defineSizer } from './sizer.ts';

interface ClosedTrade {
  readonly atMs: number;
  /** After fees / what was paid to enter: the same edge in a large trade and a small one. */
  readonly returnRatio: number;
}

export interface TradeRecord {
  /** From here the periods between two calculations are counted: the first event of the session. */
  readonly anchorMs: number | null;
  /** Oldest first: those of the last calculation, and those since. */
  readonly trades: readonly ClosedTrade[];
}

const specs = {
  capRiskRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0.02,
    above: 0,
    max: 1,
    doc: 'Loss at the stop / equity at most, whatever the record says.',
  },
  lookbackTrades: {
    kind: 'number',
    unit: 'count',
    default: 100,
    min: 2,
    max: 10_000,
    integer: true,
    doc: 'Closed trades that the record is of: the last ones.',
  },
  minTrades: {
    kind: 'number',
    unit: 'count',
    default: 30,
    min: 2,
    integer: true,
    doc: 'With fewer closed trades the fallback is taken.',
  },
  recalcDays: {
    kind: 'number',
    unit: 'days',
    default: 7,
    above: 0,
    doc: 'Between two calculations; trades that close meanwhile wait for the next.',
  },
  fallbackRiskRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0,
    min: 0,
    max: 1,
    doc: 'Loss at the stop / equity while there is no record, or none with an edge. At 0 nothing is ever entered without one.',
  },
  capRatio: capRatioParam,
} as const;

/** Half of Kelly's fraction of equity at risk, from the account's own closed trades. */
export const halfKelly = defineSizer<typeof specs, TradeRecord>({
  name: 'halfKelly',
  summary:
    "Risks half of Kelly's fraction of equity between entry and stop, from the last closed trades and under a cap; without an edge or with too few trades it wants the fallback, which is nothing unless one is given.",
  params: specs,
  initial: () => ({ anchorMs: null, trades: [] }),
  fold(state, event, params) {
    const anchorMs = state.anchorMs ?? event.atMs;
    if (event.kind === 'positionClosed' && event.returnRatio !== null) {
      const trades = [...state.trades, { atMs: event.atMs, returnRatio: event.returnRatio }];
      const counted = countedTrades({ anchorMs, trades }, event.atMs, params);
      const waiting = trades.filter(({ atMs }) => atMs > calculationMs(anchorMs, event.atMs, params));
      return { anchorMs, trades: [...counted, ...waiting] };
    }
    return anchorMs === state.anchorMs ? state : { ...state, anchorMs };
  },
  wantedQty(order, { atMs, equityQuote }, params, state) {
    const { riskRatio } = riskOf(state, atMs, params);
    return qtyAtRisk(order, riskRatio * equityQuote, (params.capRatio * equityQuote) / order.price);
  },
  whyNothing(order, { atMs }, params, state) {
    return order.stopPrice === null ? NO_STOP : riskOf(state, atMs, params).reason;
  },
});

/**
 * What share of equity may be lost at the stop, as of the last calculation before `atMs`, and on what that rests.
 *
 * A record without a losing trade has no payoff ratio, and says nothing of how large a loss will be: it is no record.
 */
function riskOf(
  state: TradeRecord,
  atMs: number,
  params: ParamsOf<typeof specs>,
): { readonly riskRatio: number; readonly reason: string } {
  const returns = countedTrades(state, atMs, params).map(({ returnRatio }) => returnRatio);
  const fallback = (reason: string) => ({
    riskRatio: Math.min(params.fallbackRiskRatio, params.capRiskRatio),
    reason: `The sizing wants nothing: ${reason}, and no fallback is given.`,
  });
  if (returns.length < params.minTrades)
    return fallback(`${returns.length} closed trades are fewer than ${params.minTrades}`);
  const winRatio = winRate(returns).value;
  const payoffRatio = payoff(returns).value;
  if (winRatio === null || payoffRatio === null || !(payoffRatio > 0))
    return fallback(`the last ${returns.length} trades have no payoff ratio`);
  const { riskRatio } = halfKellyFraction({ winRatio, payoffRatio }, params.capRiskRatio);
  if (!(riskRatio > 0)) return fallback(`the last ${returns.length} trades have no edge`);
  return { riskRatio, reason: `Half of Kelly's fraction of the last ${returns.length} trades.` };
}

/** The trades that the last calculation before `atMs` was made from. */
function countedTrades(
  { anchorMs, trades }: TradeRecord,
  atMs: number,
  params: ParamsOf<typeof specs>,
): readonly ClosedTrade[] {
  if (anchorMs === null) return [];
  const untilMs = calculationMs(anchorMs, atMs, params);
  return trades.filter((trade) => trade.atMs <= untilMs).slice(-params.lookbackTrades);
}

/** When the calculation was made that holds at `atMs`. */
function calculationMs(anchorMs: number, atMs: number, { recalcDays }: ParamsOf<typeof specs>): number {
  const periodMs = recalcDays * DAY_MS;
  return anchorMs + Math.floor((atMs - anchorMs) / periodMs) * periodMs;
}
