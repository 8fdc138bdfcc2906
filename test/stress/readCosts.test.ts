/** What a scenario says of fees, impact and the filling of limits. */
import { describe, expect, test } from 'vitest';
import { describeScenario } from '../../src/cli/describeScenario.ts';
import { resultOf } from '../../src/report/files/resultJson.ts';
import { assumptions } from '../../src/report/sections/assumptions.ts';
import { scenarioShape } from '../../src/stress/jsonSchema.ts';
import { FEE_MODEL_NAMES } from '../../src/stress/readFees.ts';
import { IMPACT_MODEL_NAMES } from '../../src/stress/readImpact.ts';
import { scenarioTapes } from '../../src/stress/scenarioTapes.ts';
import { assumptionsByName, venueScenarios } from './venueScenario.ts';

const { problemsOf, run } = venueScenarios();

type Ran = Awaited<ReturnType<typeof run>>;
const said = ({ outcome }: Ran) => assumptionsByName(outcome);
const fillsOf = ({ outcome }: Ran) =>
  outcome.faulted.record.journal.flatMap((entry) =>
    entry.kind === 'truth' && entry.event.kind === 'fill' ? [entry.event] : [],
  );
const feeBpsOf = (ran: Ran) =>
  fillsOf(ran).map(({ fill }) => Number(((fill.feeQuote / fill.qty / fill.price) * 10_000).toFixed(9)));
/** The line of `validate` about the venue. */
async function described({ outcome, loaded }: Ran) {
  const tapes = await scenarioTapes(outcome.scenario, outcome.tape);
  if (!tapes.ok) throw new Error('no tape');
  return describeScenario(loaded, outcome.tape, tapes.value)
    .filter(([label]) => label === 'venue')
    .flatMap(([, lines]) => lines)
    .join();
}

describe('left out', () => {
  test('everything is as it was before there was a choice', async () => {
    const ran = await run('{}');
    expect(ran.outcome.scenario.venue).not.toHaveProperty('fees');
    expect(ran.outcome.scenario.venue).not.toHaveProperty('impact');
    expect(ran.outcome.scenario.venue).not.toHaveProperty('limitFill');
    expect(said(ran)).toMatchObject({
      impact: 'square-root law with c = 1, one pool a symbol, direction and bar',
      limits: 'filled when the other side trades a tick through them',
      fees: 'MINE-USDT 2/4 bps maker/taker',
    });
    expect(feeBpsOf(ran)).toEqual([4]);
  });

  test('what says the default is the default', async () => {
    const plain = await run('{}');
    const named = await run(
      '{fees: instrument, limitFill: through, impact: {model: squareRoot, coefficient: 1}}',
    );
    expect(named.outcome.faulted.record.fingerprint).toBe(plain.outcome.faulted.record.fingerprint);
    expect(said(named)).toEqual(said(plain));
  });
});

describe('fees', () => {
  test('by tiers are charged, said, in result.json, and known to the client and the table of instruments', async () => {
    const ran = await run('{profile: hyperliquid, fees: {model: tiers, volumeQuote: 26000000}}');
    expect(feeBpsOf(ran)).toEqual([3.5]);
    const { fees } = said(ran);
    expect(fees).toMatch(/^the table of hyperliquid, .*https:\/\/.*last 14 days/);
    expect(fees).toContain('begins in Tier 2 (0.8/3.5 bps) with 26000000 quote traded before');
    // At the midnight of the second day a fourteenth of the volume has run out.
    expect(fees).toContain('the baseline ends in Tier 1 (1.2/4 bps), the faulted run in Tier 1 (1.2/4 bps)');
    expect(ran.outcome.tape.symbols[0]!.instrument).toMatchObject({ makerFeeBps: 0.8, takerFeeBps: 3.5 });
    expect(assumptions(ran.outcome).text).toContain('begins in Tier 2');
    expect(resultOf(ran.outcome).scenario).toMatchObject({
      venue: { fees: 'model tiers; volumeQuote 26000000' },
    });
    expect(await described(ran)).toContain('fees by tiers from 26000000 quote');
  });

  test('a tier that is held is said, also where its volume is not known', async () => {
    const ran = await run('{profile: binance, fees: {model: tiers, tier: 9}}');
    expect(feeBpsOf(ran)).toEqual([1.7]);
    expect(said(ran).fees).toContain('held at VIP 9 (0/1.7 bps) whatever is traded');
    expect(said(ran).fees).toContain('no page was found that has its volume');
    expect(await described(ran)).toContain('fees by tiers, held at 9');
    const short = await run('{profile: okx, fees: tiers}');
    expect(said(short).fees).toContain('begins in Lv 1 (2/5 bps) with 0 quote');
    expect(feeBpsOf(short)).toEqual([5]);
  });

  test.each([
    ['{fees: teirs}', 'venue.fees: unknown fee model "teirs"; did you mean "tiers"?'],
    ['{fees: {model: tierz}}', 'venue.fees.model: unknown fee model "tierz"; did you mean "tiers"?'],
    [
      '{fees: tiers}',
      'venue.fees: the profile generic has no table of fees; expected one of okx, binance, hyperliquid, or fees: instrument',
    ],
    [
      '{profile: okx, fees: {model: tiers, tier: 8}}',
      'venue.fees.tier: 8 is not a tier of okx; expected 0 to 7, Lv 1 to VIP 7',
    ],
    [
      '{profile: okx, fees: {model: tiers, tier: 1, volumeQuote: 5}}',
      'venue.fees.tier: and volumeQuote exclude each other; expected one of them',
    ],
    [
      '{profile: okx, fees: {model: tiers, tier: 0.5}}',
      'venue.fees.tier: 0.5 is not a whole number of at least 0',
    ],
    [
      '{profile: okx, fees: {model: tiers, volumeQuote: -1}}',
      'venue.fees.volumeQuote: -1 is not a number of at least 0',
    ],
    [
      '{fees: {model: instrument, tier: 1}}',
      'venue.fees.tier: has no place in the model instrument, which looks at no volume; leave it out',
    ],
    [
      '{profile: okx, fees: {model: tiers, volume: 1}}',
      'venue.fees.volume: unknown key "volume"; expected one of model, volumeQuote, tier',
    ],
    ['{fees: {}}', 'venue.fees.model: is missing; expected a text'],
    ['{fees: 5}', 'venue.fees: 5 is not a text'],
    [
      '{profile: okx, account: spot, fees: tiers}',
      'venue.fees: the tables of fees are those of perpetuals; a spot account has instrument',
    ],
  ])('%s is refused', async (venue, message) => {
    expect(await problemsOf(venue)).toEqual([message]);
  });
});

describe('impact', () => {
  const costOf = (ran: Ran) => fillsOf(ran).reduce((sum, { impactCostQuote }) => sum + impactCostQuote, 0);

  test('of all symbols, by symbol, or by the coefficient alone', async () => {
    const plain = await run('{impactCoefficient: 2}');
    const linear = await run('{impact: {model: linear, coefficient: 2}}');
    const nothing = await run('{impact: {model: none}}');
    const bySymbol = await run('{impact: {MINE-USDT: {model: almgren}}, impactCoefficient: 2}');
    expect(costOf(nothing)).toBeCloseTo(0, 9);
    expect(costOf(linear)).toBeGreaterThan(0.1);
    expect(costOf(plain)).toBeGreaterThan(costOf(linear));
    expect(costOf(bySymbol)).not.toBeCloseTo(costOf(plain), 3);
    expect([plain, linear, nothing, bySymbol].map((ran) => said(ran).impact)).toEqual([
      'square-root law with c = 2, one pool a symbol, direction and bar',
      'in proportion to what was taken (Kyle 1985) with c = 2, one pool a symbol, direction and bar',
      'none: every order that takes gets the quote, one pool a symbol, direction and bar',
      '3/5 power law (Almgren et al. 2005) with eta = 0.142 and the volatility of a day from the range of the bar, one pool a symbol, direction and bar',
    ]);
    expect(resultOf(bySymbol.outcome).scenario).toMatchObject({
      venue: { impactOf: 'MINE-USDT: model almgren; coefficient 0.142' },
    });
    expect(await described(bySymbol)).toContain('impact 2 and MINE-USDT almgren 0.142, participation');
    expect(await described(nothing)).toContain('impact none, participation');
  });

  test.each([
    [
      '{impact: {model: cubic}}',
      `venue.impact.model: unknown impact model "cubic"; expected one of ${IMPACT_MODEL_NAMES.join(', ')}`,
    ],
    ['{impact: {modle: linear}}', 'venue.impact.modle: unknown key "modle"; did you mean "model"?'],
    [
      '{impact: {model: linear, coeficient: 2}}',
      'venue.impact.coeficient: unknown key "coeficient"; did you mean "coefficient"?',
    ],
    [
      '{impact: {model: none, coefficient: 1}}',
      'venue.impact.coefficient: has no place in the model none, which has none; leave it out',
    ],
    ['{impact: {coefficient: -1}}', 'venue.impact.coefficient: -1 is not a number of at least 0'],
    [
      '{impact: {model: linear}, impactCoefficient: 1}',
      'venue.impactCoefficient: and impact exclude each other, unless impact is by symbol; expected one of them',
    ],
    [
      '{impact: {MINE-USD: {model: linear}}}',
      'venue.impact.MINE-USD: unknown key "MINE-USD"; did you mean "MINE-USDT"?',
    ],
    [
      '{impact: {MINE-USDT: {model: lineal}}}',
      'venue.impact.MINE-USDT.model: unknown impact model "lineal"; did you mean "linear"?',
    ],
    [
      '{impact: linear}',
      'venue.impact: "linear" is not a mapping; expected a mapping with model, coefficient',
    ],
  ])('%s is refused', async (venue, message) => {
    expect(await problemsOf(venue)).toEqual([message]);
  });
});

describe('limitFill', () => {
  test('is taken and said', async () => {
    const ran = await run('{limitFill: touch}');
    expect(ran.outcome.scenario.venue.limitFill).toBe('touch');
    expect(said(ran).limits).toMatch(/^filled when the other side touches them/);
    expect(await described(ran)).toContain('limits fill at a touch');
    expect(await problemsOf('{limitFill: thru}')).toEqual([
      'venue.limitFill: unknown limitFill "thru"; expected one of through, touch',
    ]);
  });
});

test('all of it stands in the schema', () => {
  const venue = scenarioShape().shape.venue;
  const fees = FEE_MODEL_NAMES.flatMap((model) => [model, { model }]);
  for (const good of [
    ...fees.map((one) => ({ fees: one })),
    { fees: { model: 'tiers', volumeQuote: 0 } },
    { fees: { model: 'tiers', tier: 3 } },
    ...IMPACT_MODEL_NAMES.map((model) => ({ impact: { model } })),
    { impact: { 'BTC-USDT': { model: 'linear', coefficient: 0 } } },
    { limitFill: 'touch' },
  ]) {
    expect(venue.safeParse(good).success, JSON.stringify(good)).toBe(true);
  }
  for (const bad of [
    { fees: 'free' },
    { fees: { tier: 1 } },
    { fees: { model: 'tiers', tier: -1 } },
    { impact: { model: 'cubic' } },
    { impact: { model: 'linear', coefficient: -1 } },
    { impact: 1 },
    { limitFill: 'at' },
  ]) {
    expect(venue.safeParse(bad).success, JSON.stringify(bad)).toBe(false);
  }
});
