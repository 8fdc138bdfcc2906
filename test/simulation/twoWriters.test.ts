import { expect, test } from 'vitest';
import { DEFAULT_LATENCY } from '../../src/engine/latency/latency.ts';
import { Session } from '../../src/engine/session.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { createExchange } from '../../src/venue/createExchange.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { allBrakes, type NO_BRAKES, withBrakes } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
const tape = makeTape({ lookback: [CALM], bars: [CALM, CALM, CALM, CALM] });

/** Two processes with the same strategy act on one account, as a cron job and a manual run do. */
function twoWriters(policy: typeof NO_BRAKES) {
  const setups = ['w1', 'w2'].map((writer) => ({
    sessionId: writer,
    accountId: 'main',
    writer,
    startQuote: 10_000,
    session: new Session({
      writer,
      bootEpoch: 0,
      instruments: tape.symbols.map(({ instrument }) => instrument),
      startQuote: 10_000,
      tradeFromMs: tape.fromMs,
      policy,
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
      strategy: scripted({ 0: [buy(4)] }),
    }),
  }));
  const record = simulate({
    tape,
    venue: (sink) =>
      createExchange(
        {
          tape,
          accounts: [{ accountId: 'main', startQuote: 10_000, leverage: 5 }],
          path: 'adaptive',
          impactCoefficient: 1,
          participationRatio: 0.1,
          profile: 'generic',
        },
        sink,
      ),
    sessions: setups,
    faults: [],
    seed: 1,
    latency: DEFAULT_LATENCY,
    healMs: null,
    drainMs: null,
  });
  return { record, setups };
}

test('two writers on one account open twice, under two client ids, and both hear of both fills', () => {
  const { record, setups } = twoWriters(allBrakes('perOrderCap'));
  expect(record.final.positions).toMatchObject([{ symbol: 'BTC-USDT', positionQty: 8 }]);
  const ids = record.journal.flatMap((entry) =>
    entry.kind === 'truth' && entry.event.kind === 'fill' ? [entry.event.fill.clientOrderId] : [],
  );
  expect(new Set(ids).size).toBe(2);
  for (const { session } of setups) expect(session.belief.positionQty('BTC-USDT')).toBe(8);
  expect(twoWriters(allBrakes('perOrderCap')).record.fingerprint).toBe(record.fingerprint);
});

test('both look at the account in the same instant and both open: a look and an order are two messages, and only the lock keeps them apart', () => {
  const looking = twoWriters(withBrakes(allBrakes('perOrderCap'), { preOpenPosition: {} })).record;
  expect(looking.final.positions).toMatchObject([{ positionQty: 8 }]);
  const { record, setups } = twoWriters(withBrakes(allBrakes('perOrderCap'), { singleWriter: {} }));
  expect(record.final.positions).toMatchObject([{ positionQty: 4 }]);
  // First come, first served, in the order of time and then of the list.
  expect(setups.map(({ session }) => session.gateway.tradingState)).toEqual(['active', 'halted']);
  const senders = record.journal.flatMap((entry) => (entry.kind === 'request' ? [entry.sessionId] : []));
  expect([...new Set(senders)]).toEqual(['w1']);
});
