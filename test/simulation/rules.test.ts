/** Each rule alone in a simulation in which it acts, and in one that differs in one thing and in which it does not. */
import { describe, expect, test } from 'vitest';
import { type ParamValues, withDefaults } from '../../src/core/params.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { type RiskRuleName, riskRules } from '../../src/risk/rules/index.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, HOUR_MS, makeTape } from '../support/makeTape.ts';
import { allBrakes, runTape } from '../support/runTape.ts';
import { scripted } from '../support/scripted.ts';

const STILL: BarRow = [100, 100, 100, 100, 100_000];
const still = (count: number): BarRow[] => Array<BarRow>(count).fill(STILL);

interface World {
  readonly wishes: Readonly<Record<number, readonly Intent[]>>;
  /** Of BTC; eight hours at 100 where it is left out. */
  readonly bars?: readonly BarRow[];
  /** Of ETH, of the same sector; as BTC where it is left out. */
  readonly otherBars?: readonly BarRow[];
  readonly otherSector?: string;
  readonly params?: ParamValues;
}

interface Case {
  readonly rule: RiskRuleName;
  readonly params?: ParamValues;
  readonly acts: World;
  readonly rests: World;
  /** What the decision says; a refusal where it is left out. */
  readonly kind?: 'refused' | 'halt';
}

/** At market under a stop 5 % away, on 10,000 of equity at a leverage of 5. */
function enter(
  side: 'buy' | 'sell',
  qty: number,
  fields: { symbol?: string; limitPrice?: number } = {},
): Intent {
  const { symbol = 'BTC-USDT' } = fields;
  return { kind: 'enter', side, qty, stop: { kind: 'fixedRatio', distanceRatio: 0.05 }, ...fields, symbol };
}
const buy = (qty: number, symbol?: string) => enter('buy', qty, symbol === undefined ? {} : { symbol });
const sell = (qty: number, symbol?: string) => enter('sell', qty, symbol === undefined ? {} : { symbol });
const ETH = 'ETH-USDT';
const exit: Intent = { kind: 'exit', symbol: 'BTC-USDT' };

/** Two hours, a fall in which a stop 5 % away is hit, and then as before it. */
const FALL: readonly BarRow[] = [
  ...still(2),
  [100, 100, 94, 94, 100_000],
  ...Array<BarRow>(5).fill([94, 94, 94, 94, 100_000]),
];

const CASES: readonly Case[] = [
  {
    rule: 'priceSanity',
    acts: { wishes: { 1: [enter('buy', 1, { limitPrice: 89.99 })] } },
    rests: { wishes: { 1: [enter('buy', 1, { limitPrice: 90 })] } },
  },
  {
    // Since the close of the first bar two bars of ETH are missing, and then three.
    rule: 'staleData',
    acts: { wishes: { 3: [buy(1, ETH)] }, otherBars: [STILL, null, null, null, ...still(4)] },
    rests: { wishes: { 2: [buy(1, ETH)] }, otherBars: [STILL, null, null, null, ...still(4)] },
  },
  {
    rule: 'leverageCap',
    params: { limitRatio: 1 },
    acts: { wishes: { 1: [buy(60), buy(41, ETH)] } },
    rests: { wishes: { 1: [buy(60), buy(39, ETH)] } },
  },
  {
    rule: 'grossNotionalCap',
    params: { limitQuote: 5_000 },
    acts: { wishes: { 1: [buy(30), sell(30, ETH)] } },
    rests: { wishes: { 1: [buy(30), sell(19, ETH)] } },
  },
  {
    rule: 'directionCap',
    params: { limitRatio: 0.5 },
    acts: { wishes: { 1: [buy(30), buy(30, ETH)] } },
    rests: { wishes: { 1: [buy(30), sell(30, ETH)] } },
  },
  {
    rule: 'netDeltaCap',
    acts: { wishes: { 1: [buy(80), buy(30, ETH)] } },
    rests: { wishes: { 1: [buy(80), sell(30, ETH)] } },
  },
  {
    rule: 'sectorCap',
    acts: { wishes: { 1: [buy(20), sell(20, ETH)] } },
    rests: { wishes: { 1: [buy(20), sell(20, ETH)] }, otherSector: 'another' },
  },
  {
    rule: 'maxOpenPositions',
    params: { limitCount: 1 },
    acts: { wishes: { 1: [buy(1)], 3: [buy(1, ETH)] } },
    rests: { wishes: { 1: [buy(1)], 3: [buy(1)] } },
  },
  { rule: 'cashReserve', acts: { wishes: { 1: [buy(401)] } }, rests: { wishes: { 1: [buy(399)] } } },
  {
    rule: 'minMarginBuffer',
    params: { limitRatio: 5 },
    acts: { wishes: { 1: [buy(334)] } },
    rests: { wishes: { 1: [buy(333)] } },
  },
  // 600 of heat: 500 under the first stop once it stands, and 5 a base.
  {
    rule: 'portfolioHeat',
    acts: { wishes: { 1: [buy(100)], 3: [buy(25, ETH)] } },
    rests: { wishes: { 1: [buy(100)], 3: [buy(18, ETH)] } },
  },
  {
    rule: 'venueCap',
    acts: { wishes: { 1: [buy(1)] }, params: { limitRatio: 0.99 } },
    rests: { wishes: { 1: [buy(1)] } },
  },
  { rule: 'effectiveExposure', acts: { wishes: { 1: [buy(51)] } }, rests: { wishes: { 1: [buy(49)] } } },
  {
    rule: 'maxTradesPerDay',
    params: { limitCount: 1 },
    acts: { wishes: { 1: [buy(1)], 22: [buy(1)] }, bars: still(26) },
    // The bar that closes at 24:00 is the first of the new day.
    rests: { wishes: { 1: [buy(1)], 23: [buy(1)] }, bars: still(26) },
  },
  {
    rule: 'cooldown',
    params: { durationMs: 2 * HOUR_MS },
    acts: { wishes: { 1: [buy(1)], 3: [exit], 5: [buy(1)] } },
    rests: { wishes: { 1: [buy(1)], 3: [exit], 6: [buy(1)] } },
  },
  {
    rule: 'stopLossGuard',
    params: { limitCount: 1, windowMs: HOUR_MS, haltMs: 3 * HOUR_MS },
    acts: { wishes: { 0: [buy(1)], 4: [buy(1)] }, bars: FALL },
    rests: { wishes: { 0: [buy(1)], 4: [buy(1)] } },
  },
  {
    rule: 'flipGuard',
    params: { limitCount: 1, windowMs: 4 * HOUR_MS },
    kind: 'halt',
    acts: { wishes: { 1: [buy(1)], 2: [sell(2)], 3: [buy(2)] } },
    rests: { wishes: { 1: [buy(1)], 2: [sell(2)], 6: [buy(2)] } },
  },
  {
    rule: 'weeklyDrawdown',
    params: { limitRatio: 0.025 },
    kind: 'halt',
    acts: { wishes: { 0: [buy(50)] }, bars: FALL },
    rests: { wishes: { 0: [buy(40)] }, bars: FALL },
  },
  {
    rule: 'sessionLossLimit',
    params: { limitRatio: 0.025 },
    kind: 'halt',
    acts: { wishes: { 0: [buy(50)] }, bars: FALL },
    rests: { wishes: { 0: [buy(40)] }, bars: FALL },
  },
  {
    rule: 'coldStart',
    acts: { wishes: { 1: [buy(1)] }, params: { stage: 'demo' } },
    rests: { wishes: { 1: [buy(1)] } },
  },
];

function run({ rule, params }: Case, world: World): RunRecord {
  const policy: Policy = {
    name: rule,
    why: 'a test',
    rules: { [rule]: withDefaults(riskRules[rule].params as never, { ...params, ...world.params } as never) },
    guardian: allBrakes('localStop').guardian,
  };
  const bars = world.bars ?? still(8);
  const specs = [
    { symbol: 'BTC-USDT', bars, instrument: { sector: 'one' } },
    { symbol: ETH, bars: world.otherBars ?? bars, instrument: { sector: world.otherSector ?? 'one' } },
  ];
  return runTape({ tape: makeTape(specs), strategy: scripted(world.wishes), policy });
}

/** What the rule did; how much of it was used is told as well. */
const decisionsOf = (record: RunRecord, rule: string) =>
  record.journal.flatMap((entry) =>
    entry.kind === 'decision' && entry.decision.rule === rule && entry.decision.kind !== 'level'
      ? [entry.decision.kind]
      : [],
  );
const entriesOf = (record: RunRecord) =>
  record.journal.flatMap((entry) =>
    entry.kind === 'decision' && entry.decision.kind === 'approved' && entry.decision.side !== null
      ? [entry.decision]
      : [],
  ).length;

describe.each(CASES)('$rule', (one) => {
  const wishCount = (world: World) =>
    Object.values(world.wishes)
      .flat()
      .filter(({ kind }) => kind === 'enter').length;

  test('acts', () => {
    const record = run(one, one.acts);
    expect(record.strategyError).toBeNull();
    expect(decisionsOf(record, one.rule)).toContain(one.kind ?? 'refused');
    // The last wish is the one that is refused; a breaker may trip after it.
    const isBreaker = riskRules[one.rule].answer !== null && one.rule !== 'flipGuard';
    expect(entriesOf(record)).toBe(wishCount(one.acts) - (isBreaker ? 0 : 1));
  });

  test('rests', () => {
    const record = run(one, one.rests);
    expect(record.strategyError).toBeNull();
    expect(decisionsOf(record, one.rule)).toEqual([]);
    expect(entriesOf(record)).toBe(wishCount(one.rests));
  });
});

test('every rule that all-brakes leaves out stands here', () => {
  const { rules } = allBrakes();
  const left = Object.keys(riskRules).filter((name) => !(name in rules));
  expect(CASES.map(({ rule }) => rule).sort()).toEqual(left.sort());
});
