import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Session, type SessionLike, type SessionOptions } from '../../src/engine/session.ts';
import type { ApprovedOrder } from '../../src/market/order.ts';
import type { VenueRequest } from '../../src/market/request.ts';
import { isReply, type VenueReply } from '../../src/market/venueEvent.ts';
import { createGateway } from '../../src/risk/accountGateway.ts';
import type { Decision } from '../../src/risk/decision.ts';
import type { Intent } from '../../src/risk/intent.ts';
import type { Policy } from '../../src/risk/policy.ts';
import type { SessionEvent } from '../../src/risk/sessionEvent.ts';
import { makeTape, TAPE_FROM_MS } from '../support/makeTape.ts';
import { allBrakes, disconnectAt, onEvent, type RunOptions, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

/** What one session was told in a simulation, and what it decided. */
interface Recording {
  readonly options: SessionOptions;
  readonly events: SessionEvent[];
  readonly requests: VenueRequest[];
  readonly decisions: Decision[];
}

function recorded(options: Omit<RunOptions, 'makeSession'>): Recording {
  const events: SessionEvent[] = [];
  const requests: VenueRequest[] = [];
  const decisions: Decision[] = [];
  let kept: SessionOptions | null = null;
  runTape({
    ...options,
    makeSession(sessionOptions): SessionLike {
      kept = sessionOptions;
      const session = new Session(sessionOptions);
      const step = session.step.bind(session);
      session.step = (event) => {
        events.push(structuredClone(event));
        const outbox = step(event);
        for (const item of outbox) {
          if (item.kind === 'decision') decisions.push(structuredClone(item.decision));
          if (item.kind === 'send') requests.push(item.request);
        }
        return outbox;
      };
      return session;
    },
  });
  return { options: kept!, events, requests, decisions };
}

/** An exchange as a client library shows it: a promise a request, and a stream. It says what the recorded one said, when that said it. */
class FakeExchange {
  readonly #replies = new Map<string, { readonly atMs: number; readonly reply: VenueReply }>();
  readonly #stream: SessionEvent[] = [];
  readonly asked: string[] = [];

  constructor({ events, requests }: Recording) {
    const nameOf = new Map(
      requests.map((request) => [request.requestId, `${request.key}/${request.attempt}`]),
    );
    for (const event of events) {
      if (event.kind === 'venue' && isReply(event.event))
        this.#replies.set(nameOf.get(event.event.requestId)!, { atMs: event.atMs, reply: event.event });
      else if (event.kind !== 'wake') this.#stream.push(event);
    }
  }

  /** Resolves when the answer comes, and never where none came. */
  request({ key, attempt, requestId }: VenueRequest): Promise<VenueReply> {
    this.asked.push(`${key}/${attempt}`);
    const answer = this.#replies.get(`${key}/${attempt}`);
    if (answer === undefined) return new Promise(() => {});
    return new Promise((resolve) => {
      setTimeout(() => resolve({ ...answer.reply, requestId }), answer.atMs - Date.now());
    });
  }

  listen(hear: (event: SessionEvent) => void): void {
    for (const event of this.#stream) setTimeout(() => hear(event), event.atMs - Date.now());
  }
}

/** A live host: requests become promises, wakes become timers, records become lines. */
function host(session: SessionLike, exchange: FakeExchange, decisions: Decision[]): string[] {
  const timers = new Map<string, NodeJS.Timeout>();
  const disk: string[] = [];
  const take = (event: SessionEvent): void => {
    for (const item of [...session.step(event)]) {
      switch (item.kind) {
        case 'send':
          void exchange
            .request(item.request)
            .then((reply) => take({ kind: 'venue', atMs: Date.now(), event: reply }));
          break;
        case 'wake':
          clearTimeout(timers.get(item.key));
          timers.set(
            item.key,
            setTimeout(() => take({ kind: 'wake', atMs: Date.now(), key: item.key }), item.atMs - Date.now()),
          );
          break;
        case 'cancelWake':
          clearTimeout(timers.get(item.key));
          break;
        case 'persist':
          disk.push(JSON.stringify(item.record));
          break;
        case 'decision':
          decisions.push(structuredClone(item.decision));
          break;
      }
    }
  };
  exchange.listen(take);
  return disk;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A market that rises, falls through the stops, and comes back. */
const closes = [100, 101, 103, 104, 106, 105, 107, 108, 104, 101, 97, 93, 92, 94, 95, 96, 97, 98, 99, 100];
const tape = makeTape({
  bars: closes.map((close, index) => {
    const open = closes[index - 1] ?? 100;
    return [open, Math.max(open, close) + 0.5, Math.min(open, close) - 0.5, close, 1e5] as const;
  }),
});
const exit = { kind: 'exit', symbol: 'BTC-USDT' } as const;
/** Constant, and no divisor of anything: no message arrives in the millisecond of a timer, whose order a live host cannot choose. */
const way = { minMs: 37, meanMs: 37 };
const options = {
  tape,
  latency: { command: way, reply: way, event: way },
  strategy: () =>
    scripted({
      0: [buy()],
      1: [buy(), buy()],
      4: [exit],
      5: [buy()],
      6: [buy(1e6)],
      12: [buy()],
      15: [exit],
    }),
};

describe('a live host of promises and timers', () => {
  test.each([
    ['on a quiet wire', []],
    ['with a stop that fails in silence', [onEvent('F1', 'silentStop', 'stop.accepted', 1, 500)]],
    ['with a disconnect', [disconnectAt('F1', TAPE_FROM_MS + 2 * 3_600_000 + 1_000, 5_000_000)]],
    ['with fills told twice', [onEvent('F1', 'duplicateFill', 'fill', null)]],
  ])('%s decides as the simulator does, on the same events', async (_what, faults) => {
    const { strategy, ...run } = options;
    const recording = recorded({ ...run, strategy: strategy(), policy: allBrakes(), faults });
    vi.setSystemTime(Math.min(...recording.events.map(({ atMs }) => atMs)));
    const decisions: Decision[] = [];
    const exchange = new FakeExchange(recording);
    const session = new Session({ ...recording.options, strategy: strategy() });
    const disk = host(session, exchange, decisions);
    await vi.advanceTimersByTimeAsync(tape.toMs - Date.now() + 60_000);
    expect(decisions.length).toBeGreaterThan(15);
    expect(decisions.slice(0, recording.decisions.length)).toEqual(recording.decisions);
    expect(exchange.asked.slice(0, recording.requests.length)).toEqual(
      recording.requests.map(({ key, attempt }) => `${key}/${attempt}`),
    );
    for (const line of disk) expect(JSON.stringify(JSON.parse(line))).toBe(line);
    expect(disk.length).toBeGreaterThan(5);
  });
});

describe('twenty lines before an asynchronous client', () => {
  const oneOrder: Policy = {
    name: 'one order',
    why: 'a test',
    rules: { orderRate: { perSymbolCount: 1, accountCount: 1, windowMs: 60_000 } },
    guardian: { clientOrderId: {} },
  };
  const instruments = tape.symbols.map(({ instrument }) => instrument);

  test('with a limit of one order, two wishes in one tick: one is sent, one refused', async () => {
    const placed: string[] = [];
    const client = {
      place: async ({ side }: ApprovedOrder) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        placed.push(side);
      },
    };
    const gateway = createGateway({ policy: oneOrder, instruments, startQuote: 10_000 });
    gateway.see({
      kind: 'mark',
      atMs: 0,
      mark: { symbol: 'BTC-USDT', bid: 99.99, ask: 100.01, last: 100, mark: 100 },
    });
    const guarded = async (intent: Intent): Promise<string> => {
      const verdict = gateway.decide(intent, Date.now());
      if (verdict.outcome === 'refused') return verdict.breach.rule;
      await client.place(verdict.order);
      return 'placed';
    };
    const answers = Promise.all([guarded(buy(1)), guarded(buy(1))]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await answers).toEqual(['placed', 'orderRate']);
    expect(placed).toEqual(['buy']);
  });

  test('and the whole session, too', () => {
    const refused: (string | null)[] = [];
    const session = new Session({
      writer: 'w1',
      bootEpoch: 0,
      tradeFromMs: 0,
      instruments,
      startQuote: 10_000,
      policy: oneOrder,
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
      strategy: {
        warmupBars: 0,
        onBars: (_bars, _account, submit) => {
          refused.push(submit(buy(1)).rule, submit(buy(1)).rule);
        },
      },
    });
    const at = { symbol: 'BTC-USDT', openTimeMs: 0, closeTimeMs: 60_000, volume: 1, bid: 99.99, ask: 100.01 };
    const bar = { ...at, open: 100, high: 100, low: 100, close: 100 };
    session.step({ kind: 'bar', atMs: 60_000, bar });
    const sent = session
      .step({ kind: 'barsClosed', atMs: 60_000 })
      .flatMap((item) => (item.kind === 'send' ? [item.request.kind] : []));
    // The second trips the rule, and the halt takes back what is out.
    expect(sent).toEqual(['placeOrder', 'cancelOrder']);
    expect(refused).toEqual([null, 'orderRate']);
  });
});
