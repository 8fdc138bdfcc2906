/** What holds of every kind of account under any stream of orders, with funding, tight volume, impact, and an insurance that is empty or is not. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { sumOf } from '../../src/core/compensatedSum.ts';
import { sideSign } from '../../src/market/order.ts';
import type { AccountOptions } from '../../src/venue/exchange.ts';
import type { ImpactModelName } from '../../src/venue/impacts/index.ts';
import { makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { act, anyBar, anyFullAction } from './randomStream.ts';
import { createRig, type Rig } from './rig.ts';

const SYMBOLS = ['BTC-USDT', 'ETH-USDT'];
const INTERVAL_MS = 3_000;
const START_QUOTE = 2_000;

const KINDS: Readonly<Record<string, Partial<AccountOptions> & { readonly leverage: number }>> = {
  'perpetual, cross': { leverage: 10 },
  'perpetual, cross, a leverage a symbol': { leverage: 10, leverageOf: { 'ETH-USDT': 2 } },
  'perpetual, isolated': { marginMode: 'isolated', leverage: 10 },
  spot: { kind: 'spot', leverage: 1 },
};

const anyRun = fc.record({
  btc: fc.array(anyBar, { minLength: 6, maxLength: 6 }),
  // A symbol with holes, which may end early.
  eth: fc.array(fc.option(anyBar, { freq: 5 }), { minLength: 3, maxLength: 6 }),
  actions: fc.array(anyFullAction(SYMBOLS), { minLength: 1, maxLength: 25 }),
  spreadBps: fc.constantFrom(0, 5, 200),
  impactCoefficient: fc.constantFrom(0, 1),
  insuranceFundQuote: fc.constantFrom(undefined, 0, 100),
  rates: fc.array(
    fc.record({
      symbol: fc.constantFrom(...SYMBOLS),
      atMs: fc.integer({ min: 0, max: 18_000 }).map((afterMs) => TAPE_FROM_MS + afterMs),
      ratio: fc.integer({ min: -50, max: 50 }).map((mils) => mils / 1_000),
    }),
    { maxLength: 12 },
  ),
});
type Run = typeof anyRun extends fc.Arbitrary<infer Value> ? Value : never;

function play(run: Run, account: (typeof KINDS)[string], look: (rig: Rig) => void = () => undefined): Rig {
  const instrument = { spreadBps: run.spreadBps };
  const specs = [
    { symbol: 'BTC-USDT', bars: run.btc, instrument },
    { symbol: 'ETH-USDT', bars: run.eth, instrument },
  ];
  const { insuranceFundQuote } = run;
  const rig = createRig(makeTape(specs, { intervalMs: INTERVAL_MS }), {
    startQuote: START_QUOTE,
    ...account,
    account,
    impactCoefficient: run.impactCoefficient,
    participationRatio: 0.2,
    funding: { kind: 'table', rates: run.rates },
    ...(insuranceFundQuote === undefined ? {} : { insuranceFundQuote }),
  });
  let afterMs = 0;
  rig.runTo(0);
  for (const action of run.actions) {
    afterMs = Math.min(afterMs + action.waitMs, run.btc.length * INTERVAL_MS - 1);
    rig.runTo(afterMs);
    act(rig, action);
    look(rig);
  }
  rig.runTo(run.btc.length * INTERVAL_MS);
  look(rig);
  return rig;
}

const main = (rig: Rig) => rig.exchange.account('main');
const fundingOf = (rig: Rig) =>
  rig.truths().flatMap((event) => (event.kind === 'funding' ? [event.payment] : []));

describe.each(Object.keys(KINDS))('%s', (name) => {
  const options = KINDS[name]!;

  test.prop([anyRun], { numRuns: 60 })('money is moved and not made', (run) => {
    const rig = play(run, options);
    const account = main(rig);
    const fills = account.fills();
    const funding = fundingOf(rig);
    const flowsQuote = fills.flatMap((fill) => [
      -sideSign(fill.side) * fill.qty * fill.price,
      -fill.feeQuote,
    ]);
    const worthQuote = fills.map(
      (fill) => sideSign(fill.side) * fill.qty * (rig.exchange.quote(fill.symbol, rig.nowMs())?.mark ?? 1),
    );
    const paidQuote = funding.map(({ positionQty, markPrice, ratio }) => -positionQty * markPrice * ratio);
    const expectedQuote = sumOf([
      START_QUOTE,
      ...flowsQuote,
      ...worthQuote,
      ...paidQuote,
      account.insuranceQuote(),
    ]);
    const turnover = START_QUOTE + sumOf(fills.map((fill) => fill.qty * fill.price));
    expect(Math.abs(account.equityQuote() - expectedQuote)).toBeLessThanOrEqual(1e-9 * turnover);
    expect(account.fundingQuote()).toBeCloseTo(-sumOf(paidQuote), 8);
    if (account.positions().length === 0) expect(account.walletQuote()).toBeGreaterThanOrEqual(-1e-9);
  });

  test.prop([anyRun], { numRuns: 60 })('what a client can add up is what the venue has', (run) => {
    const rig = play(run, options);
    // By average cost, as a client does it, from the stream alone: but for what the insurance paid, of which no client hears.
    const held = new Map<string, { qty: number; entry: number }>();
    let wallet = START_QUOTE;
    for (const one of rig.told) {
      if (one.channel !== 'stream') continue;
      if (one.event.kind === 'funding') wallet -= one.event.payment.paidQuote;
      if (one.event.kind !== 'fill') continue;
      const { fill } = one.event;
      const before = held.get(fill.symbol) ?? { qty: 0, entry: 0 };
      const signed = sideSign(fill.side) * fill.qty;
      const after = Math.round((before.qty + signed) * 1_000) / 1_000;
      const closes = before.qty * signed < 0 ? Math.min(fill.qty, Math.abs(before.qty)) : 0;
      wallet += closes * Math.sign(before.qty) * (fill.price - before.entry) - fill.feeQuote;
      const entry =
        closes === 0
          ? (Math.abs(before.qty) * before.entry + fill.qty * fill.price) / (Math.abs(before.qty) + fill.qty)
          : before.qty * after < 0
            ? fill.price
            : before.entry;
      held.set(fill.symbol, { qty: after, entry });
    }
    expect(main(rig).walletQuote() - main(rig).insuranceQuote()).toBeCloseTo(wallet, 6);
  });

  test.prop([anyRun], { numRuns: 30 })(
    'the same run tells the same, and no liquidation carries an id of ours',
    (run) => {
      const rig = play(run, options);
      expect(play(run, options).told).toEqual(rig.told);
      for (const { fill } of rig.fills()) {
        if (fill.origin === 'order') continue;
        expect(fill.clientOrderId).toBeNull();
        expect(fill.venueOrderId).toMatch(/^(?:liquidation|deleverage|settlement)-\d+$/);
      }
    },
  );
});

describe('only', () => {
  test.prop([anyRun], { numRuns: 150 })(
    'a spot account never has less than nothing of anything, nor locks more than it has',
    (run) => {
      const rig = play(run, KINDS.spot!, (now) => {
        const balances = main(now).balances();
        expect(balances[0]!.asset).toBe('quote');
        for (const { totalQty, lockedQty } of balances) {
          expect(totalQty).toBeGreaterThanOrEqual(-1e-9);
          expect(lockedQty).toBeLessThanOrEqual(totalQty + 1e-6);
        }
      });
      for (const { positionQtyAfter, fill } of rig.fills()) {
        expect(positionQtyAfter).toBeGreaterThanOrEqual(0);
        expect(['order', 'settlement']).toContain(fill.origin);
      }
      expect(fundingOf(rig)).toEqual([]);
      expect(main(rig).insuranceQuote()).toBe(0);
      expect(main(rig).isLiquidated()).toBe(false);
    },
  );

  test.prop(
    [
      fc.array(anyBar, { minLength: 3, maxLength: 3 }),
      fc.constantFrom<ImpactModelName>('squareRoot', 'linear', 'almgren', 'none'),
      fc.array(
        fc.record({
          share: fc.integer({ min: 850, max: 1_000 }).map((part) => part / 1_000),
          triggerTicks: fc.option(fc.integer({ min: 1, max: 300 })),
          waitMs: fc.integer({ min: 0, max: 2_500 }),
        }),
        { minLength: 1, maxLength: 5 },
      ),
    ],
    { numRuns: 100 },
  )(
    'a purchase of all but everything is filled as far as its quote lasts, with impact, gap and fee',
    (bars, model, buys) => {
      const rig = createRig(makeTape({ bars, instrument: { spreadBps: 20 } }, { intervalMs: INTERVAL_MS }), {
        startQuote: START_QUOTE,
        leverage: 1,
        account: { kind: 'spot' },
        impact: { model, coefficient: 3 },
      });
      const look = () => expect(main(rig).balances()[0]!.totalQty).toBeGreaterThanOrEqual(-1e-9);
      let afterMs = 0;
      rig.runTo(0);
      for (const { share, triggerTicks, waitMs } of buys) {
        afterMs = Math.min(afterMs + waitMs, bars.length * INTERVAL_MS - 1);
        rig.runTo(afterMs);
        const { ask, last } = rig.exchange.quote('BTC-USDT', rig.nowMs())!;
        const price = triggerTicks === null ? ask : Math.round(last * 100 + triggerTicks) / 100;
        const qty = Math.floor((main(rig).balances()[0]!.totalQty * share * 1_000) / price) / 1_000;
        if (qty > 0) rig.place({ qty, triggerPrice: triggerTicks === null ? null : price });
        look();
      }
      rig.runTo(bars.length * INTERVAL_MS);
      look();
    },
  );

  test.prop([anyRun], { numRuns: 100 })(
    'an isolated account always has what its positions stand on',
    (run) => {
      play(run, KINDS['perpetual, isolated']!, (now) => {
        expect(main(now).walletQuote() - main(now).initialMarginQuote()).toBeGreaterThanOrEqual(-1e-6);
      });
    },
  );

  test.prop([anyRun], { numRuns: 100 })(
    'a fund with a bound never pays for a liquidation what it has not',
    (run) => {
      for (const name of ['perpetual, cross', 'perpetual, isolated']) {
        const rig = play({ ...run, insuranceFundQuote: 100 }, KINDS[name]!);
        const ownLosses = rig
          .fills()
          .some(({ fill }) => fill.origin !== 'liquidation' && fill.origin !== 'autoDeleverage');
        if (!ownLosses) expect(main(rig).insuranceQuote()).toBeLessThanOrEqual(100 + 1e-9);
      }
    },
  );
});
