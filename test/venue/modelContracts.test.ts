/** The contracts of paths and of spread models, over every one in their registries: a new entry is held to them without a line here. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect, test as one } from 'vitest';
import { type PathName, paths } from '../../src/venue/paths/index.ts';
import { midAtOffset } from '../../src/venue/pricePath.ts';
import { type SpreadModelName, spreadColumn, spreadModels } from '../../src/venue/spreads/index.ts';
import { createSymbolMarket, openNextBar } from '../../src/venue/symbolMarket.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { anyBar } from './randomStream.ts';
import { createRig } from './rig.ts';

type Bar = NonNullable<BarRow>;
const INTERVAL_MS = 3_000;
const TICK = 0.01;

const times = (bar: Bar, factor: number): Bar => {
  const [open, high, low, close, volume] = bar;
  return [open * factor, high * factor, low * factor, close * factor, volume];
};

describe.each(Object.keys(paths) as PathName[])('the path %s', (name) => {
  const path = paths[name];
  const marketOf = (bar: Bar, positionQty: number) => {
    const tape = makeTape({ bars: [bar] }, { intervalMs: INTERVAL_MS });
    const market = createSymbolMarket(tape.symbols[0]!, 0, {
      path,
      impact: { model: 'none', coefficient: 0 },
    });
    openNextBar(market);
    market.pathPositionQty = positionQty;
    return market;
  };
  const anyPosition = fc.constantFrom(-3, 0, 0.001, 40);
  const offsets = Array.from({ length: 61 }, (_, index) => index * 50);

  one('says what it is', () => {
    expect(path.summary.length).toBeGreaterThan(10);
    expect(path.text).toMatch(/^open, .*close$/);
  });

  test.prop([anyBar, anyPosition])(
    'goes open, one extreme, the other, close, and never out of the bar',
    (bar, positionQty) => {
      const market = marketOf(bar, positionQty);
      const [open, high, low, close] = bar;
      const extremes = [midAtOffset(market, 1_000), midAtOffset(market, 2_000)];
      expect(midAtOffset(market, 0)).toBe(open);
      expect([...extremes].sort((a, b) => a - b)).toEqual([low, high]);
      expect(extremes[0] === high || extremes[0] === low).toBe(true);
      expect(midAtOffset(market, INTERVAL_MS)).toBe(close);
      const drawn = offsets.map((offset) => midAtOffset(market, offset));
      // The last bits of a straight line are forgiven, and no more.
      const bits = 4 * Number.EPSILON * high;
      expect(Math.max(...drawn)).toBeLessThanOrEqual(high + bits);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(low - bits);
      expect(offsets.map((offset) => midAtOffset(marketOf(bar, positionQty), offset))).toEqual(drawn);
    },
  );

  test.prop([anyBar, anyPosition, fc.integer({ min: -8, max: 8 })])(
    'knows no currency and no size of a position, but only its side',
    (bar, positionQty, shift) => {
      const factor = 2 ** shift;
      const [open, high, low] = bar;
      const first = path.highFirst({ open, high, low }, positionQty);
      expect(
        path.highFirst({ open: open * factor, high: high * factor, low: low * factor }, positionQty),
      ).toBe(first);
      expect(path.highFirst({ open, high, low }, positionQty * factor)).toBe(first);
      if (!('watchesPosition' in path)) expect(path.highFirst({ open, high, low }, -positionQty)).toBe(first);
    },
  );
});

describe.each(Object.keys(spreadModels) as SpreadModelName[])('the spread model %s', (model) => {
  const anyBars = fc.array(anyBar, { minLength: 8, maxLength: 8 });
  const rigOf = (bars: readonly Bar[], tick: number) => {
    const tape = makeTape({ bars, instrument: { tick, spreadBps: 7 } }, { intervalMs: INTERVAL_MS });
    return createRig(tape, { spread: { model, windowBars: 3 } });
  };
  const column = (bars: readonly Bar[]) =>
    spreadColumn({ model, windowBars: 3 }, makeTape({ bars }).symbols[0]!.candles, 7);

  one('says what it is', () => {
    expect(spreadModels[model].summary).toMatch(/\.$/);
  });

  test.prop([anyBars, fc.integer({ min: 0, max: 7 })])(
    'is finite, is a tick at least, leaves a bid, and is the same again',
    (bars, row) => {
      const found = [1, 2].map(() => {
        const rig = rigOf(bars, TICK);
        rig.runTo(row * INTERVAL_MS);
        return rig.exchange.halfSpread('BTC-USDT', bars[row]![0]);
      });
      expect(found[0]).toBe(found[1]);
      expect(Number.isFinite(found[0])).toBe(true);
      expect(found[0]).toBeGreaterThanOrEqual(TICK / 2);
      expect(found[0]).toBeLessThan(bars[row]![0]);
    },
  );

  test.prop([
    anyBars,
    fc.double({ min: 1, max: 50, noNaN: true }),
    fc.double({ min: 1, max: 4, noNaN: true }),
  ])('under stress is never narrower, and the more stress the wider', (bars, spreadFactor, more) => {
    const rig = rigOf(bars, TICK);
    rig.runTo(6 * INTERVAL_MS);
    const widths = [1, spreadFactor, spreadFactor * more].map((factor) => {
      rig.exchange.stressBook('BTC-USDT', { spreadFactor: factor, depthDivisor: 1 }, rig.nowMs());
      return rig.exchange.halfSpread('BTC-USDT', 100);
    });
    expect(widths).toEqual([...widths].sort((a, b) => a - b));
    expect(widths[2]).toBeLessThan(100);
  });

  test.prop([anyBars, fc.integer({ min: -6, max: 6 }), fc.integer({ min: 1, max: 1_000 })])(
    'knows no currency and no volume',
    (bars, shift, volume) => {
      const plain = column(bars);
      const other = column(
        bars.map((bar): Bar => [...times(bar, 2 ** shift)].with(4, volume) as unknown as Bar),
      );
      expect(other === null).toBe(plain === null);
      for (const [row, bps] of (plain ?? []).entries()) {
        // The logarithms of other prices have other last bits, and a root of what is left of their differences has half as many.
        expect(Math.abs(other![row]! - bps)).toBeLessThan(1e-3 + 1e-6 * bps);
      }
    },
  );
});
