/** Currency and coin have no natural unit: the same market in other units is decided alike, refused alike and filled alike, to the last bit. */
import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { type ParamSpecs, type ParamValues, withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Tape } from '../../src/market/tape.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import type { EnterIntent } from '../../src/risk/intent.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import { sizers } from '../../src/risk/sizing/index.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import type { ImpactModelName } from '../../src/venue/impacts/index.ts';
import { arbitraryMoves, barsOf, type Move } from '../support/arbitraryTape.ts';
import { HOUR_MS, makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, NO_BRAKES, onEvent, runTape } from '../support/runTape.ts';
import { inverse, quoteFactor, type Scale, scalePolicy, scaleRecord, scaleTape } from '../support/scale.ts';

const LOOKBACK = 6;
const BARS = 26;
const SYMBOLS = ['BTC-USDT', 'ETH-USDT'];
const START_QUOTE = 10_000;

/** A quantity a quarter of another has exactly half its root, one of half has not: what looks at roots is scaled by fours. */
const SCALES: readonly (readonly [string, Scale])[] = [
  ['prices times 4 and quantities by 4: the same quote', { price: 4, qty: 1 / 4 }],
  ['prices times 2 and every amount of quote with them', { price: 2, qty: 1 }],
  ['prices by 4,096 and quantities times 16: a 256th of the quote', { price: 1 / 4_096, qty: 16 }],
];
const HALVED: Scale = { price: 2, qty: 1 / 2 };

const moves = arbitraryMoves(LOOKBACK + BARS);

function tapeOf(paths: readonly (readonly Move[])[]): Tape {
  return makeTape(
    paths.map((path, index) => {
      const bars = barsOf(path, [100, 7][index]!);
      return {
        symbol: SYMBOLS[index]!,
        lookback: bars.slice(0, LOOKBACK),
        bars: bars.slice(LOOKBACK),
        instrument: {
          spreadBps: 3,
          minNotionalQuote: 20,
          maintenanceTiers: [
            { fromNotionalQuote: 0, maintenanceMarginRatio: 0.02 },
            { fromNotionalQuote: 9_000, maintenanceMarginRatio: 0.1 },
          ],
        },
      };
    }),
  );
}

/** What a strategy of chance wishes in a turn, in parts of the price and of the account. */
const anyWish = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  does: fc.constantFrom('enter' as const, 'enter' as const, 'exit' as const, 'nothing' as const),
  side: fc.constantFrom('buy' as const, 'sell' as const),
  /** Lots, or what the sizing says. */
  lots: fc.option(fc.oneof(fc.integer({ min: 1, max: 40_000 }), fc.integer({ min: 40_000, max: 700_000 }))),
  limitRatio: fc.option(fc.constantFrom(0.97, 0.995, 1, 1.02), { freq: 2 }),
  stop: fc.constantFrom('fixedPrice', 'fixedRatio', 'atrTrail', 'chandelier', 'timeStop', 'none'),
  distanceRatio: fc.constantFrom(0.02, 0.05, 0.13),
});
type WishDraw = typeof anyWish extends fc.Arbitrary<infer Value> ? Value : never;

function stopOf({ stop, side, distanceRatio }: WishDraw, close: number): EnterIntent['stop'] {
  const away = side === 'buy' ? 1 - distanceRatio : 1 + distanceRatio;
  switch (stop) {
    case 'fixedPrice':
      return { kind: 'fixedPrice', price: close * away };
    case 'atrTrail':
    case 'chandelier':
      return { kind: stop, multiple: 2, barCount: 3 };
    case 'timeStop':
      return { kind: 'timeStop', maxBars: 3, distanceRatio };
    case 'none':
      return undefined;
    default:
      return { kind: 'fixedRatio', distanceRatio };
  }
}

function ofChance(draws: readonly (readonly WishDraw[])[], scale: Scale): Strategy {
  let turn = 0;
  return {
    warmupBars: 0,
    onBars(bars, _account, submit) {
      for (const draw of draws[turn++ % draws.length]!) {
        const { symbol, does, side, lots, limitRatio } = draw;
        const view = bars.of(symbol);
        if (!view.isNew || does === 'nothing') continue;
        const close = view.close();
        if (does === 'exit') {
          submit({ kind: 'exit', symbol });
          continue;
        }
        const stop = stopOf(draw, close);
        submit({
          kind: 'enter',
          symbol,
          side,
          ...(lots === null ? {} : { qty: (lots / 1_000) * scale.qty }),
          ...(limitRatio === null ? {} : { limitPrice: close * limitRatio }),
          ...(stop === undefined ? {} : { stop }),
        });
      }
    },
  };
}

/** A policy of any rules and brakes, at their defaults; what has none gets a number in the middle of what can bind here. */
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    rules: fc.subarray(Object.keys(riskRules)),
    brakes: fc.subarray(Object.keys(guardianBrakes).filter((name) => name !== 'singleWriter')),
    tinyStage: fc.constantFrom('tiny', 'scaling', 'full'),
  })
  .map(({ rules, brakes, tinyStage }) => ({
    name: 'of chance',
    why: 'a test',
    rules: pick(riskRules, rules, {
      coldStart: { stage: tinyStage },
      grossNotionalCap: { limitQuote: 6_000 },
    }),
    guardian: pick(guardianBrakes, brakes),
  }));

const MIDDLE: Readonly<Record<string, number>> = { quote: 3_000, ratio: 0.3, count: 3, bars: 4, days: 2 };

function pick(
  registry: object,
  names: readonly string[],
  given: Readonly<Record<string, ParamValues>> = {},
): Record<string, never> {
  const picked = names.map((name) => {
    const { params } = (registry as Record<string, { params: ParamSpecs }>)[name]!;
    const values = Object.entries(params).map(([key, spec]) => {
      const unit = spec.kind === 'number' ? spec.unit : 'duration';
      return [key, given[name]?.[key] ?? spec.default ?? MIDDLE[unit] ?? HOUR_MS];
    });
    return [name, Object.fromEntries(values)];
  });
  return Object.fromEntries(picked);
}

/** Room enough to be liquidated in. */
const wide: Policy = {
  ...NO_BRAKES,
  rules: pick(riskRules, ['grossNotionalCap'], { grossNotionalCap: { limitQuote: 30_000 } }),
};

const trouble: readonly ScheduledFault[] = [
  onEvent('F1', 'silentStop', 'stop.accepted', 2, 300),
  disconnectAt('F2', TAPE_FROM_MS + 9 * HOUR_MS + 20, 2 * HOUR_MS),
  {
    id: 'F3',
    fault: 'spread10x',
    params: { spreadFactor: 40, depthDivisor: 20, durationMs: 1 },
    trigger: {
      kind: 'during',
      fromMs: TAPE_FROM_MS + 4 * HOUR_MS,
      toMs: TAPE_FROM_MS + 15 * HOUR_MS,
      symbol: 'BTC-USDT',
      probability: 1,
      maxFires: null,
    },
  },
];

interface World {
  readonly tape: Tape;
  readonly policy: Policy;
  readonly strategy: (scale: Scale) => Strategy;
  readonly hasTrouble: boolean;
  readonly sizer: keyof typeof sizers;
  readonly impact: ImpactModelName;
  readonly account: number;
}

const ACCOUNTS = [
  { leverage: 5 },
  { leverage: 5, terms: { marginMode: 'isolated' as const } },
  { leverage: 1, terms: { kind: 'spot' as const } },
];

function run(world: World, scale: Scale): RunRecord {
  const { params } = sizers[world.sizer];
  return runTape({
    tape: scaleTape(world.tape, scale),
    policy: scalePolicy(world.policy, scale),
    strategy: world.strategy(scale),
    faults: world.hasTrouble ? trouble : [],
    startQuote: START_QUOTE * quoteFactor(scale),
    sizing: { name: world.sizer, params: withDefaults(params as never) } as never,
    exchange: {
      impact: { model: world.impact, coefficient: 1 },
      limitFill: world.hasTrouble ? 'touch' : 'through',
      funding: { kind: 'constant', ratio: 0.001 },
      insuranceFundQuote: 500 * quoteFactor(scale),
    },
    ...ACCOUNTS[world.account]!,
  });
}

/** Everything that was decided, sent and done, in the first units. */
function told(record: RunRecord, scale: Scale): unknown {
  const back = inverse(scale);
  return {
    journal: record.journal.map((entry) => scaleRecord(entry, back)),
    equityQuote: record.final.equityQuote / quoteFactor(scale),
    believedEquityQuote: record.final.believedEquityQuote / quoteFactor(scale),
  };
}

function expectAlike(world: World, scale: Scale): void {
  const plain = { price: 1, qty: 1 };
  const [here, there] = [told(run(world, plain), plain), told(run(world, scale), scale)];
  // As text first, which costs a hundredth of the comparison that says where they differ.
  if (JSON.stringify(here) !== JSON.stringify(there)) expect(there).toEqual(here);
}

const anyChance = fc
  .record({
    paths: fc.tuple(moves, moves),
    policy: fc.oneof({ weight: 3, arbitrary: anyPolicy }, { weight: 1, arbitrary: fc.constant(NO_BRAKES) }),
    draws: fc.array(fc.array(anyWish, { maxLength: 2 }), { minLength: 4, maxLength: 12 }),
    hasTrouble: fc.boolean(),
    sizer: fc.constantFrom(
      'fixedFraction' as const,
      'atrSize' as const,
      'volTarget' as const,
      'halfKelly' as const,
    ),
    impact: fc.constantFrom<ImpactModelName>('squareRoot', 'linear', 'almgren', 'none'),
    account: fc.integer({ min: 0, max: ACCOUNTS.length - 1 }),
  })
  .map(
    ({ paths, draws, ...rest }): World => ({
      ...rest,
      tape: tapeOf(paths),
      strategy: (scale) => ofChance(draws, scale),
    }),
  );

/** A strategy that trades often, both ways, under the policy of all brakes. */
const anyBraked = fc
  .record({
    paths: fc.tuple(moves, moves),
    policy: fc.constantFrom(allBrakes(), allBrakes('perOrderCap', 'riskPerTrade'), wide),
    hasTrouble: fc.boolean(),
    account: fc.integer({ min: 0, max: 1 }),
    fast: fc.integer({ min: 1, max: 3 }),
  })
  .map(({ paths, fast, ...rest }): World => {
    const params = withDefaults(smaCross.params, { fast, slow: 5, allowShort: true, stopBarCount: 3 });
    return {
      ...rest,
      tape: tapeOf(paths),
      strategy: () => smaCross.create(params, SYMBOLS),
      sizer: 'fixedFraction',
      impact: 'squareRoot',
    };
  });

describe('the runs that the properties below are about', () => {
  test('are refused, cut, filled, stopped, moved, liquidated, halted and repaired', () => {
    const kinds = new Map<string, number>();
    const worlds = [
      ...fc.sample(anyChance, { numRuns: 30, seed: 7 }),
      ...fc.sample(anyBraked, { numRuns: 6, seed: 7 }),
    ];
    for (const world of worlds) {
      for (const entry of run(world, { price: 1, qty: 1 }).journal) {
        const name =
          entry.kind === 'truth'
            ? entry.event.kind
            : entry.kind === 'decision'
              ? entry.decision.kind
              : entry.kind;
        kinds.set(name, (kinds.get(name) ?? 0) + 1);
        if (entry.kind === 'decision' && entry.decision.unit === 'quote')
          kinds.set('in quote', (kinds.get('in quote') ?? 0) + 1);
      }
    }
    for (const kind of [
      'fill',
      'fault',
      'funding',
      'liquidationStarted',
      'orderRejected',
      'orderTriggered',
      'approved',
      'resized',
      'refused',
      'halt',
      'stopMoved',
      'stopFailed',
      'in quote',
    ]) {
      expect(kinds.get(kind) ?? 0, `${kind} of ${JSON.stringify([...kinds])}`).toBeGreaterThan(0);
    }
  });
});

describe.each(SCALES)('%s', (_words, scale) => {
  test.prop([anyBraked], { numRuns: 5 })('all brakes decide alike', (world) => expectAlike(world, scale));
  test.prop([anyChance], { numRuns: 8 })('strategies of chance under any policy end alike', (world) =>
    expectAlike(world, scale),
  );
});

describe('prices times 2 and quantities by 2: the same quote', () => {
  test.prop([anyBraked], { numRuns: 5 })('all brakes decide alike', (world) =>
    expectAlike({ ...world, impact: 'linear' }, HALVED),
  );
  test.prop([anyChance], { numRuns: 8 })('strategies of chance under any policy end alike', (world) =>
    expectAlike({ ...world, impact: world.impact === 'squareRoot' ? 'linear' : world.impact }, HALVED),
  );
});
