import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { firstDivergence, type JournalEntry } from '../../src/engine/journal.ts';
import { ROOT, runFaulted } from '../support/runShipped.ts';

const FOLDER = join(ROOT, 'reports/approved');
const SCENARIOS = ['', 'incidents/'].flatMap((folder) =>
  readdirSync(join(ROOT, 'scenarios', folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}${basename(name, '.yaml')}`),
);

interface Approved {
  readonly fingerprint: string;
  readonly eventCount: number;
  readonly verdict: string;
  readonly violates: readonly string[];
  readonly reason: string;
}

const approvedOf = (name: string): Approved =>
  JSON.parse(readFileSync(join(FOLDER, `${basename(name)}.json`), 'utf8')) as Approved;

function logOf(name: string): JournalEntry[] {
  const text = gunzipSync(readFileSync(join(FOLDER, `${basename(name)}.events.ndjson.gz`))).toString('utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as JournalEntry);
}

/** Where the run and its approved log part, and what one does then. */
function explain(name: string, journal: readonly JournalEntry[]): string {
  const parting = firstDivergence(logOf(name), journal);
  if (parting === null) return 'the logs are the same';
  const { index, atMs, field, left, right } = parting;
  const when = atMs === null ? '' : ` at ${new Date(atMs).toISOString()}`;
  const member = field === null ? 'one log has ended' : `${field} was ${JSON.stringify(left)}`;
  return `${name}: event ${index}${when} is not what was approved: ${member}, and is ${JSON.stringify(right)}. \`brakecheck check scenarios/${name}.yaml\` shows more; when the change is right: \`brakecheck approve scenarios/${name}.yaml --reason "…"\`, and a line in CHANGELOG.md says why.`;
}

test('every scenario that is shipped has an approved result, and every approved result a scenario', () => {
  const approved = readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => basename(name, '.json'));
  expect(approved.sort()).toEqual(SCENARIOS.map((name) => basename(name)).sort());
  expect(readdirSync(FOLDER).length).toBe(2 * SCENARIOS.length);
});

describe.each(SCENARIOS)('%s', (name) => {
  test('is what was approved, event by event', async () => {
    const approved = approvedOf(name);
    const { measured, broken, scenario } = await runFaulted(name);
    const { fingerprint, journal } = measured.record;
    if (fingerprint !== approved.fingerprint) throw new Error(explain(name, journal));
    expect(journal.length).toBe(approved.eventCount);
    expect(broken).toEqual(approved.violates);
    // A scenario without its brake is to fail as it says, and every other is to pass.
    expect([...approved.violates].sort()).toEqual([...scenario.expect.violates].sort());
    expect(approved.verdict).toBe(scenario.expect.violates.length > 0 ? 'FAIL' : 'PASS');
    expect(approved.reason.length).toBeGreaterThan(20);
  });
});

test('a log that moved is told where, with both values', () => {
  const name = 'seed-rsi-2024';
  const journal = logOf(name);
  expect(explain(name, journal)).toBe('the logs are the same');
  const index = journal.findIndex(({ kind }) => kind === 'decision');
  const moved = journal.map((entry, row) => (row === index ? { ...entry, atMs: entry.atMs + 1 } : entry));
  expect(explain(name, moved)).toMatch(
    new RegExp(`^seed-rsi-2024: event ${index} at 20\\d\\d-.* atMs was ${journal[index]!.atMs}, and is `),
  );
});
