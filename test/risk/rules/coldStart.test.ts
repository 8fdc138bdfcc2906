import { describe, expect, test } from 'vitest';
import { type ParamsInputOf, withDefaults } from '../../../src/core/params.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/time.ts';
import { Gateway } from '../../../src/risk/gateway.ts';
import type { Policy } from '../../../src/risk/policy.ts';
import { coldStart } from '../../../src/risk/rules/coldStart.ts';
import { riskRules } from '../../../src/risk/rules/index.ts';
import type { Sizing } from '../../../src/risk/sizing/index.ts';
import { makeInstrument, makeView } from '../../support/riskView.ts';

const MIDNIGHT = Date.UTC(2022, 4, 12);
const SYMBOL = 'BTC-USDT';
const sizing: Sizing = { name: 'fixedFraction', params: { riskRatio: 0.05, capRatio: 10 } };
const breach = { rule: 'anything', actual: 1, limit: 0, unit: 'count', reason: 'Something went wrong.' };

/** 100,000 of equity; a position of at most 40 %, four times leverage at most. Equity is seen at every midnight. */
function start(given: ParamsInputOf<typeof coldStart.params>, rules: Policy['rules'] = {}) {
  const policy: Policy = {
    name: 'test',
    why: 'test',
    guardian: {},
    rules: {
      maxPosition: withDefaults(riskRules.maxPosition.params, { limitRatio: 0.4 }),
      coldStart: withDefaults(coldStart.params, given as never),
      ...rules,
    },
  };
  const gateway = new Gateway(policy, sizing);
  return {
    gateway,
    /** Days pass, each seen from its midnight; the day that begins at `to` is the last that has begun. */
    pass(from: number, to: number) {
      for (let day = from; day <= to; day++)
        gateway.fold({ kind: 'equity', atMs: MIDNIGHT + day * DAY_MS, equityQuote: 100_000 });
    },
    violate: (day: number) =>
      gateway.fold({ kind: 'tripped', atMs: MIDNIGHT + day * DAY_MS + HOUR_MS, rule: 'drawdownBreaker' }),
    decide(qty?: number) {
      const intent = {
        kind: 'enter' as const,
        symbol: SYMBOL,
        side: 'buy' as const,
        ...(qty === undefined ? {} : { qty }),
      };
      const wish = { symbol: SYMBOL, side: 'buy' as const, price: 100, stopPrice: 90 };
      const view = makeView({ instruments: [makeInstrument()] });
      return gateway.decideEntry(intent, wish, view, null);
    },
    get stage() {
      return gateway.state.ruleStates.coldStart as { stage: string; capRatio: number };
    },
  };
}

describe('the stages', () => {
  test('full holds nothing back: 5 % of risk over 10 % of distance are 500, and 40 % allow 400', () => {
    expect(start({}).decide()).toMatchObject({ outcome: 'resized', wantedQty: 500, order: { qty: 400 } });
  });

  test('demo decides the whole order, and does not send it', () => {
    expect(start({ stage: 'demo' }).decide()).toMatchObject({
      outcome: 'refused',
      wantedQty: 500,
      breach: { rule: 'coldStart', actual: 400, limit: 0, unit: 'qty' },
    });
    // What another rule would refuse is that rule's.
    expect(start({ stage: 'demo' }).decide(401)).toMatchObject({ breach: { rule: 'maxPosition' } });
  });

  test('tiny: 50 quote an order, named when it binds', () => {
    expect(start({ stage: 'tiny' }).decide()).toMatchObject({
      order: { qty: 0.5 },
      binding: { rule: 'coldStart' },
    });
    expect(start({ stage: 'tiny' }).decide(0.5)).toMatchObject({ outcome: 'approved' });
    expect(start({ stage: 'tiny' }).decide(0.50001)).toMatchObject({
      breach: { rule: 'coldStart', limit: 50, unit: 'quote' },
    });
  });

  test('scaling: a tenth of the caps, and the breach says so', () => {
    expect(start({ stage: 'scaling' }).decide()).toMatchObject({
      order: { qty: 40 },
      binding: { rule: 'maxPosition' },
    });
    expect(start({ stage: 'scaling' }).decide(41)).toMatchObject({
      breach: { rule: 'maxPosition', limit: expect.closeTo(0.04, 12), actual: expect.closeTo(0.041, 12) },
    });
  });

  test.each([
    ['demo', 1_000],
    ['tiny', 1_000],
    ['scaling', 1_000],
    ['full', 4_000],
  ] as const)('leverage while %s: equity allows %s', (stage, qty) => {
    const rules = {
      leverageCap: withDefaults(riskRules.leverageCap.params, { limitRatio: 4 }),
      maxPosition: withDefaults(riskRules.maxPosition.params, { limitRatio: 100 }),
    };
    const { decide } = start({ stage, tinyQuote: 1e9 }, rules);
    expect(decide(qty).outcome).toBe(stage === 'demo' ? 'refused' : 'approved');
    if (stage === 'demo') expect(decide(qty)).toMatchObject({ breach: { rule: 'coldStart' } });
    expect(decide(qty + 1)).toMatchObject({ breach: { rule: 'leverageCap', limit: qty / 1_000 } });
  });

  test('every rule that caps by a share or an amount is scaled, and its configured numbers come back', () => {
    for (const [name, rule] of Object.entries(riskRules)) {
      const isCap = 'onBreach' in rule.params && name !== 'correlationCap';
      // A reserve and a buffer are no caps: a part of them would be less of a brake.
      const isFloor = name === 'cashReserve' || name === 'minMarginBuffer';
      expect('inColdStart' in rule, name).toBe(isCap && !isFloor);
    }
    const begun = start({ stage: 'scaling' });
    begun.decide();
    begun.pass(0, 5);
    expect(begun.stage.stage).toBe('full');
    expect(begun.decide()).toMatchObject({ order: { qty: 400 } });
  });
});

describe('days', () => {
  test('three clean days a stage, then 10, 20, 40, 80 % and all', () => {
    const run = start({ stage: 'demo' });
    const seen: string[] = [];
    for (let day = 0; day <= 11; day++) {
      run.pass(day, day);
      seen.push(run.stage.stage === 'scaling' ? String(run.stage.capRatio) : run.stage.stage);
    }
    expect(seen.join(' ')).toBe('demo demo demo tiny tiny tiny 0.1 0.2 0.4 0.8 full full');
  });

  test('a day that was not seen from its midnight, or that nobody saw, is no clean day', () => {
    const late = start({ stage: 'tiny', cleanDays: 1 });
    late.gateway.fold({ kind: 'equity', atMs: MIDNIGHT + 1, equityQuote: 1 });
    late.pass(1, 1);
    expect(late.stage.stage).toBe('tiny');
    late.pass(2, 2);
    expect(late.stage.stage).toBe('scaling');
    const away = start({ stage: 'tiny', cleanDays: 1 });
    away.pass(0, 0);
    away.pass(5, 5);
    expect(away.stage.stage).toBe('tiny');
    away.pass(6, 6);
    expect(away.stage.stage).toBe('scaling');
  });

  test('a violation goes one stage back, once a day, and its day is not clean', () => {
    const run = start({ stage: 'scaling' });
    run.pass(0, 2);
    expect(run.stage.capRatio).toBe(0.4);
    run.violate(2);
    run.violate(2);
    expect(run.stage.stage).toBe('tiny');
    run.pass(3, 5);
    expect(run.stage.stage).toBe('tiny');
    run.pass(6, 6);
    expect(run.stage).toMatchObject({ stage: 'scaling', capRatio: 0.1 });
    for (const [day, stage] of [
      [6, 'tiny'],
      [7, 'demo'],
      [8, 'demo'],
    ] as const) {
      run.violate(day);
      expect(run.stage.stage).toBe(stage);
    }
  });

  test('full steps back to scaling: an answer that the gateway gives is such a violation', () => {
    const run = start({});
    run.pass(0, 0);
    run.gateway.trip(breach, { state: 'halted', end: 'utcDay' }, MIDNIGHT + HOUR_MS);
    expect(run.stage).toMatchObject({ stage: 'scaling', capRatio: 0.1 });
    run.gateway.clear(MIDNIGHT + DAY_MS, 'time');
    expect(run.decide()).toMatchObject({ order: { qty: 40 } });
  });
});
