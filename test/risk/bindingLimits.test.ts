import { describe, expect, test } from 'vitest';
import { describeBinding } from '../../src/cli/describeBinding.ts';
import { unwrap } from '../../src/core/result.ts';
import { bindingLimits, TYPICAL_ENTRY } from '../../src/risk/bindingLimits.ts';
import { createPolicy, type PolicyInput } from '../../src/risk/createPolicy.ts';

const policyOf = (rules: NonNullable<PolicyInput['rules']>) => unwrap(createPolicy({ rules }));
const limitsOf = (rules: NonNullable<PolicyInput['rules']>, entry = TYPICAL_ENTRY) =>
  bindingLimits(policyOf(rules), entry).map(({ rule, notionalRatio, bindsFromStopRatio }) => [
    rule,
    Number(notionalRatio.toFixed(6)),
    bindsFromStopRatio === null ? null : Number(bindsFromStopRatio.toFixed(6)),
  ]);

describe('limits that contradict each other', () => {
  test('1 % of risk under two hourly ATR is a position of 71 %, and a direction cap of 5 % wins', () => {
    expect(limitsOf({ riskPerTrade: { limitRatio: 0.01 }, directionCap: { limitRatio: 0.05 } })).toEqual([
      ['directionCap', 0.05, null],
      ['riskPerTrade', 0.714286, 0.2],
    ]);
  });

  test('every cap is asked, in the unit of a share of equity', () => {
    const rules = {
      perOrderCap: { limitRatio: 0.2 },
      maxPosition: { limitRatio: 0.3 },
      totalExposureCap: { limitRatio: 0.8 },
      leverageCap: {},
      grossNotionalCap: { limitQuote: 1_000 },
      netDeltaCap: {},
      sectorCap: { limitRatio: 0.4 },
      cashReserve: {},
      minMarginBuffer: {},
      portfolioHeat: {},
      effectiveExposure: {},
    };
    expect(limitsOf(rules)).toEqual([
      ['grossNotionalCap', 0.1, null],
      ['perOrderCap', 0.2, null],
      ['maxPosition', 0.3, null],
      ['sectorCap', 0.4, null],
      ['effectiveExposure', 0.5, null],
      ['totalExposureCap', 0.8, null],
      ['cashReserve', 0.8, null],
      ['netDeltaCap', 1, null],
      ['leverageCap', 3, null],
      // 6 % of heat over 1.4 %; it binds where the stop is 60 % away.
      ['portfolioHeat', 4.285714, 0.6],
      // 6,667 of maintenance: 250 and 1,875 of the first two tiers that are assumed, and the rest at 5 %.
      ['minMarginBuffer', expect.closeTo(19.083333, 5), null],
    ]);
  });

  test('what the account is decides: equity of 1,000, a leverage of 3, a stop 10 % away', () => {
    const entry = { equityQuote: 1_000, leverage: 3, stopDistanceRatio: 0.1 };
    expect(
      limitsOf({ riskPerTrade: {}, cashReserve: {}, grossNotionalCap: { limitQuote: 5_000 } }, entry),
    ).toEqual([
      ['riskPerTrade', 0.1, expect.closeTo(0.004167, 6)],
      ['cashReserve', 2.4, null],
      ['grossNotionalCap', 5, null],
    ]);
  });

  test('while a cold start goes on: a tenth of each cap, or 50 quote', () => {
    expect(limitsOf({ maxPosition: {}, coldStart: { stage: 'scaling' } })).toEqual([
      ['maxPosition', 0.01, null],
    ]);
    expect(limitsOf({ maxPosition: {}, coldStart: { stage: 'tiny' } })).toEqual([
      ['coldStart', 0.005, null],
      ['maxPosition', 0.1, null],
    ]);
    expect(limitsOf({ maxPosition: {}, coldStart: {} })).toEqual([['maxPosition', 0.1, null]]);
  });

  test('alone a rule that looks at the stop binds at every distance, and a policy may bound nothing', () => {
    expect(limitsOf({ riskPerTrade: {} })).toEqual([['riskPerTrade', 0.714286, null]]);
    expect(limitsOf({ requireStop: {}, dailyLossHalt: {} })).toEqual([]);
  });
});

test('as validate prints it', () => {
  const policy = policyOf({
    perOrderCap: { limitRatio: 0.1 },
    maxPosition: {},
    riskPerTrade: { limitRatio: 0.02 },
  });
  expect(describeBinding(policy)).toEqual([
    'perOrderCap and maxPosition, at 10 % of equity',
    'riskPerTrade would allow 140 %, and binds where the stop is 20 % away or more',
    'said of a first entry with its stop 1.4 % away, 10000 of equity, leverage 1',
  ]);
  expect(describeBinding(policyOf({}))).toEqual(['no rule bounds the size of an entry']);
});
