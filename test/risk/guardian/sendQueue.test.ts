import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { VenueRequest } from '../../../src/market/request.ts';
import { SendQueue, urgencyOf } from '../../../src/risk/guardian/sendQueue.ts';
import { TokenBucket } from '../../../src/risk/guardian/tokenBucket.ts';

const KINDS = ['stop', 'cancel', 'lookup', 'health', 'entry'] as const;

function requestOf(kind: (typeof KINDS)[number], ordinal: number): VenueRequest {
  const identity = { requestId: `r${ordinal}`, key: `${kind}:${ordinal}`, attempt: 1 };
  const target = { clientOrderId: null, venueOrderId: 'v1' };
  switch (kind) {
    case 'stop':
    case 'entry':
      return { ...identity, kind: 'placeOrder', order: { reduceOnly: kind === 'stop' } as never };
    case 'cancel':
      return { ...identity, kind: 'cancelOrder', symbol: 'BTC-USDT', target };
    case 'lookup':
      return { ...identity, kind: 'queryOrder', symbol: 'BTC-USDT', target };
    case 'health':
      return { ...identity, kind: 'queryOpenOrders' };
  }
}

interface Sent {
  readonly request: VenueRequest;
  readonly madeMs: number;
  readonly sentMs: number;
}

/** Plays a stream of requests through a queue as a desk does: at once, or at the wake that the queue names. */
function play(
  pace: { burstCount: number; perSecond: number },
  stream: readonly { kind: (typeof KINDS)[number]; gapMs: number; isBeforeWake: boolean }[],
): Sent[] {
  const queue = new SendQueue({ pace, isOpen: true });
  const sent: Sent[] = [];
  const drain = (nowMs: number): void => {
    for (let head = queue.head; head !== null && queue.takeToken(nowMs); head = queue.head) {
      queue.withdraw(head.request.requestId);
      sent.push({ request: head.request, madeMs: head.queuedMs, sentMs: nowMs });
    }
  };
  let nowMs = 1_700_000_000_000;
  for (const [ordinal, { kind, gapMs, isBeforeWake }] of stream.entries()) {
    const arrivalMs = nowMs + gapMs;
    const isDue = (nextMs: number) => nextMs < arrivalMs || (nextMs === arrivalMs && !isBeforeWake);
    for (let nextMs = queue.nextMs; nextMs !== null && isDue(Math.max(nextMs, nowMs)); nextMs = queue.nextMs)
      drain(Math.max(nextMs, nowMs));
    nowMs = arrivalMs;
    const request = requestOf(kind, ordinal);
    if (queue.mayGo(request, nowMs)) sent.push({ request, madeMs: nowMs, sentMs: nowMs });
    else queue.add({ request, queuedMs: nowMs, timeout: null });
  }
  for (let nextMs = queue.nextMs; nextMs !== null; nextMs = queue.nextMs) drain(Math.max(nextMs, nowMs));
  return sent;
}

const paces = fc.record({
  burstCount: fc.integer({ min: 1, max: 5 }),
  perSecond: fc.constantFrom(0.3, 0.7, 1, 3, 7, 10, 50),
});
/** Gaps that meet a wake in the same millisecond are common: what comes then comes before the wake or after it. */
const streams = fc.array(
  fc.record({
    kind: fc.constantFrom(...KINDS),
    gapMs: fc.oneof(fc.constantFrom(0, 20, 100, 143, 1_000), fc.integer({ min: 0, max: 3_000 })),
    isBeforeWake: fc.boolean(),
  }),
  { maxLength: 60 },
);

describe('over any stream of requests', () => {
  test('no window holds more than the burst and the rate allow', () => {
    fc.assert(
      fc.property(paces, streams, (pace, stream) => {
        const timesMs = play(pace, stream).map(({ sentMs }) => sentMs);
        for (let from = 0; from < timesMs.length; from++) {
          for (let to = from; to < timesMs.length; to++) {
            const windowMs = timesMs[to]! - timesMs[from]!;
            expect(to - from + 1).toBeLessThanOrEqual(
              pace.burstCount + (pace.perSecond * windowMs) / 1_000 + 1e-6,
            );
          }
        }
      }),
    );
  });

  test('everything is sent, once, and in the order of its class', () => {
    fc.assert(
      fc.property(paces, streams, (pace, stream) => {
        const sent = play(pace, stream);
        const names = sent.map(({ request }) => request.requestId);
        expect(new Set(names).size).toBe(stream.length);
        expect(names).toHaveLength(stream.length);
        for (let urgency = 0; urgency < 4; urgency++) {
          const ordinals = sent
            .filter(({ request }) => urgencyOf(request) === urgency)
            .map(({ request }) => Number(request.requestId.slice(1)));
          expect(ordinals).toEqual([...ordinals].sort((a, b) => a - b));
        }
      }),
    );
  });

  test('nothing goes out while something more urgent waits: an exit never waits behind an entry', () => {
    fc.assert(
      fc.property(paces, streams, (pace, stream) => {
        const sent = play(pace, stream);
        for (const [place, { request, sentMs }] of sent.entries()) {
          const overtaken = sent
            .slice(place + 1)
            .filter((later) => urgencyOf(later.request) < urgencyOf(request) && later.madeMs < sentMs);
          expect(overtaken).toEqual([]);
        }
      }),
    );
  });

  test('nobody waits longer than what is ahead of it takes', () => {
    fc.assert(
      fc.property(paces, streams, (pace, stream) => {
        for (const { madeMs, sentMs } of play(pace, stream))
          expect(sentMs - madeMs).toBeLessThanOrEqual(Math.ceil((stream.length * 1_000) / pace.perSecond));
      }),
    );
  });
});

describe('a bucket', () => {
  test('gives its burst at once and then one at each spacing', () => {
    const bucket = new TokenBucket({ burstCount: 2, perSecond: 4 });
    const at = (nowMs: number) => bucket.take(nowMs);
    expect([at(1_000), at(1_000), at(1_000)]).toEqual([true, true, false]);
    expect(bucket.nextMs).toBe(1_250);
    expect([at(1_249), at(1_250), at(1_250)]).toEqual([false, true, false]);
    expect([at(60_000), at(60_000), at(60_000)]).toEqual([true, true, false]);
  });
});

describe('a queue', () => {
  test('that is shut keeps everything, and lets it go by urgency when it opens', () => {
    const queue = new SendQueue({ pace: null, isOpen: false });
    const requests = [requestOf('entry', 1), requestOf('health', 2), requestOf('stop', 3)];
    for (const request of requests) {
      expect(queue.mayGo(request, 0)).toBe(false);
      queue.add({ request, queuedMs: 0, timeout: null });
    }
    expect([queue.head, queue.nextMs]).toEqual([null, null]);
    queue.open();
    expect(queue.waiting.map(({ request }) => request.requestId)).toEqual(['r3', 'r2', 'r1']);
    expect(queue.head?.request.requestId).toBe('r3');
    expect([queue.withdraw('r2'), queue.withdraw('r2'), queue.has('r2'), queue.has('r1')]).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  test('lets nothing overtake its own class, not even in the millisecond in which a token has come', () => {
    const queue = new SendQueue({ pace: { burstCount: 1, perSecond: 10 }, isOpen: true });
    expect(queue.mayGo(requestOf('entry', 1), 0)).toBe(true);
    expect(queue.mayGo(requestOf('entry', 2), 0)).toBe(false);
    queue.add({ request: requestOf('entry', 2), queuedMs: 0, timeout: null });
    expect(queue.nextMs).toBe(100);
    expect(queue.mayGo(requestOf('entry', 3), 100)).toBe(false);
    // What is more urgent does, and takes the token.
    expect([queue.mayGo(requestOf('cancel', 4), 100), queue.takeToken(100)]).toEqual([true, false]);
  });

  test('is plain data', () => {
    const queue = new SendQueue({ pace: { burstCount: 1, perSecond: 1 }, isOpen: true });
    queue.add({ request: requestOf('lookup', 1), queuedMs: 5, timeout: { key: 'timeout:r1', afterMs: 10 } });
    expect(JSON.parse(JSON.stringify(queue.waiting))).toEqual(queue.waiting);
  });
});
