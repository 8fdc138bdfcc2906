import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { EventQueue } from '../../src/core/eventQueue.ts';

describe('event queue', () => {
  test('orders by time, then phase, then insertion', () => {
    const queue = new EventQueue<string>();
    queue.push(2, 0, 'd');
    queue.push(1, 1, 'b');
    queue.push(1, 0, 'a');
    queue.push(1, 1, 'c');
    expect([queue.nextTimeMs, queue.nextPhase, queue.length]).toEqual([1, 0, 4]);
    expect([queue.pop(), queue.pop(), queue.pop(), queue.pop()]).toEqual(['a', 'b', 'c', 'd']);
    expect(queue.nextTimeMs).toBe(Number.POSITIVE_INFINITY);
    expect(queue.nextPhase).toBe(Number.POSITIVE_INFINITY);
  });

  test('an empty queue and a time that is no number throw', () => {
    const queue = new EventQueue<string>();
    expect(() => queue.pop()).toThrow('empty');
    expect(() => queue.push(Number.NaN, 0, 'x')).toThrow('finite');
    expect(() => queue.push(Number.POSITIVE_INFINITY, 0, 'x')).toThrow('finite');
  });

  const event = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 3 }));

  test.prop([fc.array(event, { maxLength: 200 })])('pops what a stable sort gives', (events) => {
    const queue = new EventQueue<number>();
    for (const [index, [timeMs, phase]] of events.entries()) queue.push(timeMs, phase, index);
    const popped = events.map(() => queue.pop());
    const sorted = events.map((_, index) => index);
    sorted.sort((a, b) => events[a]![0] - events[b]![0] || events[a]![1] - events[b]![1] || a - b);
    expect(popped).toEqual(sorted);
  });

  test.prop([fc.array(fc.option(event), { maxLength: 200 })])(
    'with pops between pushes, each pop takes the least of what waits',
    (steps) => {
      const queue = new EventQueue<number>();
      const waiting: { timeMs: number; phase: number; sequence: number }[] = [];
      steps.forEach((step, sequence) => {
        if (step !== null) {
          queue.push(step[0], step[1], sequence);
          waiting.push({ timeMs: step[0], phase: step[1], sequence });
        } else if (waiting.length > 0) {
          waiting.sort((a, b) => a.timeMs - b.timeMs || a.phase - b.phase || a.sequence - b.sequence);
          expect(queue.nextTimeMs).toBe(waiting[0]!.timeMs);
          expect(queue.pop()).toBe(waiting.shift()!.sequence);
        }
        expect(queue.length).toBe(waiting.length);
      });
    },
  );
});
