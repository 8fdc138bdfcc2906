import { describe, expect, test } from 'vitest';
import { paths } from '../../src/venue/paths/index.ts';
import { crossingOffset, midAtOffset } from '../../src/venue/pricePath.ts';
import { createSymbolMarket, openNextBar } from '../../src/venue/symbolMarket.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { createRig } from './rig.ts';

/** A 3-second bar, so that each part of its path takes one second. */
function openMarket(bar: NonNullable<BarRow>, path: keyof typeof paths = 'adaptive') {
  const tape = makeTape({ bars: [bar] }, { intervalMs: 3_000 });
  const market = createSymbolMarket(tape.symbols[0]!, 0, {
    path: paths[path],
    impact: { model: 'none', coefficient: 0 },
  });
  openNextBar(market);
  return market;
}

describe('the order of the extremes', () => {
  test('adaptive meets the nearer extreme first, and the low in a tie', () => {
    expect(paths.adaptive.highFirst({ open: 100, high: 104, low: 90 }, 0)).toBe(true);
    expect(paths.adaptive.highFirst({ open: 100, high: 110, low: 96 }, 0)).toBe(false);
    expect(paths.adaptive.highFirst({ open: 100, high: 110, low: 90 }, 0)).toBe(false);
  });

  test('ohlc and olhc say what they do', () => {
    expect(paths.ohlc.highFirst({ open: 100, high: 110, low: 99 }, 0)).toBe(true);
    expect(paths.olhc.highFirst({ open: 100, high: 101, low: 90 }, 0)).toBe(false);
  });
});

describe('the path', () => {
  test('goes through its four points at 0, 1/3, 2/3 and 1', () => {
    const market = openMarket([100, 110, 90, 105, 1]);
    const offsets = [0, 500, 1_000, 1_500, 2_000, 2_500, 3_000];
    expect(offsets.map((offset) => midAtOffset(market, offset))).toEqual([100, 95, 90, 100, 110, 107.5, 105]);
  });

  test('goes the other way where the high comes first', () => {
    const market = openMarket([100, 110, 90, 105, 1], 'ohlc');
    expect([500, 1_000, 2_000].map((offset) => midAtOffset(market, offset))).toEqual([105, 110, 90]);
  });

  test('stays at the close after it', () => {
    expect(midAtOffset(openMarket([100, 110, 90, 105, 1]), 9_999)).toBe(105);
  });
});

describe('a crossing', () => {
  const falling = (levelPrice: number) => ({ firesFalling: true, levelPrice });
  const rising = (levelPrice: number) => ({ firesFalling: false, levelPrice });
  const market = openMarket([100, 110, 90, 105, 1]);

  test('lies where the line meets the level', () => {
    expect(crossingOffset(market, falling(97.5), 0)).toBe(250);
    expect(crossingOffset(market, rising(108), 0)).toBe(1_900);
    // 105 is first met on the way up: (105 - 90) / 20 of the second part.
    expect(crossingOffset(market, rising(105), 0)).toBe(1_750);
  });

  test('counts the touch of an extreme', () => {
    expect(crossingOffset(market, falling(90), 0)).toBe(1_000);
    expect(crossingOffset(market, rising(110), 0)).toBe(2_000);
  });

  test('does not happen where the path does not go', () => {
    expect(crossingOffset(market, falling(89.99), 0)).toBe(Number.POSITIVE_INFINITY);
    // After the low the path never comes under 90 again.
    expect(crossingOffset(market, falling(90), 1_000.5)).toBe(Number.POSITIVE_INFINITY);
  });

  test('has happened where price is past the level already', () => {
    expect(crossingOffset(market, falling(105), 2_500)).toBe(3_000);
    expect(crossingOffset(market, falling(108), 2_500)).toBe(2_500);
  });
});

describe('every path', () => {
  const bars: [number, number, number][] = [
    [100, 104, 90],
    [100, 110, 96],
    [100, 110, 90],
  ];

  test.each(Object.keys(paths) as (keyof typeof paths)[])(
    '%s goes through both extremes of a bar',
    (name) => {
      for (const [open, high, low] of bars) {
        const market = openMarket([open, high, low, 99, 1], name);
        const met = [1_000, 2_000].map((offset) => midAtOffset(market, offset));
        expect(met).toEqual(paths[name].highFirst({ open, high, low }, 0) ? [high, low] : [low, high]);
        expect([midAtOffset(market, 0), midAtOffset(market, 3_000)]).toEqual([open, 99]);
      }
      expect(paths[name].text).toContain('open');
    },
  );

  test('adverse goes against the position, and is adaptive without one', () => {
    for (const [open, high, low] of bars) {
      const bar = { open, high, low };
      expect(paths.adverse.highFirst(bar, 2)).toBe(false);
      expect(paths.adverse.highFirst(bar, -0.1)).toBe(true);
      expect(paths.adverse.highFirst(bar, 0)).toBe(paths.adaptive.highFirst(bar, 0));
    }
  });

  test('adverse looks at the sum of all accounts when the bar has opened, after its gap', () => {
    const flat: BarRow = [100, 100, 100, 100, 1e6];
    const bar: BarRow = [100, 101, 90, 95, 1e6];
    const play = (first: 'buy' | 'sell' | null, second: 'buy' | 'sell' | null) => {
      const rig = createRig(makeTape({ bars: [flat, bar] }, { intervalMs: 3_000 }), {
        path: 'adverse',
        accounts: ['main', 'other'].map((accountId) => ({ accountId, startQuote: 10_000, leverage: 5 })),
      });
      rig.runTo(0);
      if (first !== null) rig.place({ side: first, qty: 2 });
      if (second !== null) rig.place({ side: second, qty: 3 }, 'other');
      rig.runTo(4_000);
      return rig.exchange.quote('BTC-USDT', rig.nowMs())!.last;
    };
    // The nearer extreme is the high, so a flat book goes there first.
    expect(play(null, null)).toBe(101);
    expect(play('buy', null)).toBe(90);
    expect(play('sell', null)).toBe(101);
    expect(play('sell', 'buy')).toBe(90);
    expect(play('buy', 'sell')).toBe(101);
  });

  test('adverse counts what is bought at the open itself, and nothing that is bought later', () => {
    const play = (afterMs: number) => {
      const rig = createRig(makeTape({ bars: [[100, 101, 90, 95, 1e6]] }, { intervalMs: 3_000 }), {
        path: 'adverse',
      });
      rig.runTo(afterMs);
      rig.place({});
      rig.runTo(1_000);
      return rig.exchange.quote('BTC-USDT', rig.nowMs())!.last;
    };
    expect([play(0), play(80)]).toEqual([90, 101]);
  });

  test('adverse counts what the jump into the bar has opened', () => {
    const bars: BarRow[] = [
      [100, 100, 100, 100, 1e6],
      [105, 106, 95, 100, 1e6],
    ];
    const rig = createRig(makeTape({ bars }, { intervalMs: 3_000 }), { path: 'adverse' });
    rig.runTo(0);
    rig.place({ triggerPrice: 104 });
    rig.runTo(4_000);
    expect(rig.fills()).toHaveLength(1);
    expect(rig.exchange.quote('BTC-USDT', rig.nowMs())!.last).toBe(95);
  });
});
