import { describe, expect, test } from 'vitest';
import { scenarioShape } from '../../src/stress/jsonSchema.ts';
import { assumptionsByName, hourOf, venueScenarios } from './venueScenario.ts';

const { problemsOf, run: runBoth } = venueScenarios({
  'rates.csv': `time,rate\n${hourOf(5)},0.01\n${hourOf(6)},-0.002\n`,
  'wrong.csv': `time,rate\n${hourOf(5)},1\nnow,0.01\n`,
});
const run = async (venue: string) => (await runBoth(venue)).outcome;

describe('what a scenario says of its account', () => {
  test('is nothing where it says nothing', async () => {
    const outcome = await run('{}');
    expect(Object.keys(outcome.scenario.venue).sort()).toEqual(
      ['impactCoefficient', 'leverage', 'participationRatio', 'profile', 'startEquityQuote'].sort(),
    );
    expect(assumptionsByName(outcome).funding).toBe('none is paid or received');
    expect(outcome.faulted.record.final).not.toHaveProperty('fundingQuote');
  });

  test('funding at one rate is charged at the times of the profile, in the costs and conserved', async () => {
    const outcome = await run('{leverage: 3, funding: {rateBps: 10}}');
    const { metrics, record } = outcome.faulted;
    const payments = record.journal.flatMap((entry) =>
      entry.kind === 'truth' && entry.event.kind === 'funding' ? [entry.event.payment] : [],
    );
    // From the first hour of 03-01 to the last of 03-02: 08, 16, 00, 08, 16.
    expect(payments.map(({ venueTimeMs }) => new Date(venueTimeMs).getUTCHours())).toEqual([8, 16, 0, 8, 16]);
    const paidQuote = payments.reduce((sum, payment) => sum + payment.paidQuote, 0);
    expect(paidQuote).toBeGreaterThan(0);
    expect(metrics.fundingPaid!.value).toBeCloseTo(paidQuote, 9);
    expect(record.final.fundingQuote).toBeCloseTo(paidQuote, 9);
    expect(record.final.believedEquityQuote).toBeCloseTo(record.final.equityQuote, 6);
    expect(outcome.faulted.trades[0]!.pnlQuote).toBeCloseTo(record.final.equityQuote - record.startQuote, 6);
    expect(outcome.verification!.isDeterministic).toBe(true);
    expect(outcome.invariants.map(({ status }) => status)).toEqual(['held']);
    expect(assumptionsByName(outcome).funding).toMatch(
      /^10 bps every 8h from midnight UTC, the times of the profile, paid by longs/,
    );
  });

  test('a table is charged at its own times', async () => {
    const outcome = await run('{funding: {file: rates.csv}}');
    const { journal } = outcome.faulted.record;
    const ratios = journal.flatMap((entry) =>
      entry.kind === 'truth' && entry.event.kind === 'funding' ? [entry.event.payment.ratio] : [],
    );
    expect(ratios).toEqual([0.01, -0.002]);
    expect(assumptionsByName(outcome).funding).toMatch(/^at the 2 times and rates of rates.csv/);
  });

  test('margin, a leverage a symbol and a fund are taken and said', async () => {
    const outcome = await run('{margin: isolated, leverage: {MINE-USDT: 4}, insuranceFund: 1000}');
    expect(outcome.scenario.venue).toMatchObject({
      marginMode: 'isolated',
      leverageOf: { 'MINE-USDT': 4 },
      insuranceFundQuote: 1_000,
    });
    expect(assumptionsByName(outcome).account).toMatch(
      /^linear perpetual, isolated margin, leverage MINE-USDT 4, 10000 quote/,
    );
    expect(assumptionsByName(outcome).insurance).toMatch(/^the fund has 1000 quote/);
  });

  test('is wrong where it cannot be, each part with its reason', async () => {
    expect(
      await problemsOf(
        '{account: spot, leverage: 3, margin: cross, funding: {rateBps: 1}, insuranceFund: 1}',
      ),
    ).toEqual([
      'venue.margin: has no place in a spot account, which has no margin; leave it out',
      'venue.funding: has no place in a spot account: only perpetuals pay it; leave it out',
      'venue.insuranceFund: has no place in a spot account, which cannot be liquidated; leave it out',
      'venue.leverage: a spot account has none: what is bought is paid for; expected 1, or leave it out',
    ]);
    expect(await problemsOf('{account: sport}')).toEqual([expect.stringMatching(/did you mean "spot"/)]);
    expect(await problemsOf('{margin: isolatd}')).toEqual([expect.stringMatching(/did you mean "isolated"/)]);
    expect(await problemsOf('{leverage: {MINE-USD: 4}}')).toEqual([expect.stringMatching(/MINE-USDT/)]);
    expect(await problemsOf('{leverage: {MINE-USDT: 0.5}}')).toHaveLength(1);
    expect(await problemsOf('{funding: {}}')).toEqual([expect.stringMatching(/expected one of rateBps/)]);
    expect(await problemsOf('{funding: {rateBps: 1000}}')).toEqual([
      expect.stringMatching(/a tenth of the notional/),
    ]);
    expect(await problemsOf('{funding: {file: rate.csv}}')).toEqual([
      expect.stringMatching(/does not exist; did you mean ".*rates.csv"/),
    ]);
    expect(await problemsOf('{funding: {file: wrong.csv}}')).toEqual([
      expect.stringMatching(/^venue.funding.file: .*wrong.csv:2: a rate of 1 is a tenth/),
      expect.stringMatching(/^venue.funding.file: .*wrong.csv:3: "now"/),
    ]);
  });

  test('stands in the schema', () => {
    const venue = scenarioShape().shape.venue;
    for (const good of [
      { account: 'spot' },
      { margin: 'isolated', leverage: { 'MINE-USDT': 4 }, funding: { rateBps: -1 }, insuranceFund: 0 },
      { funding: { file: 'rates.csv' } },
    ]) {
      expect(venue.safeParse(good).success).toBe(true);
    }
    for (const bad of [
      { account: 'sport' },
      { funding: { rateBps: 1, file: 'rates.csv' } },
      { leverage: { A: 0 } },
    ]) {
      expect(venue.safeParse(bad).success).toBe(false);
    }
  });
});
