/**
 * A slow and obvious venue beside the exchange: it walks the path in steps of a millisecond and keeps its books in plain sums, cash and coins instead of
 * averages where it can. Random market orders go through both, on every kind of account and with funding: the same fills, refusals, payments,
 * liquidations and balances. Volume is plenty and impact 0, which have references of their own.
 */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import type { FundingRate } from '../../src/market/funding.ts';
import { maintenanceMarginQuote } from '../../src/market/instrument.ts';
import { halfSpread } from '../../src/venue/spread.ts';
import { makeInstrument, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { anyBar } from './randomStream.ts';
import { createRig, type Rig } from './rig.ts';

const INTERVAL_MS = 60;
const SYMBOLS = ['BTC-USDT', 'ETH-USDT'] as const;
const INSTRUMENT = makeInstrument({
  spreadBps: 20,
  maintenanceTiers: [
    { fromNotionalQuote: 0, maintenanceMarginRatio: 0.02 },
    { fromNotionalQuote: 1_500, maintenanceMarginRatio: 0.1 },
  ],
});
const LEVERAGE = 10;

type Mode = 'cross' | 'isolated' | 'spot';
type Bar = readonly [number, number, number, number, number];
interface Wish {
  readonly afterMs: number;
  readonly symbol: (typeof SYMBOLS)[number];
  readonly side: 'buy' | 'sell';
  readonly qty: number;
}

/** One symbol of one account. */
interface Held {
  qty: number;
  /** Average price of what is held. */
  entry: number;
  /** Of an isolated position. */
  margin: number;
}

interface Filled {
  readonly afterMs: number;
  readonly what: string;
  readonly price: number;
}

interface Paid {
  readonly afterMs: number;
  readonly symbol: string;
  readonly paidQuote: number;
}

class Reference {
  readonly fills: Filled[] = [];
  readonly refused: number[] = [];
  readonly payments: Paid[] = [];
  readonly held: Record<string, Held> = {};
  wallet: number;
  insurance = 0;
  readonly #mode: Mode;
  readonly #mids: Readonly<Record<string, readonly number[]>>;

  constructor(mode: Mode, startQuote: number, mids: Readonly<Record<string, readonly number[]>>) {
    this.#mode = mode;
    this.wallet = startQuote;
    this.#mids = mids;
    for (const symbol of SYMBOLS) this.held[symbol] = { qty: 0, entry: 0, margin: 0 };
  }

  /** Price at a step; each boundary has two, the close and the open. */
  #mid(symbol: string, step: number): number {
    return this.#mids[symbol]![step]!;
  }

  #profit(symbol: string, step: number): number {
    const { qty, entry } = this.held[symbol]!;
    return qty * (this.#mid(symbol, step) - entry);
  }

  #maintenance(symbol: string, step: number): number {
    return maintenanceMarginQuote(INSTRUMENT, Math.abs(this.held[symbol]!.qty) * this.#mid(symbol, step));
  }

  /** Cash of a spot account, free quote of an isolated one, equity less initial margin of a cross one. */
  #available(step: number): number {
    let quote = this.wallet;
    for (const symbol of SYMBOLS) {
      const { qty, entry, margin } = this.held[symbol]!;
      if (this.#mode === 'spot') quote -= qty * entry;
      else if (this.#mode === 'isolated') quote -= margin;
      else quote += this.#profit(symbol, step) - (Math.abs(qty) * this.#mid(symbol, step)) / LEVERAGE;
    }
    return quote;
  }

  wish({ symbol, side, qty }: Wish, step: number, afterMs: number): void {
    const sign = side === 'buy' ? 1 : -1;
    const mid = this.#mid(symbol, step);
    const price = mid + sign * halfSpread(INSTRUMENT, mid, 1);
    const { qty: before } = this.held[symbol]!;
    const opens = before * sign < 0 ? Math.max(0, qty - Math.abs(before)) : qty;
    const feeRatio = INSTRUMENT.takerFeeBps / 10_000;
    const isCovered =
      this.#mode === 'spot'
        ? side === 'sell'
          ? qty <= before + 1e-9
          : qty * price * (1 + feeRatio) <= this.#available(step)
        : opens === 0 || opens * price * (1 / LEVERAGE + feeRatio) <= this.#available(step);
    if (!isCovered) this.refused.push(afterMs);
    else this.#fill(symbol, { signed: sign * qty, price, feeRatio, origin: 'order', afterMs });
  }

  /** What happens at a step of the path by itself: first who is under water, then who pays. */
  liquidate(step: number, afterMs: number): void {
    if (this.#mode === 'spot') return;
    const groups = this.#mode === 'cross' ? [[...SYMBOLS]] : SYMBOLS.map((symbol) => [symbol]);
    for (const group of groups) {
      const held = group.filter((symbol) => this.held[symbol]!.qty !== 0);
      if (held.length === 0) continue;
      let excess = this.#mode === 'cross' ? this.wallet : this.held[held[0]!]!.margin;
      for (const symbol of held) excess += this.#profit(symbol, step) - this.#maintenance(symbol, step);
      if (excess > 1e-7) continue;
      const worth = (symbol: string) => Math.abs(this.held[symbol]!.qty) * this.#mid(symbol, step);
      for (const symbol of held.sort((a, b) => worth(b) - worth(a))) {
        const { qty } = this.held[symbol]!;
        const mid = this.#mid(symbol, step);
        const price = mid - Math.sign(qty) * halfSpread(INSTRUMENT, mid, 1);
        const feeRatio = INSTRUMENT.liquidationFeeBps / 10_000;
        this.#fill(symbol, { signed: -qty, price, feeRatio, origin: 'liquidation', afterMs });
      }
    }
  }

  fund({ symbol, ratio }: FundingRate, step: number, afterMs: number): void {
    const held = this.held[symbol]!;
    if (held.qty === 0 || this.#mode === 'spot') return;
    const paid = held.qty * this.#mid(symbol, step) * ratio;
    this.wallet -= paid;
    if (this.#mode === 'isolated') held.margin -= paid;
    this.payments.push({ afterMs, symbol, paidQuote: paid });
  }

  #fill(
    symbol: string,
    fill: { signed: number; price: number; feeRatio: number; origin: string; afterMs: number },
  ): void {
    const { signed, price, origin, afterMs } = fill;
    const held = this.held[symbol]!;
    const fee = Math.abs(signed) * price * fill.feeRatio;
    const closes = held.qty * signed < 0 ? Math.min(Math.abs(signed), Math.abs(held.qty)) : 0;
    const opens = Math.abs(signed) - closes;
    const profit = closes * Math.sign(held.qty) * (price - held.entry);
    const freed = closes === 0 ? 0 : (held.margin * closes) / Math.abs(held.qty);
    const after = Math.round((held.qty + signed) * 1_000) / 1_000;
    if (opens > 0) {
      const kept = Math.abs(held.qty) - closes;
      held.entry = (kept * held.entry + opens * price) / (kept + opens);
    }
    held.qty = after;
    this.wallet += profit - fee;
    if (this.#mode === 'isolated') {
      held.margin += (opens * price) / LEVERAGE - freed;
      if (origin !== 'order') this.#insure(-(freed + profit - fee));
      const short = -this.#available(0);
      if (short > 0) {
        const given = Math.min(short, Math.max(0, held.margin));
        held.margin -= given;
        this.#insure(short - given);
      }
    } else if (SYMBOLS.every((one) => this.held[one]!.qty === 0)) this.#insure(-this.wallet);
    const what = `${signed > 0 ? 'buy' : 'sell'} ${Math.abs(signed).toFixed(3)} ${symbol}, ${origin}`;
    this.fills.push({ afterMs, what, price });
  }

  #insure(quote: number): void {
    if (quote <= 0) return;
    this.insurance += quote;
    this.wallet += quote;
  }
}

/** Mid prices of every whole millisecond, a boundary twice. */
function midsOf(bars: readonly Bar[]): number[] {
  return bars.flatMap(([open, high, low, close]) => {
    const points = high - open < open - low ? [open, high, low, close] : [open, low, high, close];
    return Array.from({ length: INTERVAL_MS + 1 }, (_, offsetMs) => {
      const part = Math.min(2, Math.floor(offsetMs / 20));
      const share = (offsetMs - 20 * part) / 20;
      return points[part]! * (1 - share) + points[part + 1]! * share;
    });
  });
}

const anyBars = fc.array(
  anyBar.map((bar): Bar => [bar[0], bar[1], bar[2], bar[3], 1e9]),
  { minLength: 4, maxLength: 4 },
);
const anyRun = fc.record({
  bars: fc.tuple(anyBars, anyBars),
  startQuote: fc.integer({ min: 500, max: 3_000 }),
  wishes: fc.array(
    fc.record({
      afterMs: fc.integer({ min: 0, max: 4 * INTERVAL_MS - 1 }),
      symbol: fc.constantFrom(...SYMBOLS),
      side: fc.constantFrom('buy' as const, 'sell' as const),
      qty: fc.integer({ min: 100, max: 40_000 }).map((lots) => lots / 1_000),
    }),
    { minLength: 1, maxLength: 10 },
  ),
  rates: fc.uniqueArray(
    fc.record({
      symbol: fc.constantFrom(...SYMBOLS),
      atMs: fc.integer({ min: 1, max: 4 * INTERVAL_MS - 1 }).map((afterMs) => TAPE_FROM_MS + afterMs),
      ratio: fc.integer({ min: -30, max: 30 }).map((mils) => mils / 1_000),
    }),
    { maxLength: 8, selector: ({ symbol, atMs }) => `${symbol} ${atMs}` },
  ),
});
type Run = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

function refer(mode: Mode, { bars, startQuote, wishes, rates }: Run): Reference {
  const mids = { 'BTC-USDT': midsOf(bars[0]), 'ETH-USDT': midsOf(bars[1]) };
  const reference = new Reference(mode, startQuote, mids);
  const sorted = [...wishes].sort((a, b) => a.afterMs - b.afterMs);
  const due = [...rates].sort((a, b) => a.atMs - b.atMs || (a.symbol < b.symbol ? -1 : 1));
  for (let step = 0; step < mids['BTC-USDT'].length; step++) {
    const row = Math.floor(step / (INTERVAL_MS + 1));
    const offsetMs = step % (INTERVAL_MS + 1);
    const afterMs = row * INTERVAL_MS + offsetMs;
    reference.liquidate(step, afterMs);
    // Funding and orders of a boundary: the first is charged at the close, the others come after the open.
    const isSecond = offsetMs === 0 && row > 0;
    if (!isSecond) {
      for (const rate of due.filter(({ atMs }) => atMs - TAPE_FROM_MS === afterMs)) {
        reference.fund(rate, step, afterMs);
      }
      reference.liquidate(step, afterMs);
    }
    if (offsetMs === INTERVAL_MS) continue;
    for (const wish of sorted.filter((one) => one.afterMs === afterMs)) {
      reference.wish(wish, step, afterMs);
      reference.liquidate(step, afterMs);
    }
  }
  return reference;
}

function play(mode: Mode, { bars, startQuote, wishes, rates }: Run): { rig: Rig; refused: number[] } {
  const specs = SYMBOLS.map((symbol, index) => ({ symbol, bars: bars[index]!, instrument: INSTRUMENT }));
  const withSymbol = specs.map(({ instrument, ...spec }) => ({
    ...spec,
    instrument: { ...instrument, symbol: spec.symbol },
  }));
  const rig = createRig(makeTape(withSymbol, { intervalMs: INTERVAL_MS }), {
    startQuote,
    leverage: mode === 'spot' ? 1 : LEVERAGE,
    account: mode === 'spot' ? { kind: 'spot' } : { marginMode: mode },
    funding: { kind: 'table', rates },
  });
  const refused: number[] = [];
  for (const { afterMs, symbol, side, qty } of [...wishes].sort((a, b) => a.afterMs - b.afterMs)) {
    rig.runTo(afterMs);
    const reply = rig.place({ symbol, side, qty });
    if (reply.kind === 'orderRejected') refused.push(afterMs);
  }
  rig.runTo(4 * INTERVAL_MS);
  return { rig, refused };
}

function isLiquidation({ what }: Filled): boolean {
  return what.endsWith('liquidation');
}

describe.each(['cross', 'isolated', 'spot'] as const)('%s', (mode) => {
  test.prop([anyRun], { numRuns: 200 })('the same fills, refusals, payments and balances', (run) => {
    const reference = refer(mode, run);
    const { rig, refused } = play(mode, run);
    const fills = rig.fills().map(({ fill }) => ({
      afterMs: fill.venueTimeMs - TAPE_FROM_MS,
      what: `${fill.side} ${fill.qty.toFixed(3)} ${fill.symbol}, ${fill.origin}`,
      price: fill.price,
    }));
    const payments = rig
      .truths()
      .flatMap((event) => (event.kind === 'funding' ? [event.payment] : []))
      .map((one) => ({ ...one, afterMs: one.venueTimeMs - TAPE_FROM_MS }));
    // A walk stands at the end of the millisecond in which the exchange found the place to liquidate: time and quantity are the same, and the price nearly.
    const endMs = reference.fills.find(isLiquidation)?.afterMs ?? Number.POSITIVE_INFINITY;
    // Two positions that go in one millisecond go in the order of the path, which a walk does not see.
    const untilEnd = (all: readonly Filled[]) => [
      ...all.filter(({ afterMs }) => afterMs < endMs),
      ...all
        .filter((one) => one.afterMs === endMs && isLiquidation(one))
        .sort((a, b) => (a.what < b.what ? -1 : 1)),
    ];
    const isBefore = ({ afterMs }: { readonly afterMs: number }) => afterMs < endMs;
    const [ours, theirs] = [untilEnd(fills), untilEnd(reference.fills)];
    expect(ours.map(({ afterMs, what }) => `${afterMs} ${what}`)).toEqual(
      theirs.map(({ afterMs, what }) => `${afterMs} ${what}`),
    );
    for (const [index, fill] of ours.entries())
      if (!isLiquidation(fill)) expect(fill.price).toBeCloseTo(theirs[index]!.price, 9);
    expect(refused.filter((afterMs) => afterMs < endMs)).toEqual(
      reference.refused.filter((afterMs) => afterMs < endMs),
    );
    const paid = payments.filter(isBefore);
    const expected = reference.payments.filter(isBefore);
    expect(paid.map(({ afterMs, symbol }) => [afterMs, symbol])).toEqual(
      expected.map(({ afterMs, symbol }) => [afterMs, symbol]),
    );
    for (const [index, { paidQuote }] of paid.entries())
      expect(paidQuote).toBeCloseTo(expected[index]!.paidQuote, 9);
    if (endMs < Number.POSITIVE_INFINITY) return;
    const account = rig.exchange.account('main');
    for (const symbol of SYMBOLS) expect(account.positionQty(symbol)).toBe(reference.held[symbol]!.qty);
    expect(account.isLiquidated()).toBe(false);
    expect(account.walletQuote()).toBeCloseTo(reference.wallet, 8);
    expect(account.insuranceQuote()).toBeCloseTo(reference.insurance, 8);
  });
});
