import { expect, test } from 'vitest';
import type { Delivery } from '../../src/faults/delivery.ts';
import type { Firing } from '../../src/faults/faultRunner.ts';
import { Silences } from '../../src/faults/silences.ts';

const firing = () => ({ lostCount: 0 }) as Firing;

function begun(of: 'acceptance' | 'any' = 'any', untilMs = 1_000) {
  const silences = new Silences();
  const fired = firing();
  silences.begin({ sessionId: 's1', requestId: 'r1', of, untilMs, firing: fired });
  return { silences, fired };
}

const reply = (atMs: number, kind: 'orderAccepted' | 'orderRejected', requestId = 'r1', sessionId = 's1') =>
  ({
    sessionId,
    channel: 'reply',
    requestId,
    event: { kind: 'venue', atMs, event: { kind, requestId } },
  }) as unknown as Delivery;
const told = (atMs: number, requestId: string | null = 'r1', sessionId = 's1') =>
  ({
    sessionId,
    channel: 'stream',
    requestId,
    event: { kind: 'venue', atMs, event: { kind: 'fill' } },
  }) as unknown as Delivery;

test('what is of another request, another session or nobody is told', () => {
  const { silences, fired } = begun();
  expect(silences.takes(reply(10, 'orderAccepted', 'r2'))).toBe(false);
  expect(silences.takes(reply(10, 'orderAccepted', 'r1', 's2'))).toBe(false);
  expect(silences.takes(told(10, 'r1', 's2'))).toBe(false);
  expect(silences.takes(told(10, null))).toBe(false);
  expect(fired.lostCount).toBe(0);
  expect(silences.takes(told(10))).toBe(true);
  expect(fired.lostCount).toBe(1);
});

test('the stream speaks again when its time has come, and the answer is lost whenever it comes', () => {
  const { silences, fired } = begun('any', 1_000);
  expect(silences.takes(told(999))).toBe(true);
  expect(silences.takes(told(1_000))).toBe(false);
  expect(silences.isAny).toBe(true);
  expect(silences.takes(reply(90_000, 'orderAccepted'))).toBe(true);
  expect(fired.lostCount).toBe(2);
  // Then it is over: an answer comes once.
  expect(silences.isAny).toBe(false);
});

test('a refusal is told where only an acceptance is kept back, and the silence is over with it', () => {
  const { silences, fired } = begun('acceptance', 1_000);
  expect(silences.takes(reply(2_000, 'orderRejected'))).toBe(false);
  expect(silences.isAny).toBe(false);
  expect(fired.lostCount).toBe(0);
  expect(begun('any').silences.takes(reply(2_000, 'orderRejected'))).toBe(true);
  expect(begun('acceptance').silences.takes(reply(2_000, 'orderAccepted'))).toBe(true);
});

test('of two silences of one request the first takes a message, and it is counted once', () => {
  const { silences, fired } = begun();
  const second = firing();
  silences.begin({ sessionId: 's1', requestId: 'r1', of: 'any', untilMs: 1_000, firing: second });
  expect(silences.takes(told(10))).toBe(true);
  expect([fired.lostCount, second.lostCount]).toEqual([1, 0]);
});

test('after a heal everything is told', () => {
  const { silences } = begun();
  silences.clear();
  expect(silences.isAny).toBe(false);
  expect(silences.takes(reply(10, 'orderAccepted'))).toBe(false);
});
