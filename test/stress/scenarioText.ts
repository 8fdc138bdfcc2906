/** A scenario that can be read, one line a section, so that tests replace a section and know its line. */
const SECTIONS = {
  version: 'version: 1',
  name: 'name: silent-stop',
  why: 'why: To see.',
  seed: 'seed: 42',
  data: 'data: {source: data/daily, symbols: [BTC-USDT, ETH-USDT], from: 2022-05-01, to: 2022-05-08, refine: 1h}',
  clock: 'clock: {path: adaptive, latencyMs: {min: 20, mean: 80}}',
  venue: 'venue: {profile: generic, account: perpetual, leverage: 5, startEquity: 10000}',
  strategy: 'strategy: {name: smaCross, params: {slow: 20}}',
  sizing: 'sizing: {fixedFraction: {riskRatio: 0.01}}',
  policy: 'policy: p.yaml',
  market: 'market: []',
  faults: 'faults: [{id: F1, fault: silentStop, on: {event: stop.accepted, nth: 1, after: 500ms}}]',
  heal: 'heal: {at: {bar: 100}}',
  drain: 'drain: {bars: 24}',
  invariants: 'invariants: [{protected: {withinMs: 10s}}, standDown]',
  expect: 'expect: pass',
};

export type SectionName = keyof typeof SECTIONS;

/** The text with some sections replaced; null leaves one out. */
export function scenarioText(replaced: Partial<Record<SectionName, string | null>> = {}): string {
  return Object.entries(SECTIONS)
    .map(([name, line]) => (name in replaced ? replaced[name as SectionName] : line))
    .filter((line) => line !== null)
    .join('\n');
}

/** Line of a section in the text, counted from 1. */
export function lineOf(section: SectionName): number {
  return Object.keys(SECTIONS).indexOf(section) + 1;
}

export const POLICY_TEXT = 'version: 1\nname: mine\nwhy: To see.\nrules: {requireStop: {}}\n';
