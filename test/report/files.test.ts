import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Papa from 'papaparse';
import { describe, expect, test } from 'vitest';
import { sha256 } from '../../src/core/hash.ts';
import { csvText } from '../../src/report/files/csv.ts';
import type { Approval } from '../../src/report/page.ts';
import { resultJsonSchema, resultSchema } from '../../src/report/resultSchema.ts';
import { runFiles } from '../../src/report/runFiles.ts';
import { makeOutcome } from '../support/makeOutcome.ts';

const outcome = makeOutcome();
const files = new Map((await runFiles(outcome)).map(({ name, content }) => [name, content]));
const file = (name: string): string => files.get(name)!;

test('every file of a run, and the same bytes again', async () => {
  expect([...files.keys()].sort()).toEqual([
    'audit.ndjson',
    'equity.csv',
    'events.ndjson',
    'index.html',
    'junit.xml',
    'orders.csv',
    'result.json',
    'summary.md',
    'timeline.csv',
    'trades.csv',
  ]);
  for (const { name, content } of await runFiles(makeOutcome())) expect(content, name).toBe(file(name));
});

test('no file names a path of the machine', () => {
  for (const [name, content] of files) expect(content, name).not.toContain('/somewhere/of/this/machine');
});

describe('result.json', () => {
  const result = JSON.parse(file('result.json'));

  test('is what its schema says', () => {
    expect(resultSchema.parse(result)).toEqual(result);
  });

  test('the published JSON Schema is the one that the code makes', () => {
    const published = readFileSync(
      fileURLToPath(new URL('../../docs/schema/result.schema.json', import.meta.url)),
      'utf8',
    );
    expect(JSON.parse(published)).toEqual(JSON.parse(JSON.stringify(resultJsonSchema())));
  });

  test('every member that the schema requires stands there, and no other', () => {
    const schema = JSON.parse(JSON.stringify(resultJsonSchema()));
    expect(Object.keys(result).sort()).toEqual([...schema.required].sort());
    expect(schema.additionalProperties).toBe(false);
  });

  test('keeps full precision, and a reason beside every null', () => {
    expect(result.final.equityQuote).toBe(outcome.faulted.record.final.equityQuote);
    for (const metric of Object.values(result.metrics) as { value: unknown; reason: unknown }[]) {
      expect(metric.value === null).toBe(metric.reason !== null);
    }
  });

  test('the resolved schedule has no probability left', () => {
    expect(
      result.resolvedFaults.every((fault: { trigger: { kind: string } }) => fault.trigger.kind === 'exactly'),
    ).toBe(true);
  });
});

test('the fingerprint is the hash of events.ndjson', () => {
  expect(sha256(file('events.ndjson'))).toBe(outcome.faulted.record.fingerprint);
});

test('audit.ndjson has every decision', () => {
  const lines = file('audit.ndjson').trim().split('\n');
  const decisions = outcome.faulted.record.journal.filter(({ kind }) => kind === 'decision');
  expect(lines.length).toBe(decisions.length);
  expect(JSON.parse(lines[0]!)).toMatchObject({ sessionId: 's1', ordinal: 1 });
});

describe('CSV', () => {
  const rowsOf = (name: string) =>
    Papa.parse<Record<string, string>>(file(name).trim(), { header: true }).data;

  test('trades carry what took them away', () => {
    const trades = rowsOf('trades.csv');
    expect(trades.length).toBe(outcome.faulted.trades.length);
    expect(trades.map(({ exitCause }) => exitCause)).toContain('emergency');
    expect(Number(trades[0]!.pnlQuote)).toBe(outcome.faulted.trades[0]!.pnlQuote);
  });

  test('equity has a row a close, and an empty cell where there is no margin', () => {
    const rows = rowsOf('equity.csv');
    expect(rows.length).toBe(721);
    expect(rows[0]).toMatchObject({
      time: '2022-04-20T00:00:00Z',
      equityQuote: '10000',
      marginBufferRatio: '',
    });
  });

  test('the timeline has bars, both equities and the worst protection of each bar', () => {
    const rows = rowsOf('timeline.csv');
    expect(Number(rows[5]!['BTC-USDT high'])).toBeGreaterThanOrEqual(Number(rows[5]!['BTC-USDT low']));
    const states = new Set(rows.map((row) => row['LUNA-USDT protection']));
    expect([...states].sort()).toEqual(['', 'naked', 'pending', 'protected', 'unknown']);
  });

  test('a text that a spreadsheet would run is made inert; a number is left alone', () => {
    const text = csvText(
      ['=cmd'],
      [
        ['=1+1'],
        ['+1'],
        ['-1'],
        ['@SUM(A1)'],
        ['\tx'],
        ['\rx'],
        [-1.5],
        [1e-9],
        [Number.NaN],
        ['plain, "quoted"'],
      ],
    );
    const cells = Papa.parse<string[]>(text.trim()).data.map(([cell]) => cell);
    expect(cells).toEqual([
      "'=cmd",
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\tx",
      "'\rx",
      '-1.5',
      '1e-9',
      '',
      'plain, "quoted"',
    ]);
  });
});

describe('junit.xml', () => {
  test('is a suite of invariants and bounds, and counts what it has', () => {
    const xml = file('junit.xml');
    const cases = xml.match(/<testcase /g)!.length;
    const failures = xml.match(/<failure /g)!.length;
    expect(xml).toContain(`<testsuite name="luna-2022" tests="${cases}" failures="${failures}"`);
    expect(xml).toMatch(/name="protected"[^>]*>\s*<failure type="violated"/);
    expect(xml).toMatch(/classname="luna-2022.metric" name="sharpe" time="0"\/>/);
    expect(wellFormed(xml)).toBe(true);
  });

  test('an expected violation passes, and one that did not come fails', async () => {
    const junit = async (made: ReturnType<typeof makeOutcome>) =>
      (await runFiles(made)).find(({ name }) => name === 'junit.xml')!.content;
    expect(await junit(makeOutcome({ isExpected: true }))).not.toContain('type="violated"');
    const missing = makeOutcome({ isExpected: true, hasFaults: false });
    expect(await junit({ ...missing, expectation: { isMet: false, unmet: ['protected held'] } })).toContain(
      'type="expectation"',
    );
  });

  test('what could not have failed is a failure, said once', async () => {
    const quiet = makeOutcome({ hasFaults: false });
    const made = {
      ...quiet,
      vacuities: [
        'haltStopsEntries could not have failed: trading was never halted',
        'the fault F9 never fired',
      ],
    };
    const xml = (await runFiles(made)).find(({ name }) => name === 'junit.xml')!.content;
    expect(xml.match(/type="vacuous"/g)!.length).toBe(2);
  });

  test('an approved result that is demanded is a case, and a difference fails there and in the summary', async () => {
    const made = makeOutcome({ isExpected: true });
    const filesOf = async (approval?: Approval) =>
      new Map(
        (await runFiles(made, approval === undefined ? {} : { approval })).map(({ name, content }) => [
          name,
          content,
        ]),
      );
    const differs: Approval = {
      status: 'differs',
      lines: ['another policy: b; approved is a', '  more of it'],
      isDemanded: true,
    };
    const failed = await filesOf(differs);
    expect(failed.get('junit.xml')).toMatch(/name="approved"[^>]*>\s*<failure type="approved"/);
    expect(failed.get('summary.md')).toContain(
      '**Differs from the approved result:**\n\n- another policy: b',
    );
    const missing = await filesOf({ status: 'missing', lines: [], isDemanded: true });
    expect(missing.get('junit.xml')).toContain('Nothing is approved for this scenario.');
    const same = await filesOf({ status: 'same', lines: [], isDemanded: true });
    expect(same.get('junit.xml')).toContain('name="approved" time="0"/>');
    // A run that is only shown beside what was approved is not held to it.
    const shown = await filesOf({ ...differs, isDemanded: false });
    expect(shown.get('junit.xml')).toBe((await filesOf()).get('junit.xml'));
    expect(shown.get('summary.md')).toBe((await filesOf()).get('summary.md'));
  });

  test('names from outside stay text', async () => {
    const xml = (await runFiles(makeOutcome({ scenarioName: 'a]]>"<b>&\u0001' }))).find(
      ({ name }) => name === 'junit.xml',
    )!.content;
    expect(wellFormed(xml)).toBe(true);
    expect(xml).not.toContain('<b>');
  });
});

test('summary.md is plain tables, and a name cannot break out of its cell', async () => {
  expect(file('summary.md')).toContain('## FAIL: luna-2022');
  const hostile = (await runFiles(makeOutcome({ scenarioName: 'a | b\n# c <img>' }))).find(
    ({ name }) => name === 'summary.md',
  )!.content;
  expect(hostile.split('\n')[0]).toBe('## FAIL: a \\| b \\# c &lt;img&gt;');
});

/** Tags that nest and close, no stray markup character: enough to know that a parser will read it. */
function wellFormed(xml: string): boolean {
  const open: string[] = [];
  const body = xml.replace(/^<\?xml[^?]*\?>/, '');
  const outside = body.replace(
    /<(\/?)([a-z]+)((?:\s[a-z]+="[^"<]*")*)\s*(\/?)>/g,
    (_, slash: string, name: string, __, self: string) => {
      if (slash !== '') {
        if (open.pop() !== name) open.push('mismatch');
      } else if (self === '') open.push(name);
      return '';
    },
  );
  return open.length === 0 && !/[<>]/.test(outside) && !/&(?!amp;|lt;|gt;|quot;|#\d+;)/.test(body);
}
