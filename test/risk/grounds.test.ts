import { describe, expect, test } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import type { EnterIntent } from '../../src/risk/intent.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import type { SizingChoice } from '../../src/risk/sizing/activeSizers.ts';
import { type Sizing, sizers } from '../../src/risk/sizing/index.ts';
import { makeView } from '../support/riskView.ts';

const SYMBOL = 'BTC-USDT';
const SIZING: Sizing = { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 10 } };

const maxPosition = withDefaults(riskRules.maxPosition.params, { limitRatio: 0.05 });
const perOrderCap = withDefaults(riskRules.perOrderCap.params, { limitRatio: 0.04 });
const orderRate = withDefaults(riskRules.orderRate.params, { perSymbolCount: 1 });
const flipGuard = withDefaults(riskRules.flipGuard.params, { limitCount: 1 });
const drawdownBreaker = withDefaults(riskRules.drawdownBreaker.params);

function gatewayOf(
  rules: Policy['rules'],
  sizing: SizingChoice = SIZING,
  more: Policy['sizing'] = undefined,
): Gateway {
  return new Gateway(
    { name: 'test', why: 'test', rules, guardian: {}, ...(more === undefined ? {} : { sizing: more }) },
    sizing,
  );
}

function decide(
  gateway: Gateway,
  given: {
    qty?: number;
    side?: 'buy' | 'sell';
    price?: number;
    stopPrice?: number | null;
    partQty?: number;
  } = {},
  view = makeView(),
) {
  const { qty, side = 'buy', price = 1_000, stopPrice = side === 'buy' ? 900 : 1_100, partQty } = given;
  const intent: EnterIntent = { kind: 'enter', symbol: SYMBOL, side, ...(qty === undefined ? {} : { qty }) };
  const sizing = { symbol: SYMBOL, side, price, stopPrice, ...(partQty === undefined ? {} : { partQty }) };
  return gateway.decideEntry(intent, sizing, view, null);
}

describe('what a decision rests on', () => {
  test('every rule says its number, those that are kept too, in the order in which they are asked', () => {
    const gateway = gatewayOf({ drawdownBreaker, orderRate, maxPosition, perOrderCap });
    gateway.fold({ kind: 'equity', atMs: 0, equityQuote: 125_000 });
    // 3 at 1,000 of 100,000 are 3 %; 125,000 to 100,000 is a fall of 20 %, for which nobody has been asked to watch yet.
    const { outcome, grounds } = decide(gateway, { qty: 3 });
    expect(outcome).toBe('approved');
    expect(grounds).toEqual({
      askedQty: 3,
      checkedQty: 3,
      sizedBy: 'wish',
      checks: [
        { rule: 'perOrderCap', actual: 0.03, limit: 0.04, unit: 'ratio', isBreached: false, reason: null },
        { rule: 'maxPosition', actual: 0.03, limit: 0.05, unit: 'ratio', isBreached: false, reason: null },
        { rule: 'orderRate', actual: 1, limit: 1, unit: 'count', isBreached: false, reason: null },
        {
          rule: 'drawdownBreaker',
          actual: expect.closeTo(0.2, 12),
          limit: 0.1,
          unit: 'ratio',
          isBreached: true,
          reason: 'Equity has fallen too far from its peak.',
        },
      ],
    });
    expect(gateway.tradingState).toBe('active');
  });

  test('the first that objects refuses; those after it are asked all the same', () => {
    const verdict = decide(gatewayOf({ maxPosition, perOrderCap }), { qty: 6, side: 'sell' });
    expect(verdict).toMatchObject({ outcome: 'refused', breach: { rule: 'perOrderCap', actual: 0.06 } });
    expect(verdict.grounds.checks).toMatchObject([
      { rule: 'perOrderCap', actual: 0.06, limit: 0.04, isBreached: true },
      { rule: 'maxPosition', actual: 0.06, limit: 0.05, isBreached: true },
    ]);
    expect(verdict.grounds).toMatchObject({ askedQty: 6, checkedQty: 6, sizedBy: null });
  });

  test('only the first that objects gives its answer, and memories are read before it', () => {
    const coldStart = withDefaults(riskRules.coldStart.params, { stage: 'scaling', scalingRatio: 1 });
    const gateway = gatewayOf({ coldStart, orderRate, flipGuard });
    for (const side of ['buy', 'sell'] as const)
      gateway.fold({ kind: 'entrySent', atMs: 0, symbol: SYMBOL, side, attempt: 1 });
    const verdict = decide(gateway, { qty: 1 });
    expect(verdict.grounds.checks).toMatchObject([
      { rule: 'orderRate', actual: 3, limit: 1, isBreached: true },
      { rule: 'flipGuard', actual: 2, limit: 1, isBreached: true },
      // The halt steps back to tiny; the decision was taken while scaling.
      { rule: 'coldStart', actual: null, reason: expect.stringContaining('scaling') },
    ]);
    expect(gateway.trips.map(({ breach }) => breach.rule)).toEqual(['orderRate']);
    expect(decide(gateway, { qty: 1 }).grounds.checks[2]).toMatchObject({
      unit: 'quote',
      actual: 1_000,
      isBreached: true,
    });
  });

  test('under a halt the rules are asked about the wish, and nothing new trips', () => {
    const gateway = gatewayOf({ maxPosition, orderRate });
    gateway.trip(
      { rule: 'x', actual: 1, limit: 0, unit: 'count', reason: 'For a test.' },
      { state: 'halted', end: 'reset' },
      0,
    );
    gateway.fold({ kind: 'entrySent', atMs: 0, symbol: SYMBOL, side: 'buy', attempt: 1 });
    // 1 % of 100,000 over a stop 100 away is 10.
    const { grounds, outcome } = decide(gateway);
    expect(outcome).toBe('refused');
    expect(grounds).toMatchObject({ askedQty: 10, checkedQty: 10, sizedBy: null });
    expect(grounds.checks).toMatchObject([
      { rule: 'maxPosition', actual: 0.1, isBreached: true },
      { rule: 'orderRate', actual: 2, isBreached: true },
    ]);
    expect(gateway.trips.map(({ breach }) => breach.rule)).toEqual(['x']);
  });

  test('a wish that is cut to nothing shows what was wished, and by how much it is over', () => {
    const view = makeView({ worst: { [`${SYMBOL} buy`]: 5 } });
    const verdict = decide(gatewayOf({ maxPosition }), {}, view);
    expect(verdict).toMatchObject({ outcome: 'refused', breach: { rule: 'maxPosition' } });
    expect(verdict.grounds.checks).toMatchObject([
      { rule: 'maxPosition', actual: 0.15, limit: 0.05, isBreached: true },
    ]);
  });

  test('a wish that no order can be made of has no numbers, and says why', () => {
    const { grounds } = decide(gatewayOf({ maxPosition, drawdownBreaker }), { qty: 1, price: Number.NaN });
    expect(grounds).toEqual({
      askedQty: 1,
      checkedQty: null,
      sizedBy: null,
      checks: [
        {
          rule: 'maxPosition',
          actual: null,
          limit: null,
          unit: null,
          isBreached: false,
          reason: 'No price to judge the order by.',
        },
        { rule: 'drawdownBreaker', actual: 0, limit: 0.1, unit: 'ratio', isBreached: false, reason: null },
      ],
    });
    expect(decide(gatewayOf({}), { qty: Number.NaN }).grounds.askedQty).toBeNull();
  });

  test('asking beforehand decides nothing', () => {
    const gateway = gatewayOf({ orderRate });
    gateway.fold({ kind: 'entrySent', atMs: 0, symbol: SYMBOL, side: 'buy', attempt: 1 });
    const intent = { kind: 'enter', symbol: SYMBOL, side: 'buy' } as const;
    const sizing = { symbol: SYMBOL, side: 'buy', price: 1_000, stopPrice: 900 } as const;
    const before = structuredClone(gateway.state);
    expect(gateway.groundsOf(intent, sizing, makeView())).toMatchObject({
      askedQty: 10,
      checks: [{ rule: 'orderRate', actual: 2, isBreached: true }],
    });
    expect(gateway.state).toEqual(before);
    expect(gateway.tradingState).toBe('active');
  });
});

describe('what the size comes from is named, of one sizer too', () => {
  const sizedBy = (verdict: ReturnType<typeof decide>) => verdict.grounds.sizedBy;

  test('the only sizer, the one that wants least, a sizer of the policy, a rule, a part, the wish', () => {
    expect(sizedBy(decide(gatewayOf({})))).toBe('fixedFraction');
    // 1 % of 100,000 over twice a range of 500 is 1.
    const atrSize = { name: 'atrSize', params: withDefaults(sizers.atrSize.params) } as const;
    const view = makeView({ ranges: { [SYMBOL]: 500 } });
    expect(sizedBy(decide(gatewayOf({}, [SIZING, atrSize]), {}, view))).toBe('atrSize');
    expect(sizedBy(decide(gatewayOf({}, SIZING, [atrSize]), {}, view))).toBe('atrSize');
    expect(sizedBy(decide(gatewayOf({ maxPosition })))).toBe('maxPosition');
    expect(sizedBy(decide(gatewayOf({}), { partQty: 2 }))).toBe('tranches');
    expect(sizedBy(decide(gatewayOf({ maxPosition }), { partQty: 6 }))).toBe('maxPosition');
    expect(sizedBy(decide(gatewayOf({ maxPosition }), { qty: 2 }))).toBe('wish');
  });
});
