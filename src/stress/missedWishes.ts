import type { RunRecord } from '../engine/runRecord.ts';
import { rowAtOrAfter } from '../market/candles.ts';
import { oppositeSide, sideSign } from '../market/order.ts';
import type { Tape, TapeSymbol } from '../market/tape.ts';
import type { Decision } from '../risk/decision.ts';
import { halfSpread } from '../venue/spread.ts';

/** A wish is marked no later than this many bars of its symbol after it was refused. */
const MOST_BARS = 20;

/** What a wish to enter that was refused or cut would have brought. */
export interface MissedWish {
  /** Place of the decision among all of the run, from 0. */
  readonly decisionIndex: number;
  readonly sessionId: string;
  readonly decision: Decision;
  /** Base that was wanted and not granted; null where nobody knows how much was wanted. */
  readonly missedQty: number | null;
  /**
   * The same session had missed the same side of the same symbol before, and that wish was not marked yet. Had the first been granted there
   * would have been no second: a sum leaves repeats out.
   */
  readonly isRepeat: boolean;
  /** What it was marked by; null where the data end first. */
  readonly markedBy: 'exit' | 'opposite entry' | 'bars' | null;
  /** The close of the bar that it was marked at. */
  readonly markedMs: number | null;
  /** Bid for a long, ask for a short, quote per base. */
  readonly markedPrice: number | null;
  /** For one base, after the taker's fee both ways. */
  readonly perUnitQuote: number | null;
  /** For the missed quantity: above 0 was missed, below 0 was saved. */
  readonly resultQuote: number | null;
  /** Why one of the results is null; null where there are both. */
  readonly reason: string | null;
}

/**
 * Follows every wish to enter that was refused or cut to the strategy's next opposite signal in its symbol, an exit or an entry to the other
 * side, and no longer than 20 bars. It is entered at the price that the gate judged it by (of a market order the taker's quote, of a limit
 * order its limit, as if it had filled), and marked at the taker's quote of the first close at or after the signal, at the calm spread. No
 * stop, no impact and no funding are counted, and no wish sees the fills of another.
 *
 * @param tape that of the run.
 * @returns one a decision, in their order.
 */
export function missedWishes(record: RunRecord, tape: Tape): MissedWish[] {
  const symbols = new Map(tape.symbols.map((one) => [one.instrument.symbol, one]));
  /** Until when a missed wish is still open, by session, symbol and side. */
  const openUntilMs = new Map<string, number>();
  return missesOf(record).map(({ miss, signal }) => {
    const { sessionId, decision, missedQty } = miss;
    const mark = markOf(symbols.get(decision.symbol!), decision.atMs, signal);
    const name = `${sessionId}/${decision.symbol}/${decision.side}`;
    const isRepeat = decision.atMs < (openUntilMs.get(name) ?? Number.NEGATIVE_INFINITY);
    if (!isRepeat) openUntilMs.set(name, mark?.atMs ?? Number.POSITIVE_INFINITY);
    return { ...miss, isRepeat, ...resultOf(decision, missedQty, mark) };
  });
}

interface Signal {
  readonly atMs: number;
  readonly by: 'exit' | 'opposite entry';
}

interface Miss {
  readonly miss: Pick<MissedWish, 'decisionIndex' | 'sessionId' | 'decision' | 'missedQty'>;
  readonly signal: Signal | null;
}

/** Backwards, so that the next signal of each side is known when a decision is met; given in the order of the decisions. */
function missesOf({ journal, grounds }: RunRecord): Miss[] {
  const next = new Map<string, Signal>();
  const misses: Miss[] = [];
  let decisionIndex = journal.filter(({ kind }) => kind === 'decision').length;
  for (let index = journal.length - 1; index >= 0; index--) {
    const entry = journal[index]!;
    if (entry.kind === 'wish') {
      const { intent, atMs } = entry.wish;
      const line = `${entry.sessionId}/${intent.symbol}`;
      if (intent.kind === 'enter')
        next.set(`${line}/${oppositeSide(intent.side)}`, { atMs, by: 'opposite entry' });
      else for (const side of ['buy', 'sell'] as const) next.set(`${line}/${side}`, { atMs, by: 'exit' });
    } else if (entry.kind === 'decision') {
      decisionIndex--;
      const { sessionId, decision } = entry;
      const missedQty = missedQtyOf(decision, grounds[decisionIndex]?.askedQty ?? decision.wantedQty);
      if (missedQty === 'nothing') continue;
      const signal = next.get(`${sessionId}/${decision.symbol}/${decision.side}`) ?? null;
      misses.push({ miss: { decisionIndex, sessionId, decision, missedQty }, signal });
    }
  }
  return misses.reverse();
}

/** Of an entry in parts the rest is still to come: `askedQty` is what was wanted of it now, and what is missing is missing of that. */
function missedQtyOf(decision: Decision, askedQty: number | null): number | null | 'nothing' {
  const { kind, side, wishOrdinal, qty } = decision;
  const isEntry = side !== null && wishOrdinal !== null;
  if (!isEntry || (kind !== 'refused' && kind !== 'resized')) return 'nothing';
  if (kind === 'refused') return askedQty;
  const missedQty = (askedQty ?? 0) - (qty ?? 0);
  return missedQty > 0 ? missedQty : 'nothing';
}

interface MarkAt {
  readonly atMs: number;
  readonly by: NonNullable<MissedWish['markedBy']>;
  readonly close: number;
  readonly instrument: TapeSymbol['instrument'];
}

/** Null: the symbol's data end before the signal and before the last bar that is waited for. */
function markOf(tapeSymbol: TapeSymbol | undefined, fromMs: number, signal: Signal | null): MarkAt | null {
  if (tapeSymbol === undefined) return null;
  const { candles, instrument } = tapeSymbol;
  // Rows by their closes: the last that was over when the wish was made, and the first that is when the signal comes.
  const lastRow = rowAtOrAfter(candles, fromMs + 1 - candles.intervalMs) - 1 + MOST_BARS;
  const signalRow =
    signal === null ? Number.POSITIVE_INFINITY : rowAtOrAfter(candles, signal.atMs - candles.intervalMs);
  const row = Math.min(lastRow, signalRow);
  if (row >= candles.length) return null;
  const by = signal !== null && signalRow <= lastRow ? signal.by : 'bars';
  return { atMs: candles.openTimeMs[row]! + candles.intervalMs, by, close: candles.close[row]!, instrument };
}

function resultOf(
  { price, side }: Decision,
  missedQty: number | null,
  mark: MarkAt | null,
): Pick<MissedWish, 'markedBy' | 'markedMs' | 'markedPrice' | 'perUnitQuote' | 'resultQuote' | 'reason'> {
  const nothing = { perUnitQuote: null, resultQuote: null };
  if (mark === null) {
    const reason = 'The data end before the next opposite signal and before the last bar that is waited for.';
    return { markedBy: null, markedMs: null, markedPrice: null, ...nothing, reason };
  }
  const { instrument, close, atMs, by } = mark;
  const sign = sideSign(side!);
  const markedPrice = close - sign * halfSpread(instrument, close, 1);
  const marked = { markedBy: by, markedMs: atMs, markedPrice };
  if (price === null) return { ...marked, ...nothing, reason: 'The wish had no price to be entered at.' };
  const feesQuote = ((price + markedPrice) * instrument.takerFeeBps) / 10_000;
  const perUnitQuote = sign * (markedPrice - price) - feesQuote;
  return missedQty === null
    ? { ...marked, perUnitQuote, resultQuote: null, reason: 'How much was wanted is not known.' }
    : { ...marked, perUnitQuote, resultQuote: perUnitQuote * missedQty, reason: null };
}
