import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadScenario } from '../../src/stress/loadScenario.ts';
import { POLICY_TEXT, scenarioText } from './scenarioText.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'brakecheck-command-'));
  writeFileSync(join(folder, 'p.yaml'), POLICY_TEXT);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function load(...faults: string[]) {
  const file = join(folder, 's.yaml');
  writeFileSync(
    file,
    scenarioText({ faults: `faults: [${faults.map((fault) => `{${fault}}`).join(', ')}]` }),
  );
  return loadScenario(file, { packageFolder: join(import.meta.dirname, '../..') });
}

async function problemsOf(...faults: string[]): Promise<string[]> {
  const loaded = await load(...faults);
  return loaded.ok ? [] : loaded.problems.map(({ key, message }) => `${key}: ${message}`);
}

test('an order on its way is something to wait for, with every parameter at its default', async () => {
  const loaded = await load(
    'id: F1, fault: timeoutLate, on: {event: entry.sent, nth: 1}',
    'id: F2, fault: timeoutLost, during: {from: {bar: 2}, to: {bar: 9}, symbol: ETH-USDT}, withProbability: 0.5',
    'id: F3, fault: disconnect, on: {event: stop.sent, nth: 1, after: 2s}',
  );
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems));
  const [late, lost, down] = loaded.value.scenario.faults;
  expect(late).toMatchObject({
    params: { delayMs: 12_000, silentMs: 15_000 },
    trigger: { kind: 'on', event: 'entry.sent', nth: 1, afterMs: 0 },
  });
  expect(lost).toMatchObject({ trigger: { kind: 'during', symbol: 'ETH-USDT', probability: 0.5 } });
  expect(down).toMatchObject({ trigger: { event: 'stop.sent', afterMs: 2_000 } });
});

test.each([
  [
    'a request cannot be caught later',
    ['id: F1, fault: timeoutLost, on: {event: entry.sent, nth: 1, after: 2s}'],
    ['faults.0.on.after: has no effect: timeoutLost acts on a request as it is sent'],
  ],
  [
    'nor after it has arrived',
    ['id: F1, fault: timeoutLost, on: {event: entry.accepted, nth: 1}'],
    ['faults.0.on.event: timeoutLost acts on order.sent; at entry.accepted it would find nothing to act on'],
  ],
  [
    'what acts on the venue finds nothing in a request',
    ['id: F1, fault: silentStop, on: {event: stop.sent, nth: 1}'],
    ['faults.0.on.event: silentStop acts on stop.accepted; at stop.sent it would find nothing to act on'],
  ],
  [
    'no clock knows when a request is sent',
    ['id: F1, fault: timeoutLost, at: {bar: 4}'],
    [
      'faults.0.at: timeoutLost acts on order.sent, and no clock knows when that is; expected on: {event: order.sent} or during',
    ],
  ],
  [
    'two that are aimed at one request contradict each other',
    [
      'id: F1, fault: timeoutLost, on: {event: entry.sent, nth: 1}',
      'id: F2, fault: timeoutLate, on: {event: entry.sent, nth: 2}',
      'id: F3, fault: timeoutAccepted, on: {event: entry.sent, nth: 1}',
    ],
    [
      'faults.2: F3 (timeoutAccepted) and F1 (timeoutLost) are aimed at one request; expected one fault for it',
    ],
  ],
])('%s', async (_why, faults, problems) => {
  expect(await problemsOf(...faults)).toEqual(problems);
});
