import { cwd } from 'node:process';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/core/result.ts';
import { HOUR_MS } from '../../src/core/time.ts';
import { type LoadOptions, loadScenario } from '../../src/stress/loadScenario.ts';
import { temporaryFolder } from '../market/temporaryFolder.ts';
import { lineOf, POLICY_TEXT, type SectionName, scenarioText } from './scenarioText.ts';

const FROM_MS = Date.UTC(2022, 4, 1);
const BAR_MS = HOUR_MS;

type Sections = Partial<Record<SectionName, string | null>>;

async function load(
  sections: Sections,
  files: Record<string, string> = {},
  options: Partial<LoadOptions> = {},
) {
  const folder = temporaryFolder({ 's.yaml': scenarioText(sections), 'p.yaml': POLICY_TEXT, ...files });
  const loaded = await loadScenario(`${folder}/s.yaml`, { packageFolder: cwd(), ...options });
  if (loaded.ok) return { scenario: loaded.value.scenario, loaded: loaded.value, problems: [] };
  return {
    scenario: null,
    loaded: null,
    problems: loaded.problems.map((problem) => formatProblem(problem).replaceAll(`${folder}/`, '')),
  };
}

async function scenarioOf(
  sections: Sections,
  files: Record<string, string> = {},
  options: Partial<LoadOptions> = {},
) {
  const { scenario, problems } = await load(sections, files, options);
  if (scenario === null) throw new Error(problems.join('\n'));
  return scenario;
}

describe('a scenario that can be read', () => {
  test('is resolved: bars to times, defaults taken, policy and strategy in place', async () => {
    const scenario = await scenarioOf({});
    expect(scenario).toMatchObject({
      name: 'silent-stop',
      seed: 42,
      data: {
        symbols: ['BTC-USDT', 'ETH-USDT'],
        fromMs: FROM_MS,
        toMs: Date.UTC(2022, 4, 8),
        refineMs: HOUR_MS,
        lookbackDays: 0,
        baseFolder: cwd(),
      },
      clock: {
        path: 'adaptive',
        latency: { command: { minMs: 20, meanMs: 80 }, event: { minMs: 20, meanMs: 80 } },
      },
      venue: {
        profile: 'generic',
        leverage: 5,
        startEquityQuote: 10_000,
        impactCoefficient: 1,
        participationRatio: 0.1,
      },
      strategy: { definition: { name: 'smaCross' }, params: { fast: 10, slow: 20 } },
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
      policy: { name: 'mine', rules: { requireStop: {} }, guardian: {} },
      healMs: FROM_MS + 100 * BAR_MS,
      drainMs: Date.UTC(2022, 4, 7),
      expect: { violates: [], metrics: [] },
    });
    expect(scenario.invariants.map(({ name }) => name)).toEqual(['protected', 'standDown']);
    expect(scenario.invariants[0]?.params).toEqual({ withinMs: 10_000 });
    expect(scenario.faults).toEqual([
      {
        id: 'F1',
        fault: 'silentStop',
        params: {},
        trigger: {
          kind: 'on',
          event: 'stop.accepted',
          symbol: null,
          fromMs: null,
          nth: 1,
          afterMs: 500,
          probability: 1,
          maxFires: null,
        },
      },
    ]);
  });

  test('wealth off the venue is there where it is named, and nowhere else', async () => {
    const { venue } = await scenarioOf({ venue: 'venue: {offVenueQuote: 90000}' });
    expect(venue.offVenueQuote).toBe(90_000);
    expect((await scenarioOf({})).venue).not.toHaveProperty('offVenueQuote');
  });

  test('an account that is not as configured is there where it is named, and nowhere else', async () => {
    const { venue } = await scenarioOf({
      venue:
        'venue: {asFound: {permissions: [read, trade, withdraw], ipAllowList: false, positionMode: hedge, leverage: 20}}',
    });
    expect(venue.asFound).toEqual({
      permissions: ['read', 'trade', 'withdraw'],
      hasIpAllowList: false,
      positionMode: 'hedge',
      leverage: 20,
    });
    expect((await scenarioOf({})).venue).not.toHaveProperty('asFound');
  });

  test('may leave out what has a default', async () => {
    const scenario = await scenarioOf({
      clock: null,
      venue: null,
      sizing: null,
      faults: null,
      heal: null,
      drain: null,
      expect: null,
    });
    expect(scenario).toMatchObject({
      clock: { path: 'adaptive', latency: { reply: { minMs: 20, meanMs: 80 } } },
      venue: { profile: 'generic', leverage: 1, startEquityQuote: 10_000 },
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.01 } },
      faults: [],
      drainMs: Date.UTC(2022, 4, 7),
      healMs: Date.UTC(2022, 4, 7),
      expect: { violates: [], metrics: [] },
    });
  });

  test('counts bars in the interval of the data where nothing is refined', async () => {
    const scenario = await scenarioOf({
      data: 'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-04-01, to: 2022-05-08}',
      heal: 'heal: {at: {bar: 10}}',
      drain: 'drain: {bars: 3}',
    });
    expect(scenario.healMs).toBe(Date.UTC(2022, 3, 11));
    expect(scenario.drainMs).toBe(Date.UTC(2022, 4, 5));
  });

  test.each([
    [
      'at a bar',
      '{id: F, fault: disconnect, at: {bar: 60}}',
      { kind: 'at', timeMs: FROM_MS + 60 * BAR_MS, symbol: null },
    ],
    [
      'at a time',
      '{id: F, fault: disconnect, at: {time: 2022-05-03T12:00:30Z}}',
      { kind: 'at', timeMs: Date.UTC(2022, 4, 3, 12, 0, 30), symbol: null },
    ],
    [
      'at a time, short',
      '{id: F, fault: disconnect, at: 2022-05-03}',
      { kind: 'at', timeMs: Date.UTC(2022, 4, 3), symbol: null },
    ],
    [
      'during',
      '{id: F, fault: duplicateFill, during: {from: {bar: 1}, to: 2022-05-03, symbol: ETH-USDT}, withProbability: 0.5, limit: {maxFires: 2}}',
      {
        kind: 'during',
        fromMs: FROM_MS + BAR_MS,
        toMs: Date.UTC(2022, 4, 3),
        symbol: 'ETH-USDT',
        probability: 0.5,
        maxFires: 2,
      },
    ],
    [
      'on every event',
      '{id: F, fault: duplicateFill, on: {event: fill.increasing, symbol: BTC-USDT, from: {bar: 5}}}',
      {
        kind: 'on',
        event: 'fill.increasing',
        symbol: 'BTC-USDT',
        fromMs: FROM_MS + 5 * BAR_MS,
        nth: null,
        afterMs: 0,
        probability: 1,
        maxFires: null,
      },
    ],
    [
      'a fault of the clock on an event',
      '{id: F, fault: disconnect, on: {event: fill, after: 250}}',
      { kind: 'on', event: 'fill', afterMs: 250 },
    ],
    [
      'of the tape, at the open of a bar and of one symbol',
      '{id: F, fault: gap, at: {bar: 60, symbol: ETH-USDT}, params: {ratio: -0.1}}',
      { kind: 'at', timeMs: FROM_MS + 60 * BAR_MS, symbol: 'ETH-USDT' },
    ],
    [
      'of the tape, in a window',
      '{id: F, fault: correlation09, during: {from: {bar: 10}, to: {bar: 100}}}',
      { kind: 'during', fromMs: FROM_MS + 10 * BAR_MS, toMs: FROM_MS + 100 * BAR_MS, symbol: null },
    ],
  ])('reads a fault %s', async (_case, fault, trigger) => {
    const scenario = await scenarioOf({ faults: `faults: [${fault}]` });
    expect(scenario.faults[0]?.trigger).toMatchObject(trigger);
  });

  test('reads one delay a way, and keeps the default of the others', async () => {
    const scenario = await scenarioOf({
      clock: 'clock: {path: olhc, latencyMs: {reply: {min: 5ms, mean: 5ms}}}',
    });
    expect(scenario.clock).toEqual({
      path: 'olhc',
      latency: {
        command: { minMs: 20, meanMs: 80 },
        reply: { minMs: 5, meanMs: 5 },
        event: { minMs: 20, meanMs: 80 },
      },
    });
  });

  test('reads what is expected', async () => {
    const scenario = await scenarioOf({
      expect:
        'expect: {violates: [protected, strategyError], metrics: {maxDrawdown: {min: -0.2}, feesPaid: {min: 0, max: 5}}}',
    });
    expect(scenario.expect).toEqual({
      violates: ['protected', 'strategyError'],
      metrics: [
        { metric: 'maxDrawdown', min: -0.2, max: null },
        { metric: 'feesPaid', min: 0, max: 5 },
      ],
    });
  });

  test('takes another seed and another policy from outside, and then needs none of its own', async () => {
    const folder = temporaryFolder({ 'other.yaml': POLICY_TEXT.replace('mine', 'other') });
    const scenario = await scenarioOf(
      { seed: null, policy: null },
      {},
      { seed: 7, policy: { path: `${folder}/other.yaml`, shownAs: 'other.yaml' } },
    );
    expect([scenario.seed, scenario.policy.name]).toEqual([7, 'other']);
  });

  test('finds its data in the folder above, before the package', async () => {
    const csv =
      'time,open,high,low,close,volume\n2022-05-01,1,2,1,2,5\n2022-05-02,2,3,1,2,5\n2022-05-03,2,3,1,2,5\n';
    const folder = temporaryFolder({
      'data/daily/BTC-USDT.csv': csv,
      'scenarios/p.yaml': POLICY_TEXT,
      'scenarios/s.yaml': scenarioText({
        data: 'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-05-01, to: 2022-05-04}',
        heal: null,
        drain: 'drain: {bars: 1}',
      }),
    });
    const loaded = await loadScenario(`${folder}/scenarios/s.yaml`, { packageFolder: cwd() });
    expect(loaded.ok && loaded.value.scenario.data.baseFolder).toBe(folder);
    expect(loaded.ok && loaded.value.scenario.drainMs).toBe(Date.UTC(2022, 4, 3));
  });
});

describe('market', () => {
  test('is read as faults are, with lists of symbols as one text, and may go on after heal', async () => {
    const scenario = await scenarioOf({
      market:
        'market: [{id: M1, fault: correlation09, during: {from: {bar: 0}, to: {bar: 168}}, params: {leader: ETH-USDT, hedges: [BTC-USDT, ETH-USDT]}}]',
    });
    expect(scenario.market).toEqual([
      {
        id: 'M1',
        fault: 'correlation09',
        params: { rho: 0.9, measure: 'spearman', leader: 'ETH-USDT', hedges: 'BTC-USDT, ETH-USDT' },
        trigger: {
          kind: 'during',
          fromMs: FROM_MS,
          toMs: Date.UTC(2022, 4, 8),
          symbol: null,
          probability: 1,
          maxFires: null,
        },
      },
    ]);
  });

  test('has no say about the tape that faults may not have: the same bars may be changed in both', async () => {
    const gap = (id: string) => `{id: ${id}, fault: gap, at: {bar: 5}, params: {ratio: 0.1}}`;
    const scenario = await scenarioOf({ market: `market: [${gap('M1')}]`, faults: `faults: [${gap('F1')}]` });
    expect([scenario.market.length, scenario.faults.length]).toEqual([1, 1]);
  });

  test('is empty where it is left out', async () => {
    expect((await scenarioOf({ market: null })).market).toEqual([]);
  });
});

describe('what is wrong is said with line, key and what was expected', () => {
  const fault = (rest: string): [SectionName, string] => ['faults', `faults: [{id: F1, ${rest}}]`];
  test.each<[string, SectionName, string | null, string]>([
    [
      'a shock of the tape at an event',
      ...fault('fault: gap, on: {event: fill}, params: {ratio: 0.1}'),
      'faults.0.on: gap changes the tape before the run, and cannot wait for an event of it; expected at',
    ],
    [
      'a window for what is of one bar',
      ...fault('fault: wick, during: {from: {bar: 1}, to: {bar: 2}}, params: {ratio: 0.1}'),
      'faults.0.during: wick is of one bar, the one that opens at a time; expected at',
    ],
    [
      'a time for what is of a window',
      ...fault('fault: volScale, at: {bar: 1}, params: {factor: 2}'),
      'faults.0.at: volScale is of all bars of a window; expected during',
    ],
    [
      'a shock inside a bar',
      ...fault('fault: gap, at: 2022-05-02T10:30:00Z, params: {ratio: 0.1}'),
      'faults.0.at: 2022-05-02T10:30:00Z is inside a bar; expected where one opens, 2022-05-02T10:00:00Z or 2022-05-02T11:00:00Z',
    ],
    [
      'a window that starts inside a bar',
      ...fault('fault: volScale, during: {from: 2022-05-02T10:30:00Z, to: {bar: 90}}, params: {factor: 2}'),
      'faults.0.during.from: 2022-05-02T10:30:00Z is inside a bar; expected where one opens, 2022-05-02T10:00:00Z or 2022-05-02T11:00:00Z',
    ],
    [
      'a window that outlasts heal',
      ...fault('fault: correlation09, during: {from: {bar: 1}, to: {bar: 120}}'),
      'faults.0.during.to: is after heal, where every fault ends; expected at most heal',
    ],
    [
      'one symbol to correlate',
      ...fault('fault: correlation09, during: {from: {bar: 1}, to: {bar: 90}, symbol: BTC-USDT}'),
      'faults.0.during.symbol: correlation09 does not act on one symbol; expected none',
    ],
    [
      'a probability of the tape',
      ...fault(
        'fault: volScale, during: {from: {bar: 1}, to: {bar: 90}}, params: {factor: 2}, withProbability: 0.5',
      ),
      'faults.0.withProbability: has no effect: volScale holds from end to end of the window',
    ],
    [
      'a gap to nothing',
      ...fault('fault: gap, at: {bar: 1}, params: {ratio: -1}'),
      'faults.0.params.ratio: -1 is not a number above -1 and at most 10',
    ],
    [
      'two leaders',
      ...fault(
        'fault: correlation09, during: {from: {bar: 1}, to: {bar: 90}}, params: {leader: [BTC-USDT, ETH-USDT]}',
      ),
      'faults.0.params.leader: ["BTC-USDT","ETH-USDT"] is not a symbol such as BTC-USDT',
    ],
    [
      'hedges that are no names',
      ...fault('fault: correlation09, during: {from: {bar: 1}, to: {bar: 90}}, params: {hedges: [5]}'),
      'faults.0.params.hedges: [5] is not a list of symbols such as [ETH-USDT, SOL-USDT]',
    ],
    [
      'two shocks of the same bars',
      'faults',
      'faults: [{id: F1, fault: gap, at: {bar: 5}, params: {ratio: 0.1}}, {id: F2, fault: volScale, during: {from: {bar: 0}, to: {bar: 6}, symbol: ETH-USDT}, params: {factor: 2}}]',
      'faults.1: F2 (volScale) and F1 (gap) rewrite the same bars of ETH-USDT; expected stretches that do not overlap',
    ],
    [
      'two gaps in one bar',
      'faults',
      'faults: [{id: F1, fault: gap, at: {bar: 5}, params: {ratio: 0.1}}, {id: F2, fault: gap, at: {bar: 5}, params: {ratio: 0.1}}]',
      'faults.1: F2 (gap) and F1 (gap) rewrite the same bars of BTC-USDT, ETH-USDT; expected stretches that do not overlap',
    ],
    [
      'a fault of the connection under market',
      'market',
      'market: [{id: M1, fault: disconnect, at: {bar: 5}}]',
      'market.0.fault: disconnect does not change the tape, and baseline and faulted run share it; expected a fault of the tape: correlation09, gap, volScale, wick',
    ],
    [
      'a misspelt shock under market',
      'market',
      'market: [{id: M1, fault: gapp, at: {bar: 5}}]',
      'market.0.fault: unknown fault "gapp"; did you mean "gap"?',
    ],
    [
      'another version',
      'version',
      'version: "1"',
      'version: is "1"; expected 1, the only version that this brakecheck reads',
    ],
    ['an unknown key', 'why', 'why: W.\nwhat: 1', 'what: unknown key "what"; did you mean "why"?'],
    [
      'a name with a slash',
      'name',
      'name: a/b',
      'name: "a/b" cannot name a folder; expected letters, digits, -, _ and ., at most 80',
    ],
    [
      'a seed of text',
      'seed',
      'seed: many',
      'seed: "many" is not a whole number of at least 0 and at most 4294967295',
    ],
    [
      'a negative seed',
      'seed',
      'seed: -1',
      'seed: -1 is not a whole number of at least 0 and at most 4294967295',
    ],
    [
      'a seed too large',
      'seed',
      'seed: 4294967296',
      'seed: 4294967296 is not a whole number of at least 0 and at most 4294967295',
    ],
    [
      'a day that the calendar lacks',
      'data',
      'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-02-30, to: 2022-05-08}',
      'data.from: "2022-02-30" is not a UTC date or time such as 2022-05-12',
    ],
    [
      'a window that ends before it begins',
      'data',
      'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-05-08, to: 2022-05-08}',
      'data.to: 2022-05-08T00:00:00Z is not after from, 2022-05-08T00:00:00Z',
    ],
    [
      'no such folder',
      'data',
      'data: {source: data/dayly, symbols: [BTC-USDT], from: 2022-05-01, to: 2022-05-08}',
      'data.source: no folder "data/dayly" beside the scenario file or in a folder above it',
    ],
    [
      'a symbol that the data lack',
      'data',
      'data: {source: data/daily, symbols: [BTC-USDT, ETH-USTD], from: 2022-05-01, to: 2022-05-08, refine: 1h}',
      'data.symbols: unknown symbol "ETH-USTD"; did you mean "ETH-USDT"?',
    ],
    [
      'a symbol twice',
      'data',
      'data: {source: data/daily, symbols: [BTC-USDT, BTC-USDT], from: 2022-05-01, to: 2022-05-08, refine: 1h}',
      'data.symbols: BTC-USDT stands twice; expected each symbol once',
    ],
    [
      'no symbols',
      'data',
      'data: {source: data/daily, symbols: [], from: 2022-05-01, to: 2022-05-08, refine: 1h}',
      'data.symbols: is empty; expected at least one symbol',
    ],
    [
      'a refinement that does not fit',
      'data',
      'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-05-01, to: 2022-05-08, refine: 7h}',
      'data.refine: 7h does not divide a day; expected 1h, 15m or another divisor of a day',
    ],
    [
      'half a day of look-back',
      'data',
      'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-05-01, to: 2022-05-08, refine: 1h, lookbackDays: 0.5}',
      'data.lookbackDays: 0.5 is not a whole number of at least 0',
    ],
    [
      'an unknown path',
      'clock',
      'clock: {path: adaptiv}',
      'clock.path: unknown path "adaptiv"; did you mean "adaptive"?',
    ],
    [
      'a negative delay',
      'clock',
      'clock: {latencyMs: {min: -1, mean: 5}}',
      'clock.latencyMs.min: -1 is not a duration such as 500ms, 2s or 1h',
    ],
    [
      'a mean under the least',
      'clock',
      'clock: {latencyMs: {min: 20, mean: 5}}',
      'clock.latencyMs.mean: 5 ms is less than the least of 20 ms; it is the mean of the whole delay',
    ],
    [
      'half a delay',
      'clock',
      'clock: {latencyMs: {min: 1}}',
      'clock.latencyMs.mean: is missing; expected a duration such as 500ms, 2s or 1h',
    ],
    [
      'an unknown way',
      'clock',
      'clock: {latencyMs: {command: {min: 1, mean: 1}, replay: {min: 1, mean: 1}}}',
      'clock.latencyMs.replay: unknown key "replay"; did you mean "reply"?',
    ],
    [
      'an unknown venue',
      'venue',
      'venue: {profile: generik}',
      'venue.profile: unknown profile "generik"; did you mean "generic"?',
    ],
    [
      'an unknown account',
      'venue',
      'venue: {account: sport}',
      'venue.account: unknown account "sport"; did you mean "spot"?',
    ],
    [
      'leverage under 1',
      'venue',
      'venue: {leverage: 0.5}',
      'venue.leverage: 0.5 is not a number of at least 1',
    ],
    [
      'a permission that no key has',
      'venue',
      'venue: {asFound: {permissions: [read, trad]}}',
      'venue.asFound.permissions: unknown permission "trad"; did you mean "trade"?',
    ],
    [
      'a position mode that no account has',
      'venue',
      'venue: {asFound: {positionMode: hedged}}',
      'venue.asFound.positionMode: unknown position mode "hedged"; did you mean "hedge"?',
    ],
    [
      'an account that is found to be nothing',
      'venue',
      'venue: {asFound: {}}',
      'venue.asFound: says nothing; expected any of permissions, ipAllowList, positionMode, leverage',
    ],
    [
      'less than nothing off the venue',
      'venue',
      'venue: {offVenueQuote: -1}',
      'venue.offVenueQuote: -1 is not a number of at least 0',
    ],
    ['no equity', 'venue', 'venue: {startEquity: 0}', 'venue.startEquity: 0 is not a number above 0'],
    [
      'more than the volume',
      'venue',
      'venue: {participationRatio: 1.5}',
      "venue.participationRatio: 1.5 is more than a bar's whole volume; expected at most 1",
    ],
    [
      'an unknown strategy',
      'strategy',
      'strategy: {name: smaCros}',
      'strategy.name: unknown strategy "smaCros"; did you mean "smaCross"?',
    ],
    [
      'two strategies',
      'strategy',
      'strategy: {name: smaCross, file: s.ts}',
      'strategy: expected either name, of a strategy of ours, or file, of one of yours',
    ],
    [
      'a parameter of another strategy',
      'strategy',
      'strategy: {name: smaCross, params: {fasst: 3}}',
      'strategy.params.fasst: unknown key "fasst"; did you mean "fast"?',
    ],
    [
      'an unknown sizer',
      'sizing',
      'sizing: {fixedFracton: {}}',
      'sizing.fixedFracton: unknown sizer "fixedFracton"; did you mean "fixedFraction"?',
    ],
    [
      'a list of sizers',
      'sizing',
      'sizing: [fixedFraction]',
      'sizing: ["fixedFraction"] is not one sizer; expected its name, or {fixedFraction: {...}} with parameters',
    ],
    [
      'a sizing out of bounds',
      'sizing',
      'sizing: {fixedFraction: {riskRatio: 2}}',
      'sizing.fixedFraction.riskRatio: 2 is not a number above 0 and at most 1',
    ],
    [
      'a policy that is not there',
      'policy',
      'policy: q.yaml',
      'policy: "q.yaml" does not exist; did you mean "p.yaml"?',
    ],
    [
      'a policy in no folder',
      'policy',
      'policy: polices/p.yaml',
      'policy: "polices/p.yaml" does not exist; there is no folder polices/',
    ],
    [
      'an unknown fault',
      ...fault('fault: silentStopp, on: {event: stop.accepted}'),
      'faults.0.fault: unknown fault "silentStopp"; did you mean "silentStop"?',
    ],
    [
      'a fault without an id',
      'faults',
      'faults: [{fault: disconnect, at: {bar: 1}}]',
      'faults.0.id: is missing; expected a text',
    ],
    [
      'an id with a space',
      'faults',
      'faults: [{id: F 1, fault: disconnect, at: {bar: 1}}]',
      'faults.0.id: "F 1" is not an id; expected letters, digits, - and _, at most 40',
    ],
    [
      'an id twice',
      'faults',
      'faults: [{id: F1, fault: disconnect, at: {bar: 1}}, {id: F1, fault: disconnect, at: {bar: 9}}]',
      'faults.1.id: another fault has the id F1 already; its draws and its line in the report go by it',
    ],
    [
      'no trigger',
      ...fault('fault: disconnect'),
      'faults.0: nothing says when it fires; expected one of at, during, on',
    ],
    [
      'two triggers',
      ...fault('fault: disconnect, at: {bar: 1}, on: {event: fill}'),
      'faults.0.on: at and on contradict each other; expected one of at, during, on',
    ],
    [
      'a moment outside the window',
      ...fault('fault: disconnect, at: {time: 2022-06-01}'),
      'faults.0.at.time: 2022-06-01T00:00:00Z is outside the window, 2022-05-01T00:00:00Z to 2022-05-08T00:00:00Z',
    ],
    [
      'a bar outside the window',
      ...fault('fault: disconnect, at: {bar: 168}'),
      'faults.0.at.bar: 168 is outside the window, which has 168 bars; expected at most 167',
    ],
    [
      'a negative bar',
      ...fault('fault: disconnect, at: {bar: -1}'),
      'faults.0.at.bar: -1 is not a whole number of at least 0',
    ],
    [
      'a bar and a time',
      ...fault('fault: disconnect, at: {bar: 1, time: 2022-05-02}'),
      'faults.0.at: expected either bar or time, such as {bar: 60}',
    ],
    [
      'a bare number',
      ...fault('fault: disconnect, at: 60'),
      'faults.0.at: 60 is not a moment; expected {bar: 60} or {time: 2022-05-09T10:00:00Z}',
    ],
    [
      'at heal',
      ...fault('fault: disconnect, at: {bar: 100}'),
      'faults.0.at: is not before heal, from where nothing fires any more',
    ],
    [
      'an event at a time',
      ...fault('fault: silentStop, at: {bar: 1}'),
      'faults.0.at: silentStop acts on stop.accepted, and no clock knows when that is; expected on: {event: stop.accepted} or during',
    ],
    [
      'a chance at a time',
      ...fault('fault: disconnect, at: {bar: 1}, withProbability: 0.5'),
      'faults.0.withProbability: has no effect: a fault at a time fires once, surely',
    ],
    [
      'during, backwards',
      ...fault('fault: disconnect, during: {from: {bar: 5}, to: {bar: 5}}'),
      'faults.0.during.to: is not after from',
    ],
    [
      'during, beyond heal',
      ...fault('fault: disconnect, during: {from: {bar: 5}, to: {bar: 101}}'),
      'faults.0.during.to: is after heal, where every fault ends; expected at most heal',
    ],
    [
      'during, with a duration',
      ...fault('fault: disconnect, during: {from: {bar: 5}, to: {bar: 9}}, params: {durationMs: 5s}'),
      'faults.0.params: durationMs and during contradict each other; expected one of them',
    ],
    [
      'during, with a limit',
      ...fault('fault: disconnect, during: {from: {bar: 5}, to: {bar: 9}}, limit: {maxFires: 1}'),
      'faults.0.limit: has no effect: disconnect holds from end to end of the window',
    ],
    [
      'on, from heal on',
      ...fault('fault: silentStop, on: {event: stop.accepted, from: {bar: 100}}'),
      'faults.0.on.from: is not before heal, from where nothing fires any more',
    ],
    [
      'during, of one symbol',
      ...fault('fault: disconnect, during: {from: {bar: 5}, to: {bar: 9}, symbol: BTC-USDT}'),
      'faults.0.during.symbol: disconnect does not act on one symbol; expected none',
    ],
    [
      'the end of the window',
      ...fault('fault: disconnect, at: {time: 2022-05-08}'),
      'faults.0.at.time: 2022-05-08T00:00:00Z is outside the window, 2022-05-01T00:00:00Z to 2022-05-08T00:00:00Z',
    ],
    [
      'a time before the window',
      ...fault('fault: disconnect, at: 2022-04-30'),
      'faults.0.at: 2022-04-30T00:00:00Z is outside the window, 2022-05-01T00:00:00Z to 2022-05-08T00:00:00Z',
    ],
    [
      'a violation twice',
      'expect',
      'expect: {violates: [protected, protected]}',
      'expect.violates.1: protected stands twice',
    ],
    [
      'a flag of text',
      'strategy',
      'strategy: {name: smaCross, params: {allowShort: yes}}',
      'strategy.params.allowShort: "yes" is not true or false',
    ],
    [
      'half a millisecond',
      'clock',
      'clock: {latencyMs: {min: 0.5, mean: 1}}',
      'clock.latencyMs.min: 0.5 is not a duration such as 500ms, 2s or 1h',
    ],
    [
      'an unknown event',
      ...fault('fault: silentStop, on: {event: stop.acepted}'),
      'faults.0.on.event: unknown event "stop.acepted"; did you mean "stop.accepted"?',
    ],
    [
      'an event that the fault cannot use',
      ...fault('fault: silentStop, on: {event: fill}'),
      'faults.0.on.event: silentStop acts on stop.accepted; at fill it would find nothing to act on',
    ],
    [
      'the 0th event',
      ...fault('fault: silentStop, on: {event: stop.accepted, nth: 0}'),
      'faults.0.on.nth: 0 is not a whole number of at least 1',
    ],
    [
      'an unknown symbol',
      ...fault('fault: silentStop, on: {event: stop.accepted, symbol: LUNA-USDT}'),
      'faults.0.on.symbol: LUNA-USDT is not a symbol of the scenario, which has BTC-USDT, ETH-USDT',
    ],
    [
      'a negative delay',
      ...fault('fault: silentStop, on: {event: stop.accepted, after: -5ms}'),
      'faults.0.on.after: "-5ms" is not a duration such as 500ms, 2s or 1h',
    ],
    [
      'no probability at all',
      ...fault('fault: silentStop, on: {event: stop.accepted}, withProbability: 0'),
      'faults.0.withProbability: 0 is not a number above 0',
    ],
    [
      'more than certain',
      ...fault('fault: silentStop, on: {event: stop.accepted}, withProbability: 1.1'),
      'faults.0.withProbability: 1.1 is more than certain; expected at most 1',
    ],
    [
      'a negative limit',
      ...fault('fault: silentStop, on: {event: stop.accepted}, limit: {maxFires: -1}'),
      'faults.0.limit.maxFires: -1 is not a whole number of at least 1',
    ],
    [
      'a parameter out of bounds',
      ...fault('fault: duplicateFill, on: {event: fill}, params: {copyCount: 11}'),
      'faults.0.params.copyCount: 11 is not a whole number of at least 1 and at most 10',
    ],
    [
      'faults as a mapping',
      'faults',
      'faults: {F1: disconnect}',
      'faults: {"F1":"disconnect"} is not a list',
    ],
    [
      'heal after the drain',
      'heal',
      'heal: {at: {bar: 145}}',
      'heal.at: 2022-05-07T01:00:00Z is after the drain begins, 2022-05-07T00:00:00Z; expected heal before the drain',
    ],
    [
      'a drain as long as the window',
      'drain',
      'drain: {bars: 168}',
      'drain: 168 bars takes the whole window, which has 168; expected such as {bars: 42}',
    ],
    [
      'an unknown invariant',
      'invariants',
      'invariants: [protected, standDwn]',
      'invariants.1: unknown invariant "standDwn"; did you mean "standDown"?',
    ],
    [
      'no invariants',
      'invariants',
      'invariants: []',
      'invariants: is empty; a scenario that checks nothing cannot fail',
    ],
    ['left out invariants', 'invariants', null, 'invariants: is missing; expected a list'],
    [
      'an invariant twice',
      'invariants',
      'invariants: [protected, {protected: {withinMs: 5s}}]',
      'invariants.1: protected stands twice; expected each invariant once',
    ],
    [
      'two invariants in one',
      'invariants',
      'invariants: [{protected: {}, standDown: {}}]',
      'invariants.0: {"protected":{},"standDown":{}} is not one invariant; expected its name, or {positionCap: {...}} with parameters',
    ],
    [
      'a bound out of bounds',
      'invariants',
      'invariants: [{protected: {withinMs: soon}}]',
      'invariants.0.protected.withinMs: "soon" is not a duration, such as 500ms or 2s',
    ],
    [
      'an expectation of nothing',
      'expect',
      'expect: fail',
      'expect: "fail" is not pass or a mapping such as {violates: [protected]}',
    ],
    [
      'an unknown violation',
      'expect',
      'expect: {violates: [protectd]}',
      'expect.violates.0: unknown invariant "protectd"; did you mean "protected"?',
    ],
    [
      'a violation that nobody looks for',
      'expect',
      'expect: {violates: [bookedOnce]}',
      "expect.violates.0: bookedOnce is not among the scenario's invariants, so nothing would see it violated",
    ],
    [
      'an unknown metric',
      'expect',
      'expect: {metrics: {maxDrawDown: {min: 0}, sharp: {min: 1}}}',
      'expect.metrics.maxDrawDown: unknown metric "maxDrawDown"; did you mean "maxDrawdown"?',
    ],
    [
      'a bound that bounds nothing',
      'expect',
      'expect: {metrics: {sharpe: {}}}',
      'expect.metrics.sharpe: bounds nothing; expected min, max or both',
    ],
    [
      'bounds that cross',
      'expect',
      'expect: {metrics: {sharpe: {min: 2, max: 1}}}',
      'expect.metrics.sharpe.max: 1 is less than min, 2',
    ],
  ])('%s', async (_case, section, text, expected) => {
    const { problems } = await load({ [section]: text });
    const line = text === null ? '' : `:${lineOf(section) + (text.includes('\n') ? 1 : 0)}`;
    expect(problems[0]).toBe(`s.yaml${line}: ${expected}`);
    // The one that has two misspelt metrics has two problems; nothing that is wrong draws others after it.
    expect(problems).toHaveLength(text?.includes('sharp:') ? 2 : 1);
  });

  test('all sections at once, and the policy with its own lines', async () => {
    const { problems } = await load(
      {
        seed: 'seed: x',
        strategy: 'strategy: {name: x}',
        invariants: 'invariants: [x]',
        expect: 'expect: x',
        faults: 'faults: [{id: F1}]',
      },
      { 'p.yaml': `${POLICY_TEXT}guardian: {x: {}}\n` },
    );
    expect(problems.map((problem) => problem.split(':').slice(0, 2).join(':'))).toEqual([
      's.yaml:4',
      's.yaml:8',
      'p.yaml:5',
      's.yaml:12',
      's.yaml:12',
      's.yaml:15',
      's.yaml:16',
    ]);
  });

  test('one id in market and faults, and a shock whose bar ends after heal', async () => {
    const { problems } = await load({
      market: 'market: [{id: F1, fault: gap, at: {bar: 5}, params: {ratio: 0.1}}]',
      faults:
        'faults: [{id: F1, fault: disconnect, at: {bar: 9}}, {id: F2, fault: wick, at: {bar: 50}, params: {ratio: 0.1}}]',
      heal: 'heal: {at: {time: 2022-05-03T02:30:00Z}}',
    });
    expect(problems).toEqual([
      's.yaml:12: faults.0.id: another fault has the id F1 already; its draws and its line in the report go by it',
      's.yaml:12: faults.1.at: the bar ends after heal, 2022-05-03T02:30:00Z, where every fault has ended',
    ]);
  });

  test('a daily week is too short for the drain that nobody gave', async () => {
    const { problems } = await load({
      data: 'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-05-01, to: 2022-05-08}',
      heal: null,
      drain: null,
    });
    expect(problems).toEqual([
      's.yaml: drain: the default of 24 bars takes the whole window, which has 7; expected such as {bars: 1}',
    ]);
  });

  test('a scenario that is not there names its neighbour', async () => {
    const folder = temporaryFolder({ 'luna-2022.yaml': scenarioText() });
    const missing = await loadScenario(`${folder}/luna-202.yaml`, { packageFolder: null });
    expect(
      missing.ok ? [] : missing.problems.map(({ message }) => message.replaceAll(`${folder}/`, '')),
    ).toEqual(['does not exist; did you mean "luna-2022.yaml"?']);
  });
});
