/**
 * An outcome without a simulator: synthetic but shaped as a real one, so that the report can be tested alone. Prices are drawn by key, the
 * ledger is a plain sum over scripted fills, metrics come from the metrics folder. The first symbol collapses from 80 to about 0.00005 as
 * LUNA did; its stop is dropped in silence in the faulted run and an emergency close takes the position away.
 */
import { keyedRandom } from '../../src/core/random.ts';
import { fingerprintOf, type JournalEntry } from '../../src/engine/journal.ts';
import { orderJourneysOf } from '../../src/engine/orderJourneys.ts';
import type { ProtectionInterval, RunRecord, RunSamples } from '../../src/engine/runRecord.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Firing } from '../../src/faults/faultRunner.ts';
import { allocateCandles, type Candles } from '../../src/market/candles.ts';
import type { Instrument } from '../../src/market/instrument.ts';
import type { OrderRequest, OrderSnapshot, Side } from '../../src/market/order.ts';
import type { Tape, TapeSymbol } from '../../src/market/tape.ts';
import {
  beliefGap,
  type Metric,
  performance,
  tradePerformance,
  undefinedBecause,
  unprotectedTime,
} from '../../src/metrics/index.ts';
import { BLANK_DECISION, type Decision } from '../../src/risk/decision.ts';
import type { StrategyDefinition } from '../../src/strategy/strategy.ts';
import type { MeasuredRun, Outcome, Trade } from '../../src/stress/outcome.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import { journeySources } from './journeySources.ts';

const HOUR_MS = 3_600_000;

export interface OutcomeOptions {
  readonly symbols?: readonly string[];
  readonly days?: number;
  readonly intervalMs?: number;
  readonly strategyName?: string;
  readonly scenarioName?: string;
  /** Refusals of one rule, hour after hour: what fills a table. */
  readonly refusalCount?: number;
  readonly isExpected?: boolean;
  readonly hasFaults?: boolean;
}

const DEFAULT_SYMBOLS = ['LUNA-USDT', 'BTC-USDT', 'ETH-USDT', 'SOL-USDT', 'AVAX-USDT'];

export function makeOutcome(options: OutcomeOptions = {}): Outcome {
  const symbols = options.symbols ?? DEFAULT_SYMBOLS;
  const intervalMs = options.intervalMs ?? HOUR_MS;
  const fromMs = Date.UTC(2022, 3, 20);
  const toMs = fromMs + (options.days ?? 30) * 24 * HOUR_MS;
  const tape = makeTape(symbols, fromMs, toMs, intervalMs);
  const faultSchedule = options.hasFaults === false ? [] : makeFaults(fromMs);
  const scenario = makeScenario(options, symbols, fromMs, toMs, faultSchedule);
  const baseline = makeRun(tape, { isFaulted: false, refusalCount: 3, faults: [] });
  const isFaulted = faultSchedule.length > 0;
  const faulted = makeRun(tape, {
    isFaulted,
    refusalCount: options.refusalCount ?? 9,
    faults: faultSchedule,
  });
  const totalQuote = faulted.record.final.equityQuote - baseline.record.final.equityQuote;
  const fallMs = fromMs + 20 * 24 * HOUR_MS;
  return {
    scenario,
    scenarioFile: 'scenarios/luna-2022.yaml',
    tape,
    faultedTape: tape,
    hashes: {
      scenario: 'a1'.repeat(32),
      data: 'b2'.repeat(32),
      policy: 'c3'.repeat(32),
      strategy: 'd4'.repeat(32),
      codeVersion: '0.1.0',
    },
    faulted,
    baseline,
    verdict: isFaulted ? 'FAIL' : 'PASS',
    verdictSentence: isFaulted
      ? `silentStop (F1) left ${symbols[0]} without a stop for 2 h 14 min: protected was violated, at a loss of 1,204.18 against the baseline.`
      : 'Every invariant held, and each had something to judge.',
    vacuities: [],
    expectation: { isMet: !isFaulted || options.isExpected === true, unmet: [] },
    invariants: [
      {
        name: 'positionCap',
        summary: 'At each fill that increases a position its notional is at most the cap times equity.',
        status: 'held',
        bounds: 'limitRatio: 10 %',
        antecedentCount: 14,
        violations: [],
        excused: [],
        vacuousReason: null,
      },
      {
        name: 'protected',
        summary: 'No position stands without a live stop for longer than the bound.',
        status: isFaulted ? 'violated' : 'held',
        bounds: 'withinMs: 10s',
        antecedentCount: 14,
        violations: isFaulted
          ? [
              {
                atMs: fallMs + 4 * HOUR_MS,
                symbol: symbols[0]!,
                message: `${symbols[0]} stood without a stop for 2h 14m; 10s are allowed.`,
              },
              { atMs: fallMs + 9 * HOUR_MS, symbol: symbols[0]!, message: 'Again, for 31s.' },
            ]
          : [],
        excused: [
          {
            atMs: fallMs - 72 * HOUR_MS,
            symbol: symbols[0]!,
            message: 'No stop can be set in a disconnect (F2).',
          },
        ],
        vacuousReason: null,
      },
      {
        name: 'noDuplicateEffect',
        summary: 'Each intent has at most one effective order.',
        status: 'held',
        bounds: '',
        antecedentCount: 31,
        violations: [],
        excused: [],
        vacuousReason: null,
      },
      {
        name: 'haltStopsEntries',
        summary: 'While halted no order goes out that increases risk.',
        status: isFaulted ? 'held' : 'vacuous',
        bounds: '',
        antecedentCount: isFaulted ? 2 : 0,
        violations: [],
        excused: [],
        vacuousReason: isFaulted ? null : 'trading was never halted',
      },
      {
        name: 'standDown',
        summary: 'After the drain: flat or protected, no orphan stops, nothing unknown, silence.',
        status: 'held',
        bounds: 'withinBars: 24',
        antecedentCount: 1,
        violations: [],
        excused: [],
        vacuousReason: null,
      },
    ],
    faults: faultSchedule.map((fault) => {
      const firings = faulted.record.firings.filter(({ faultId }) => faultId === fault.id);
      return {
        id: fault.id,
        fault: fault.fault,
        summary: FAULT_SUMMARIES[fault.fault]!,
        fireCount: firings.length,
        firings: firings.map(({ atMs, untilMs, target }) => ({
          atMs,
          untilMs,
          symbol: target?.symbol ?? null,
        })),
        tapeEffect: null,
      };
    }),
    market: [],
    attribution: {
      totalQuote,
      byFault: faultSchedule.map(({ id, fault }, index) => ({
        faultId: id,
        fault,
        quote: totalQuote * [0.92, 0.05, 0][index]!,
      })),
      residualQuote: isFaulted ? totalQuote * 0.03 : 0,
    },
    verification: { isDeterministic: true, fingerprint: faulted.record.fingerprint, divergence: null },
    assumptions: [
      {
        name: 'path',
        text: 'Inside a bar price runs open, extreme, extreme, close; which extreme comes first is adaptive.',
      },
      { name: 'fees', text: 'Taker and maker fees of the profile generic, in basis points of notional.' },
      {
        name: 'impact',
        text: 'Square-root impact with coefficient 1; a market order takes at most 10 % of a bar’s volume.',
      },
      { name: 'latency', text: '20 ms and an exponential part of mean 60 ms, each way.' },
    ],
  };
}

const FAULT_SUMMARIES: Record<string, string> = {
  silentStop: 'The client sees its stop accepted; a moment later the venue drops it, and says nothing.',
  disconnect:
    'The client sees its connection close and open again; the market and its orders went on without it.',
  duplicateFill: 'The client is told of one fill more than once, under one trade id; it happened once.',
};

function makeFaults(fromMs: number): ScheduledFault[] {
  return [
    {
      id: 'F1',
      fault: 'silentStop',
      params: {},
      trigger: {
        kind: 'on',
        event: 'stop.accepted',
        symbol: null,
        fromMs: fromMs + 19 * 24 * HOUR_MS,
        nth: 1,
        afterMs: 500,
        probability: 1,
        maxFires: null,
      },
    },
    {
      id: 'F2',
      fault: 'disconnect',
      params: { durationMs: 5 * HOUR_MS },
      trigger: { kind: 'at', timeMs: fromMs + 17 * 24 * HOUR_MS, symbol: null },
    },
    {
      id: 'F3',
      fault: 'duplicateFill',
      params: { delayMs: 250, copyCount: 1 },
      trigger: {
        kind: 'during',
        fromMs,
        toMs: fromMs + 10 * 24 * HOUR_MS,
        symbol: null,
        probability: 0.5,
        maxFires: 3,
      },
    },
  ];
}

function makeScenario(
  options: OutcomeOptions,
  symbols: readonly string[],
  fromMs: number,
  toMs: number,
  faults: readonly ScheduledFault[],
): Scenario {
  const definition: StrategyDefinition = {
    name: options.strategyName ?? 'bollingerReversion',
    summary: 'Buys what fell out of its band.',
    params: {},
    create: () => ({ warmupBars: 0, onBars() {} }),
  };
  return {
    name: options.scenarioName ?? 'luna-2022',
    why: 'A stop that the venue accepted and then dropped must be noticed before price reaches it.',
    seed: 42,
    data: {
      source: 'data/daily',
      baseFolder: '/somewhere/of/this/machine',
      symbols,
      fromMs,
      toMs,
      refineMs: HOUR_MS,
      lookbackDays: 260,
    },
    clock: {
      path: 'adaptive',
      latency: {
        command: { minMs: 20, meanMs: 80 },
        reply: { minMs: 20, meanMs: 80 },
        event: { minMs: 20, meanMs: 80 },
      },
    },
    venue: {
      profile: 'generic',
      leverage: 5,
      startEquityQuote: 10_000,
      impactCoefficient: 1,
      participationRatio: 0.1,
    },
    strategy: { definition, params: { period: 20 } },
    sizing: { name: 'fixedFraction', params: { riskRatio: 0.01 } } as unknown as Scenario['sizing'],
    policy: {
      name: 'all-brakes',
      why: 'Everything on.',
      rules: { totalExposureCap: { limitRatio: 0.8 } } as Scenario['policy']['rules'],
      guardian: { verifyStop: { waitMs: 2_000, tries: 3 }, emergencyClose: {} },
    },
    market: [],
    faults,
    healMs: toMs - 5 * 24 * HOUR_MS,
    drainMs: toMs - 2 * 24 * HOUR_MS,
    invariants: [
      { name: 'positionCap', params: { limitRatio: 0.1 } },
      { name: 'protected', params: { withinMs: 10_000 } },
    ],
    expect: {
      violates: options.isExpected ? ['protected'] : [],
      metrics: [
        { metric: 'maxDrawdown', min: -0.1, max: null },
        { metric: 'longestUnprotectedTime', min: null, max: 10_000 },
        { metric: 'sharpe', min: null, max: 100 },
      ],
    },
  };
}

function makeTape(symbols: readonly string[], fromMs: number, toMs: number, intervalMs: number): Tape {
  return {
    intervalMs,
    symbols: symbols.map((symbol, index) => makeSymbol(symbol, index, fromMs, toMs, intervalMs)),
    fromMs,
    toMs,
    sha256: 'e5'.repeat(32),
    notes: [
      'intraday path reconstructed from daily candles, seed 42',
      `${symbols[0]}: trading was halted on 2022-05-13T00:40:00Z`,
    ],
  };
}

function makeSymbol(
  symbol: string,
  index: number,
  fromMs: number,
  toMs: number,
  intervalMs: number,
): TapeSymbol {
  const candles = fillCandles(
    symbol,
    index,
    fromMs - 48 * HOUR_MS,
    toMs,
    intervalMs,
    fromMs + 20 * 24 * HOUR_MS,
  );
  const instrument: Instrument = {
    symbol,
    tick: index === 0 ? 0.00001 : 0.01,
    lot: index === 0 ? 0.01 : 0.0001,
    minQty: 0.0001,
    minNotionalQuote: 5,
    makerFeeBps: 2,
    takerFeeBps: 4,
    spreadBps: index === 0 ? 5 : 1,
    maintenanceTiers: [{ fromNotionalQuote: 0, maintenanceMarginRatio: 0.005 }],
    liquidationFeeBps: 100,
    sector: 'Layer-1',
  };
  return {
    instrument,
    candles,
    firstRow: Math.round((48 * HOUR_MS) / intervalMs),
    daily: allocateCandles(symbol, 24 * HOUR_MS, 0),
  };
}

function fillCandles(
  symbol: string,
  index: number,
  startMs: number,
  endMs: number,
  intervalMs: number,
  fallMs: number,
): Candles {
  const length = Math.round((endMs - startMs) / intervalMs);
  const candles = allocateCandles(symbol, intervalMs, length);
  const draw = keyedRandom(7, 'market', symbol);
  const step = Math.sqrt(intervalMs / HOUR_MS);
  let price = [80, 39_500, 2_950, 96, 74][index] ?? 10 * (index + 1);
  for (let row = 0; row < length; row++) {
    const openMs = startMs + row * intervalMs;
    const isFalling = openMs >= fallMs && openMs < fallMs + 72 * HOUR_MS;
    const drift = isFalling ? (index === 0 ? -0.18 : -0.004) * step * step : 0;
    const move = (draw('move', row) + draw('move2', row) - 1) * 0.009 * step * (isFalling ? 3 : 1);
    const open = price;
    const close = Math.max(0.00005, price * Math.exp(drift + move));
    const wick = draw('wick', row) * 0.006 * step * (isFalling ? 6 : 1);
    candles.openTimeMs[row] = openMs;
    candles.open[row] = open;
    candles.close[row] = close;
    candles.high[row] = Math.max(open, close) * (1 + wick);
    candles.low[row] = Math.min(open, close) / (1 + wick);
    candles.volume[row] = 1_000 + 5_000 * draw('volume', row);
    price = close;
  }
  return candles;
}

interface RunOptions {
  readonly isFaulted: boolean;
  readonly refusalCount: number;
  readonly faults: readonly ScheduledFault[];
}

/** One scripted position: hours from the start of the window, notional as a share of the start. */
interface Script {
  readonly symbolIndex: number;
  readonly openHour: number;
  readonly closeHour: number;
  readonly side: Side;
  readonly share: number;
  readonly cause: 'exit' | 'stop' | 'emergency';
}

const SCRIPT: readonly Script[] = [
  { symbolIndex: 1, openHour: 30, closeHour: 92, side: 'buy', share: 0.3, cause: 'exit' },
  { symbolIndex: 0, openHour: 50, closeHour: 130, side: 'buy', share: 0.12, cause: 'exit' },
  { symbolIndex: 2, openHour: 120, closeHour: 260, side: 'sell', share: 0.25, cause: 'stop' },
  { symbolIndex: 3, openHour: 180, closeHour: 300, side: 'buy', share: 0.2, cause: 'stop' },
  { symbolIndex: 4, openHour: 290, closeHour: 352, side: 'buy', share: 0.2, cause: 'exit' },
  { symbolIndex: 1, openHour: 330, closeHour: 470, side: 'sell', share: 0.3, cause: 'exit' },
  { symbolIndex: 0, openHour: 470, closeHour: 482, side: 'buy', share: 0.2, cause: 'stop' },
  { symbolIndex: 2, openHour: 560, closeHour: 610, side: 'buy', share: 0.2, cause: 'exit' },
];

function makeRun(tape: Tape, options: RunOptions): MeasuredRun {
  const { fromMs, toMs, intervalMs } = tape;
  const journal: JournalEntry[] = [{ kind: 'tape', atMs: fromMs, sha256: tape.sha256 }];
  const add = (entry: JournalEntry): void => {
    journal.push(entry);
  };
  const events: { atMs: number; symbol: string; signedQty: number; price: number; feeQuote: number }[] = [];
  const protection: ProtectionInterval[] = [];
  const trades: Trade[] = [];
  let ordinal = 0;
  const decide = (atMs: number, fields: Partial<Decision> & Pick<Decision, 'kind' | 'reason'>): void => {
    const decision: Decision = {
      ...BLANK_DECISION,
      stateBefore: 'active',
      stateAfter: 'active',
      ...fields,
      ordinal: ++ordinal,
      atMs,
    };
    add({ kind: 'decision', sessionId: 's1', atMs, decision });
  };
  const at = (atMs: number, symbolIndex: number): number => {
    const { candles } = tape.symbols[symbolIndex]!;
    const row = Math.min(candles.length - 1, Math.floor((atMs - candles.openTimeMs[0]!) / intervalMs));
    return candles.open[row]!;
  };

  for (const [index, script] of SCRIPT.entries()) {
    if (script.symbolIndex >= tape.symbols.length) continue;
    const { symbol } = tape.symbols[script.symbolIndex]!.instrument;
    const isLate = options.isFaulted && script.symbolIndex === 0 && script.cause === 'stop';
    const cause = isLate ? 'emergency' : script.cause;
    const openMs = fromMs + script.openHour * HOUR_MS + 137;
    const closeMs = fromMs + script.closeHour * HOUR_MS + (isLate ? 9 * HOUR_MS : 4_211);
    if (closeMs > toMs) continue;
    const sign = script.side === 'buy' ? 1 : -1;
    const entryPrice = at(openMs, script.symbolIndex);
    const exitPrice = at(closeMs, script.symbolIndex);
    const qty = Number(((10_000 * script.share) / entryPrice).toPrecision(4));
    const triggerPrice = Number((entryPrice * (1 - sign * 0.06)).toPrecision(6));
    const exitSide: Side = script.side === 'buy' ? 'sell' : 'buy';
    const fees = [entryPrice, exitPrice].map((price) => price * qty * 0.0004);
    const order = (key: string, side: Side, trigger: number | null): OrderSnapshot => ({
      venueOrderId: `v-${key}`,
      clientOrderId: `c-${key}`,
      symbol,
      side,
      type: trigger === null ? 'market' : 'stopMarket',
      qty,
      filledQty: 0,
      limitPrice: null,
      triggerPrice: trigger,
      reduceOnly: key.split(':')[0] !== 'entry',
      status: 'live',
    });
    const request = (atMs: number, key: string, side: Side, trigger: number | null): void => {
      const asked: OrderRequest = {
        symbol,
        side,
        type: trigger === null ? 'market' : 'stopMarket',
        qty,
        limitPrice: null,
        triggerPrice: trigger,
        timeInForce: 'gtc',
        reduceOnly: trigger !== null,
        clientOrderId: `c-${key}`,
      };
      add({
        kind: 'request',
        atMs,
        sessionId: 's1',
        accountId: 'a1',
        request: { kind: 'placeOrder', key, attempt: 1, order: asked, target: null },
      });
      add({
        kind: 'truth',
        atMs: atMs + 61,
        event: {
          kind: 'orderAccepted',
          atMs: atMs + 61,
          accountId: 'a1',
          order: order(key, side, trigger),
          requestKey: key,
        },
      });
    };
    const fill = (
      atMs: number,
      key: string,
      side: Side,
      price: number,
      after: number,
      feeQuote: number,
    ): void => {
      const tradeId = `t-${key}`;
      add({
        kind: 'truth',
        atMs,
        event: {
          kind: 'fill',
          atMs,
          accountId: 'a1',
          fill: {
            tradeId,
            venueOrderId: `v-${key}`,
            clientOrderId: `c-${key}`,
            symbol,
            side,
            qty,
            price,
            feeQuote,
            liquidity: 'taker',
            origin: 'order',
            venueTimeMs: atMs,
          },
          positionQtyBefore: after === 0 ? sign * qty : 0,
          positionQtyAfter: after,
          midPrice: price,
          spreadCostQuote: price * qty * 0.0001,
          impactCostQuote: price * qty * 0.00005,
          equityQuote: 10_000,
          realisedQuote: after === 0 ? sign * qty * (exitPrice - entryPrice) : 0,
        },
      });
      add({ kind: 'booked', atMs: atMs + 80, sessionId: 's1', tradeId, qty });
      events.push({ atMs, symbol, signedQty: side === 'buy' ? qty : -qty, price, feeQuote });
    };

    const entryKey = `entry:${symbol}:${index + 1}`;
    const stopKey = `stop:${symbol}:${index + 1}`;
    decide(openMs, {
      kind: index % 3 === 0 ? 'resized' : 'approved',
      reason: index % 3 === 0 ? 'Cut by riskPerTrade.' : 'Within every limit.',
      symbol,
      side: script.side,
      wishOrdinal: index + 1,
      orderKey: entryKey,
      wantedQty: index % 3 === 0 ? qty * 1.5 : qty,
      qty,
      price: entryPrice,
      ...(index % 3 === 0 ? { rule: 'riskPerTrade', actual: 0.015, limit: 0.01, unit: 'ratio' } : {}),
    });
    request(openMs, entryKey, script.side, null);
    fill(openMs + 75, entryKey, script.side, entryPrice, sign * qty, fees[0]!);
    request(openMs + 160, stopKey, exitSide, triggerPrice);
    const stop = { symbol, side: exitSide, orderKey: stopKey, qty, price: triggerPrice };
    decide(openMs + 300, { kind: 'stopPlaced', reason: 'The venue accepted the stop.', ...stop });
    const stretch = (status: ProtectionInterval['status'], fromAtMs: number, toAtMs: number): void => {
      protection.push({
        symbol,
        status,
        fromMs: fromAtMs,
        toMs: toAtMs,
        positionQty: sign * qty,
        startPrice: at(fromAtMs, script.symbolIndex),
        worstPrice: exitPrice,
      });
    };
    stretch('pending', openMs + 75, openMs + 221);
    const end = (atMs: number, key: string, status: OrderSnapshot['status'], reason: string): void => {
      add({
        kind: 'truth',
        atMs,
        event: {
          kind: 'orderEnded',
          atMs,
          accountId: 'a1',
          order: { ...order(key, exitSide, triggerPrice), status },
          reason,
        },
      });
    };
    if (isLate) {
      add({
        kind: 'fault',
        atMs: openMs + 721,
        firing: firingOf(options.faults[0]!, openMs + 721, openMs + 721, symbol),
      });
      end(openMs + 721, stopKey, 'failed', 'orderFailed');
      stretch('protected', openMs + 221, openMs + 721);
      stretch('unknown', openMs + 721, closeMs - 2 * HOUR_MS);
      stretch('naked', closeMs - 2 * HOUR_MS, closeMs);
      decide(closeMs - 2 * HOUR_MS, {
        kind: 'stopFailed',
        reason: 'The venue has no such order: the stop was dropped.',
        rule: 'verifyStop',
        ...stop,
      });
      decide(closeMs - 90, {
        kind: 'emergencyClose',
        reason: 'No stop could be set.',
        rule: 'emergencyClose',
        symbol,
        side: exitSide,
        qty,
        price: exitPrice,
      });
    } else {
      decide(openMs + 2_400, {
        kind: 'stopVerified',
        reason: 'The venue was asked and has the stop live.',
        rule: 'verifyStop',
        ...stop,
      });
      stretch('protected', openMs + 221, closeMs);
    }
    const closeKey = cause === 'stop' ? stopKey : `${cause}:${symbol}:${index + 1}`;
    if (cause !== 'stop') request(closeMs - 60, closeKey, exitSide, null);
    fill(closeMs, closeKey, exitSide, exitPrice, 0, fees[1]!);
    if (cause === 'stop') end(closeMs, stopKey, 'filled', 'filled');
    else if (!isLate) end(closeMs + 120, stopKey, 'cancelled', 'cancelled');
    trades.push({
      symbol,
      side: sign > 0 ? 'long' : 'short',
      openMs: openMs + 75,
      closeMs,
      maxQty: qty,
      entryPrice,
      exitPrice,
      pnlQuote: sign * qty * (exitPrice - entryPrice) - fees[0]! - fees[1]!,
      feesQuote: fees[0]! + fees[1]!,
      exitCause: cause,
    });
  }
  for (let count = 0; count < options.refusalCount; count++) {
    const symbol = tape.symbols[count % tape.symbols.length]!.instrument.symbol;
    decide(fromMs + (500 * HOUR_MS + (count * HOUR_MS) / 2), {
      kind: 'refused',
      reason: 'Gross notional would be 8,420.00, over 80 % of equity.',
      rule: count % 2 === 0 ? 'totalExposureCap' : 'dailyLossHalt',
      symbol,
      side: 'buy',
      wishOrdinal: 100 + count,
      wantedQty: 1.25,
      actual: 0.842,
      limit: 0.8,
      unit: 'ratio',
      price: 12.5,
    });
  }
  if (options.isFaulted) {
    decide(fromMs + 492 * HOUR_MS, {
      kind: 'halt',
      rule: 'dailyLossHalt',
      reason: 'The loss of the UTC day is 4.10 % of equity; 3 % is the limit.',
      actual: -0.041,
      limit: 0.03,
      unit: 'ratio',
      stateAfter: 'halted',
    });
    decide(fromMs + 504 * HOUR_MS, {
      kind: 'resume',
      rule: 'dailyLossHalt',
      reason: 'A new UTC day.',
      stateBefore: 'halted',
    });
  }
  journal.sort((a, b) => a.atMs - b.atMs);
  const firings: Firing[] = options.faults.flatMap((fault): Firing[] => {
    if (fault.trigger.kind === 'at') {
      const { timeMs } = fault.trigger;
      const durationMs = Number(fault.params.durationMs);
      return [
        {
          ...firingOf(fault, timeMs, timeMs + durationMs, null),
          excusedUntilMs: timeMs + durationMs + 10_000,
          lostCount: 12,
        } as Firing,
      ];
    }
    if (fault.trigger.kind === 'on') {
      const firedMs = fromMs + 470 * HOUR_MS + 858;
      return [firingOf(fault, firedMs, firedMs, tape.symbols[0]!.instrument.symbol)];
    }
    return [30, 50].map((hour) =>
      firingOf(fault, fromMs + hour * HOUR_MS + 212, fromMs + hour * HOUR_MS + 212, null),
    );
  });
  const samples = makeSamples(tape, events);
  const last = samples.timeMs.length - 1;
  const gaps = options.isFaulted
    ? [
        {
          symbol: tape.symbols[0]!.instrument.symbol,
          fromMs: fromMs + 408 * HOUR_MS,
          toMs: fromMs + 413 * HOUR_MS,
        },
      ]
    : [];
  const record: RunRecord = {
    fromMs,
    toMs,
    intervalMs,
    instruments: tape.symbols.map(({ instrument }) => instrument),
    accountId: 'a1',
    startQuote: 10_000,
    journal,
    grounds: [],
    orderJourneys: orderJourneysOf(journeySources(journal, toMs)),
    fingerprint: fingerprintOf(journal),
    firings,
    resolvedFaults: options.faults.map((fault) => ({
      ...fault,
      trigger: {
        kind: 'exactly',
        firings: firings
          .filter(({ faultId }) => faultId === fault.id)
          .map(({ atMs, untilMs }) => ({ timeMs: atMs, untilMs, symbol: null, target: null })),
      },
    })),
    healMs: toMs - 120 * HOUR_MS,
    drainMs: toMs - 48 * HOUR_MS,
    samples,
    protection: protection.sort((a, b) => a.fromMs - b.fromMs),
    beliefGaps: gaps,
    final: {
      walletQuote: samples.equityQuote[last]!,
      equityQuote: samples.equityQuote[last]!,
      believedEquityQuote: samples.equityQuote[last]!,
      feesQuote: trades.reduce((sum, { feesQuote }) => sum + feesQuote, 0),
      insuranceQuote: 0,
      isLiquidated: false,
      positions: [],
      markPrices: {},
      liveOrders: [],
      tradingState: 'active',
      unsettledOrders: [],
    },
    strategyError: null,
    ambiguousBars: [],
    barCount: tape.symbols.length * last,
  };
  return { record, trades, metrics: makeMetrics(record, trades), decisionCounts: countDecisions(journal) };
}

function firingOf(fault: ScheduledFault, atMs: number, untilMs: number, symbol: string | null): Firing {
  return {
    faultId: fault.id,
    fault: fault.fault,
    ordinal: 1,
    atMs,
    untilMs,
    target: symbol === null ? null : { event: 'stop.accepted', ordinal: 7, symbol },
    symbol: null,
    params: fault.params,
    excusedUntilMs: untilMs,
    lostCount: null,
  };
}

function countDecisions(journal: readonly JournalEntry[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of [
    'requireStop',
    'riskPerTrade',
    'totalExposureCap',
    'dailyLossHalt',
    'orderRate',
    'verifyStop',
    'emergencyClose',
  ]) {
    counts[name] = 0;
  }
  for (const entry of journal) {
    if (entry.kind !== 'decision' || entry.decision.rule === null) continue;
    counts[entry.decision.rule] = (counts[entry.decision.rule] ?? 0) + 1;
  }
  return counts;
}

function makeSamples(
  tape: Tape,
  events: readonly { atMs: number; symbol: string; signedQty: number; price: number; feeQuote: number }[],
): RunSamples {
  const barCount = Math.round((tape.toMs - tape.fromMs) / tape.intervalMs);
  const column = (): Float64Array => new Float64Array(barCount + 1);
  const samples = {
    timeMs: column(),
    equityQuote: column(),
    believedEquityQuote: column(),
    grossNotionalQuote: column(),
    netNotionalQuote: column(),
    marginBufferRatio: column(),
    positionQty: {} as Record<string, Float64Array>,
    markPrice: {} as Record<string, Float64Array>,
  };
  for (const { instrument } of tape.symbols) {
    samples.positionQty[instrument.symbol] = column();
    samples.markPrice[instrument.symbol] = column();
  }
  for (let row = 0; row <= barCount; row++) {
    const timeMs = tape.fromMs + row * tape.intervalMs;
    samples.timeMs[row] = timeMs;
    let equity = 10_000;
    let gross = 0;
    let net = 0;
    for (const { instrument, candles, firstRow } of tape.symbols) {
      const mark = row === 0 ? candles.open[firstRow]! : candles.close[firstRow + row - 1]!;
      let qty = 0;
      for (const event of events) {
        if (event.symbol !== instrument.symbol || event.atMs > timeMs) continue;
        qty += event.signedQty;
        equity -= event.signedQty * event.price + event.feeQuote;
      }
      equity += qty * mark;
      samples.positionQty[instrument.symbol]![row] = Math.abs(qty) < 1e-9 ? 0 : qty;
      samples.markPrice[instrument.symbol]![row] = mark;
      gross += Math.abs(qty * mark);
      net += qty * mark;
    }
    samples.equityQuote[row] = equity;
    samples.believedEquityQuote[row] = equity;
    samples.grossNotionalQuote[row] = gross < 1e-6 ? 0 : gross;
    samples.netNotionalQuote[row] = gross < 1e-6 ? 0 : net;
    const maintenance = gross * 0.005;
    samples.marginBufferRatio[row] = gross < 1e-6 ? Number.NaN : (equity - maintenance) / maintenance;
  }
  return samples;
}

function makeMetrics(record: RunRecord, trades: readonly Trade[]): Record<string, Metric> {
  const unprotected = record.protection.filter(({ status }) => status !== 'protected');
  return {
    ...performance({ timeMs: record.samples.timeMs, equityQuote: record.samples.equityQuote }).metrics,
    ...tradePerformance(trades.map(({ pnlQuote }) => pnlQuote)),
    ...unprotectedTime(unprotected, record.protection),
    ...beliefGap(record.beliefGaps),
    feesPaid: { value: record.final.feesQuote, reason: null },
    positionValueAtRisk95: { value: 214.2, reason: null },
    positionValueAtRisk99: { value: 391.7, reason: null },
    positionExpectedShortfall95: { value: 322.09, reason: null },
    positionExpectedShortfall99: { value: 470.4, reason: null },
    costsShare: undefinedBecause('no trade won'),
  };
}
