/** The contract of an impact model, over every one in the registry. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as one } from 'vitest';
import { sumOf } from '../../src/core/compensatedSum.ts';
import type { ImpactContext, ImpactModel } from '../../src/venue/impacts/impactModel.ts';
import { type ImpactChoice, type ImpactModelName, impactModels } from '../../src/venue/impacts/index.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig } from './rig.ts';

const NAMES = Object.keys(impactModels) as ImpactModelName[];
const MINUTE_MS = 60_000;

/** An order in a bar that has room for it, whatever was taken before. */
const anyContext: fc.Arbitrary<ImpactContext> = fc
  .record({
    coefficient: fc.integer({ min: 1, max: 5_000 }).map((part) => part / 1_000),
    low: fc.double({ min: 1e-6, max: 1e5, noNaN: true }),
    rangeRatio: fc.integer({ min: 0, max: 50_000 }).map((part) => part / 1_000),
    intervalMs: fc.constantFrom(MINUTE_MS, 15 * MINUTE_MS, 60 * MINUTE_MS, 1_440 * MINUTE_MS),
    volumeQty: fc.double({ min: 1e-3, max: 1e9, noNaN: true }),
    ownPart: fc.oneof(
      fc.double({ min: 1e-9, max: 1e-3, noNaN: true }),
      fc.double({ min: 1e-3, max: 1, noNaN: true }),
    ),
    takenPart: fc.oneof(fc.constant(0), fc.double({ min: 1e-9, max: 1, noNaN: true })),
  })
  .map(({ coefficient, low, rangeRatio, intervalMs, volumeQty, ownPart, takenPart }) => ({
    coefficient,
    low,
    high: low * (1 + rangeRatio),
    intervalMs,
    volumeQty,
    qty: ownPart * volumeQty,
    takenQty: (1 - ownPart) * takenPart * volumeQty,
  }));

const close = (a: number, b: number, relative: number): void =>
  expect(Math.abs(a - b)).toBeLessThanOrEqual(relative * Math.max(Math.abs(a), Math.abs(b)));

describe.each(NAMES)('%s', (name) => {
  const model: ImpactModel = impactModels[name];
  const choice: ImpactChoice = { model: name, coefficient: model.coefficient ?? 0 };

  one('says what it is, and its coefficient where it has one', () => {
    expect(model.summary).toMatch(/\.$/);
    expect(model.text('0.75').includes('0.75')).toBe(model.coefficient !== null);
  });

  test.prop([anyContext])('is finite, never negative, and the same again', (context) => {
    const ratio = model.ratio(context);
    expect(Number.isFinite(ratio)).toBe(true);
    expect(ratio).toBeGreaterThanOrEqual(0);
    expect(model.ratio({ ...context })).toBe(ratio);
  });

  test.prop([anyContext])(
    'costs nothing with a coefficient of 0, and twice as much with twice as much',
    (context) => {
      expect(model.ratio({ ...context, coefficient: 0 })).toBe(0);
      close(
        model.ratio({ ...context, coefficient: 2 * context.coefficient }),
        2 * model.ratio(context),
        1e-12,
      );
    },
  );

  test.prop([anyContext, fc.double({ min: 1, max: 100, noNaN: true })])(
    'grows with the order, with what was taken before and with the range, and falls with volume',
    (context, factor) => {
      const ratio = model.ratio(context);
      const { qty, takenQty, volumeQty, high, low } = context;
      const atLeast = (changed: Partial<ImpactContext>) =>
        expect(model.ratio({ ...context, ...changed }) - ratio).toBeGreaterThanOrEqual(-1e-12 * ratio);
      atLeast({ qty: qty * factor });
      atLeast({ takenQty: takenQty + qty * (factor - 1) });
      atLeast({ high: low + (high - low) * factor });
      expect(model.ratio({ ...context, volumeQty: volumeQty * factor }) - ratio).toBeLessThanOrEqual(
        1e-12 * ratio,
      );
    },
  );

  one('that growth is real, but for a model that costs nothing', () => {
    const context = {
      coefficient: 1,
      high: 102,
      low: 98,
      intervalMs: MINUTE_MS,
      volumeQty: 1e3,
      takenQty: 0,
    };
    const grows = model.ratio({ ...context, qty: 40 }) > 1.2 * model.ratio({ ...context, qty: 10 });
    expect(grows).toBe(model.coefficient !== null);
    const isPooled =
      model.ratio({ ...context, qty: 10, takenQty: 30 }) > 1.2 * model.ratio({ ...context, qty: 10 });
    expect(isPooled).toBe(model.coefficient !== null);
  });

  test.prop([anyContext, fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 })])(
    'knows no currency and no unit of quantity',
    (context, priceShift, qtyShift) => {
      const [price, quantity] = [2 ** priceShift, 3 ** qtyShift];
      const { high, low, qty, takenQty, volumeQty } = context;
      const scaled = model.ratio({
        ...context,
        high: high * price,
        low: low * price,
        qty: qty * quantity,
        takenQty: takenQty * quantity,
        volumeQty: volumeQty * quantity,
      });
      close(scaled, model.ratio(context), 1e-9);
    },
  );

  test.prop([anyContext, fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 2, maxLength: 12 })])(
    'costs an order in parts what it costs the whole',
    (context, weights) => {
      const total = weights.reduce((sum, weight) => sum + weight, 0);
      let doneQty = 0;
      const parts = weights.map((weight) => {
        const qty = (context.qty * weight) / total;
        const ratio = model.ratio({ ...context, qty, takenQty: context.takenQty + doneQty });
        doneQty += qty;
        return ratio * qty;
      });
      // What lay before is in the difference too: no closer than its last bits.
      const scale = model.ratio({ ...context, takenQty: 0, qty: context.takenQty + context.qty });
      const within = 1e-12 * scale * (context.takenQty + context.qty);
      expect(Math.abs(sumOf(parts) - model.ratio(context) * context.qty)).toBeLessThanOrEqual(within);
    },
  );

  test.prop([anyContext])('never costs more than it says it can where the bar has room', (context) => {
    const most = model.mostPrice(context);
    expect(model.ratio(context) * context.high).toBeLessThanOrEqual(most * (1 + 1e-12));
  });

  test.prop([
    fc.array(
      fc.tuple(fc.constantFrom('buy' as const, 'sell' as const), fc.integer({ min: 1, max: 300_000 })),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
    fc.constantFrom<NonNullable<BarRow>>(
      [100, 110, 90, 105, 1_000],
      [100, 100, 100, 100, 1_000],
      [100, 5_000, 0.01, 0.02, 1_000],
      [1e-4, 1e-4, 1e-5, 1e-5, 1e9],
    ),
  ])('at the venue a buy pays the ask or more, and a sale brings something', (orders, bar) => {
    const instrument = { tick: 1e-8, spreadBps: 5, minNotionalQuote: 0 };
    const rig = createRig(makeTape({ bars: [bar], instrument }, { intervalMs: MINUTE_MS }), {
      startQuote: 1e12,
      impact: choice,
    });
    rig.runTo(0);
    for (const [side, lots] of orders) rig.place({ side, qty: lots / 1_000 });
    expect(rig.fills().length).toBeGreaterThan(0);
    for (const { fill, midPrice, spreadCostQuote, impactCostQuote } of rig.fills()) {
      const half = spreadCostQuote / fill.qty;
      if (fill.side === 'buy') expect(fill.price).toBeGreaterThanOrEqual((midPrice + half) * (1 - 1e-12));
      else expect(fill.price).toBeLessThanOrEqual((midPrice - half) * (1 + 1e-12));
      expect(fill.price).toBeGreaterThan(0);
      expect(Number.isFinite(fill.price)).toBe(true);
      expect(impactCostQuote).toBeGreaterThanOrEqual(-1e-9 * fill.qty * fill.price);
      if (name === 'none')
        expect(Math.abs(impactCostQuote)).toBeLessThanOrEqual(1e-9 * fill.qty * fill.price);
    }
  });
});

describe('values worked out by hand', () => {
  const bar = { high: 102, low: 98, intervalMs: 60 * MINUTE_MS, volumeQty: 900 };

  one('of the square-root law: 0.04 * 2/3 * 3/30', () => {
    const context = { ...bar, coefficient: 1, takenQty: 0, qty: 9 };
    expect(impactModels.squareRoot.ratio(context)).toBeCloseTo((0.04 * 2 * 3) / (3 * 30), 15);
  });

  one('of the linear one: the middle of the order, 9 + 9/2 of 900, of the range', () => {
    const context = { ...bar, coefficient: 0.5, takenQty: 9, qty: 9 };
    expect(impactModels.linear.ratio(context)).toBeCloseTo(0.5 * 0.04 * (13.5 / 900), 15);
  });

  one('of Almgren: an order alone costs eta * sigma * (Q/V)^(3/5), sigma being that of 24 such bars', () => {
    const context = { ...bar, coefficient: 0.142, takenQty: 0, qty: 90 };
    // ln(102/98) = 0.04000533461; / sqrt(4 ln 2) = 1.6651092 -> 0.0240256; * sqrt(24) = 0.117701; * 0.1^0.6 = 0.2511886 -> 0.0295651.
    expect(impactModels.almgren.ratio(context)).toBeCloseTo(0.142 * 0.0295651, 7);
    // The second tenth: (0.2^1.6 - 0.1^1.6) / 0.1 = 0.5103049.
    expect(impactModels.almgren.ratio({ ...context, takenQty: 90 }) / (0.142 * 0.117701)).toBeCloseTo(
      0.5103,
      3,
    );
  });

  one('of Almgren: the formula for a small part of what was taken goes on where the other ends', () => {
    const at = (qty: number) => impactModels.almgren.ratio({ ...bar, coefficient: 1, takenQty: 90, qty });
    close(at(0.9 - 1e-9), at(0.9 + 1e-9), 1e-9);
    // The unit after a tenth of the volume costs 8/5 of the order that took it.
    const whole = impactModels.almgren.ratio({ ...bar, coefficient: 1, takenQty: 0, qty: 90 });
    close(at(1e-9), 1.6 * whole, 1e-9);
  });
});

describe('by symbol', () => {
  one('each has its own, and what is not named has the one of all, or the square-root law', () => {
    const bar: BarRow = [100, 110, 90, 105, 1_000];
    const symbols = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT'];
    const costs = (options: object) => {
      const tape = makeTape(
        symbols.map((symbol) => ({ symbol, bars: [bar] })),
        { intervalMs: MINUTE_MS },
      );
      const rig = createRig(tape, { startQuote: 1e9, impactCoefficient: 1, ...options });
      rig.runTo(0);
      for (const symbol of symbols) rig.place({ symbol, qty: 100 });
      return rig.fills().map(({ impactCostQuote }) => Math.round(impactCostQuote) + 0);
    };
    // Of 100 at an ask of 100.005 and a range of 20 %: 2/3 * sqrt(0.1), 0.05, nothing.
    expect(costs({})).toEqual([422, 422, 422]);
    expect(costs({ impact: { model: 'linear', coefficient: 1 } })).toEqual([100, 100, 100]);
    expect(
      costs({
        impact: { model: 'linear', coefficient: 2 },
        impactOf: {
          'BTC-USDT': { model: 'none', coefficient: 0 },
          'ETH-USDT': { model: 'squareRoot', coefficient: 2 },
        },
      }),
    ).toEqual([0, 843, 200]);
  });

  one('refuses what is none', () => {
    const tape = makeTape({ bars: [[100, 110, 90, 105, 1_000]] }, { intervalMs: MINUTE_MS });
    const open = (impact: object) => () => createRig(tape, { impact: impact as ImpactChoice });
    expect(open({ model: 'cubic', coefficient: 1 })).toThrow('no impact model cubic');
    for (const coefficient of [-1, Number.NaN, Number.POSITIVE_INFINITY])
      expect(open({ model: 'linear', coefficient })).toThrow('coefficient');
  });
});
