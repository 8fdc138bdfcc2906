import { describe, expect, test } from 'vitest';
import { type ParamValues, withDefaults } from '../../../src/core/params.ts';
import { DAY_MS, HOUR_MS } from '../../../src/core/time.ts';
import type { RiskRule } from '../../../src/risk/riskRule.ts';
import { riskRules } from '../../../src/risk/rules/index.ts';
import { makeView } from '../../support/riskView.ts';

type AnyRule = RiskRule<Record<never, never>, unknown>;
type Path = readonly (readonly [atMs: number, equityQuote: number])[];

/** Thursday, 12 May 2022, 00:00 UTC; the Monday of its week, and the next. */
const THURSDAY = Date.UTC(2022, 4, 12);
const MONDAY = THURSDAY - 3 * DAY_MS;
const NEXT_MONDAY = MONDAY + 7 * DAY_MS;

function afterwards(name: keyof typeof riskRules, path: Path) {
  const rule = riskRules[name] as unknown as AnyRule;
  const params = withDefaults(rule.params);
  let state = rule.initial(params);
  for (const [atMs, equityQuote] of path)
    state = rule.fold!(state, { kind: 'equity', atMs, equityQuote }, params);
  return {
    state,
    watch: (atMs: number, equityQuote: number) => rule.watch!(makeView({ atMs, equityQuote }), state, params),
    use: (atMs: number, equityQuote: number) => rule.use!(makeView({ atMs, equityQuote }), state, params),
    limit: (params as ParamValues).limitRatio as number,
  };
}

const BREAKERS = [
  ['drawdownBreaker', 100_000, 'reset'],
  ['dailyLossHalt', 100_000, 'utcDay'],
  ['weeklyDrawdown', 100_000, 'reset'],
  ['sessionLossLimit', 100_000, 'reset'],
] as const;

describe.each(BREAKERS)('%s', (name, baseQuote, end) => {
  const path: Path = [[THURSDAY + HOUR_MS, baseQuote]];

  test('trips at its limit, and a cent under it; a cent over it does not', () => {
    const { watch, limit } = afterwards(name, path);
    const edgeQuote = baseQuote * (1 - limit);
    expect(watch(THURSDAY + 2 * HOUR_MS, edgeQuote + 0.01)).toBeNull();
    expect(watch(THURSDAY + 2 * HOUR_MS, edgeQuote)).toMatchObject({ rule: name, limit, unit: 'ratio' });
    expect(watch(THURSDAY + 2 * HOUR_MS, edgeQuote)!.actual).toBeCloseTo(limit, 12);
    expect(watch(THURSDAY + 2 * HOUR_MS, edgeQuote - 0.01)!.actual).toBeGreaterThan(limit);
    expect(riskRules[name].answer).toEqual({ state: 'halted', end });
  });

  test('equity that is no number trips it, seen before or not, and is not remembered', () => {
    for (const equityQuote of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (const seen of [path, []] as const) {
        const { watch } = afterwards(name, seen);
        expect(watch(THURSDAY + 2 * HOUR_MS, equityQuote)).toMatchObject({ rule: name, actual: 1 });
      }
      const poisoned = afterwards(name, [...path, [THURSDAY + 2 * HOUR_MS, equityQuote]]);
      expect(poisoned.state).toEqual(afterwards(name, path).state);
      expect(poisoned.watch(THURSDAY + 3 * HOUR_MS, baseQuote)).toBeNull();
    }
  });

  test('an account that began its count with nothing trips; without any equity seen nothing is lost', () => {
    expect(afterwards(name, [[THURSDAY, 0]]).watch(THURSDAY, 0)).not.toBeNull();
    expect(afterwards(name, [[THURSDAY, -5]]).watch(THURSDAY, -10)).not.toBeNull();
    expect(afterwards(name, []).watch(THURSDAY, 5)).toBeNull();
  });

  test('says how much of it is used: half at half, nothing after a gain', () => {
    const { use, limit } = afterwards(name, path);
    expect(use(THURSDAY + 2 * HOUR_MS, baseQuote * (1 - limit / 2))).toBeCloseTo(0.5, 12);
    expect(use(THURSDAY + 2 * HOUR_MS, baseQuote + 1)).toBe(0);
    expect(use(THURSDAY + 2 * HOUR_MS, Number.NaN)).toBeNull();
  });
});

describe('what each counts from', () => {
  const risen: Path = [
    [MONDAY, 100_000],
    [MONDAY + HOUR_MS, 110_000],
    [THURSDAY, 105_000],
  ];
  const at = THURSDAY + HOUR_MS;

  test('the week from its peak: 110,000 less 8 % is 101,200, whatever the day lost', () => {
    expect(afterwards('weeklyDrawdown', risen).watch(at, 101_200)).not.toBeNull();
    expect(afterwards('weeklyDrawdown', risen).watch(at, 101_201)).toBeNull();
  });

  test('the session from its beginning: 95,000', () => {
    expect(afterwards('sessionLossLimit', risen).watch(at, 95_000)).not.toBeNull();
    expect(afterwards('sessionLossLimit', risen).watch(at, 95_001)).toBeNull();
  });

  test('a new week begins Monday 00:00 UTC with what there is then', () => {
    const fallen: Path = [...risen, [NEXT_MONDAY - HOUR_MS, 102_000]];
    expect(
      afterwards('weeklyDrawdown', [...fallen, [NEXT_MONDAY - 1, 101_000]]).watch(NEXT_MONDAY - 1, 101_000),
    ).not.toBeNull();
    const begun = afterwards('weeklyDrawdown', [...fallen, [NEXT_MONDAY, 101_000]]);
    expect(begun.watch(NEXT_MONDAY, 101_000)).toBeNull();
    expect(begun.watch(NEXT_MONDAY, 101_000 * 0.92)).not.toBeNull();
    expect(begun.watch(NEXT_MONDAY, 101_000 * 0.92 + 0.01)).toBeNull();
  });

  test('a first sample after Monday midnight counts from the last of the week before', () => {
    const gapped = afterwards('weeklyDrawdown', [...risen, [NEXT_MONDAY + HOUR_MS, 90_000]]);
    // From 105,000 at Thursday, not from the peak of 110,000 and not from the 90,000 of now.
    expect(gapped.watch(NEXT_MONDAY + HOUR_MS, 105_000 * 0.92)).not.toBeNull();
    expect(gapped.watch(NEXT_MONDAY + HOUR_MS, 105_000 * 0.92 + 0.01)).toBeNull();
  });

  test('ISO weeks: Sunday is the last day, and the turn of a year does not cut one', () => {
    const sunday = Date.UTC(2022, 0, 2);
    const year: Path = [[Date.UTC(2021, 11, 31), 100_000]];
    expect(afterwards('weeklyDrawdown', [...year, [sunday, 92_000]]).watch(sunday, 92_000)).not.toBeNull();
    const monday = Date.UTC(2022, 0, 3);
    expect(afterwards('weeklyDrawdown', [...year, [monday, 92_000]]).watch(monday, 92_000)).toBeNull();
  });
});
