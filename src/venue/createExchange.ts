import type { Tape } from '../market/tape.ts';
import { createAccount } from './account.ts';
import { createAccountTruth } from './accountTruth.ts';
import { ambiguousBars, noteAmbiguity } from './ambiguity.ts';
import { closeBarsAt, drawPaths, openBarsAt } from './bars.ts';
import type { AccountOptions, Exchange, ExchangeOptions, ExchangeSink, Quote } from './exchange.ts';
import { feeModels } from './fees/index.ts';
import { createFundingClock } from './funding.ts';
import { type ImpactChoice, impactChoiceOf, impactModels } from './impacts/index.ts';
import { advance, findNext } from './nextEvent.ts';
import { endSilently } from './orderLife.ts';
import { paths } from './paths/index.ts';
import { midAtOffset } from './pricePath.ts';
import { checkSteer, steeredPrice } from './priceSteer.ts';
import { profiles } from './profiles/index.ts';
import { createRateLedger } from './rateLimits.ts';
import { receiveRequest } from './receive.ts';
import { earliestEndMs, settleEnded } from './settle.ts';
import { halfSpread } from './spread.ts';
import { applySteer, applyStress, checkStress } from './stressBook.ts';
import { createSymbolMarket, type SymbolMarket } from './symbolMarket.ts';
import { followPrice } from './trail.ts';
import { hasPrice, midNow, type VenueState } from './venueState.ts';
import type { WorkingOrder } from './workingOrder.ts';

/**
 * The simulated exchange: linear perpetuals on cross or isolated margin, one net position a symbol, and spot accounts.
 *
 * @example
 * const exchange = createExchange({ tape, accounts: [{ accountId: 'main', startQuote: 10_000, leverage: 5 }], path: 'adaptive',
 *   impactCoefficient: 1, participationRatio: 0.1, profile: 'generic' }, sink);
 * exchange.openBars(tape.fromMs);
 * exchange.receive('session', 'main', request, tape.fromMs + 80);
 */
export function createExchange(options: ExchangeOptions, sink: ExchangeSink): Exchange {
  const state = createState(options, sink);
  const truths = new Map(
    state.accounts.map((account) => [account.accountId, createAccountTruth(state, account)]),
  );

  return {
    openBars(openTimeMs) {
      begin(state);
      openBarsAt(state, openTimeMs);
      state.isBusy = false;
    },
    closeBars(closeTimeMs) {
      begin(state);
      closeBarsAt(state, closeTimeMs);
      state.isBusy = false;
    },
    settle(atMs) {
      // At the end of the window nothing is settled: there the run stops, not the symbol.
      if (atMs < state.nextEndMs || atMs >= options.tape.toMs) return;
      begin(state);
      advance(state, atMs);
      settleEnded(state);
      state.isBusy = false;
    },
    nextTriggerMs: () => findNext(state).atMs,
    advanceTo(atMs) {
      begin(state);
      advance(state, atMs);
      state.isBusy = false;
    },
    receive(sessionId, accountId, request, atMs) {
      begin(state);
      advance(state, atMs);
      receiveRequest(state, { sessionId, account: known(state.accountOf, accountId) }, request);
      if (state.cursorMs === 0) drawPaths(state);
      noteAmbiguity(state);
      // What a fill cost may have brought the account to its maintenance margin at once.
      advance(state, atMs);
      state.isBusy = false;
    },
    stressBook(symbol, stress, atMs) {
      const market = known(state.marketOf, symbol);
      checkStress(stress);
      begin(state);
      advance(state, atMs);
      applyStress(state, market, stress);
      noteAmbiguity(state);
      // A quote that comes back may reach what rests at once.
      advance(state, atMs);
      state.isBusy = false;
    },
    steerPrice(symbol, kind, steer, atMs) {
      const market = known(state.marketOf, symbol);
      checkSteer(steer);
      begin(state);
      advance(state, atMs);
      applySteer(state, market, { kind, steer });
      noteAmbiguity(state);
      // A price that has left the path may have touched a trigger by leaving it; what it has not touched it takes along.
      advance(state, atMs);
      if (hasPrice(market)) followPrice(market, midNow(state, market));
      state.isNextKnown = false;
      state.isBusy = false;
    },
    halfSpread(symbol, midPrice, row) {
      const market = known(state.marketOf, symbol);
      const { spreadColumn, spread, spreadFactor } = market;
      const shown =
        spreadColumn === null || row === undefined
          ? spread
          : { tick: spread.tick, spreadBps: spreadColumn[row]! };
      return halfSpread(shown, midPrice, spreadFactor);
    },
    ambiguousBars: () => ambiguousBars(state),
    quote: (symbol, atMs) => quoteAt(state, known(state.marketOf, symbol), atMs),
    account: (accountId) => known(truths, accountId),
    failOrder(venueOrderId, reason, atMs) {
      // A fault that listens to truth drops an order in the middle of a call; any other comes between calls.
      if (!state.isBusy) advance(state, atMs);
      const order = findAnywhere(state, venueOrderId);
      if (order?.status !== 'live') return false;
      endSilently(state, order, 'failed', reason);
      return true;
    },
  };
}

function begin(state: VenueState): void {
  if (state.isBusy)
    throw new Error('the venue was called from inside its own sink; queue the answer instead');
  state.isBusy = true;
}

function quoteAt(state: VenueState, market: SymbolMarket, atMs: number): Quote | null {
  if (market.hasEnded || !hasPrice(market)) return null;
  const { candles, row } = market;
  const mid = market.isOpen ? midAtOffset(market, atMs - candles.openTimeMs[row]!) : midNow(state, market);
  const half = halfSpread(market.spread, mid, market.spreadFactor);
  const { last, mark, index } = market.steers;
  return {
    bid: mid - half,
    ask: mid + half,
    last: steeredPrice(last, mid),
    mark: steeredPrice(mark, mid),
    index: steeredPrice(index, mid),
  };
}

function findAnywhere(state: VenueState, venueOrderId: string): WorkingOrder | null {
  for (const account of state.accounts) {
    const order = account.byVenueId.get(venueOrderId);
    if (order !== undefined) return order;
  }
  return null;
}

function createState(options: ExchangeOptions, sink: ExchangeSink): VenueState {
  const { tape } = options;
  checkOptions(options);
  checkTape(tape);
  const throughTicks = options.limitFill === 'touch' ? 0 : 1;
  const markets = tape.symbols.map((one, index) =>
    createSymbolMarket(one, index, {
      path: paths[options.path],
      throughTicks,
      impact: impactChoiceOf(options, one.instrument.symbol),
      ...(options.spread === undefined ? {} : { spread: options.spread }),
    }),
  );
  const profile = typeof options.profile === 'string' ? profiles[options.profile]! : options.profile;
  const { model, ...begins } = options.fees ?? { model: 'instrument' };
  const terms = { ...begins, table: profile.feeTable, fromMs: tape.fromMs };
  const accounts = options.accounts.map((one) =>
    createAccount(one, markets, feeModels[model].schedule(terms)),
  );
  return {
    options,
    sink,
    profile,
    markets,
    marketOf: new Map(markets.map((market) => [market.symbol, market])),
    accounts,
    scopes: accounts.flatMap(({ scopes }) => scopes),
    accountOf: new Map(accounts.map((account) => [account.accountId, account])),
    rateLedgers: new Map(accounts.map(({ accountId }) => [accountId, createRateLedger()])),
    nowMs: tape.fromMs,
    baseMs: tape.fromMs,
    cursorMs: 0,
    nextEndMs: earliestEndMs(markets),
    expiring: [],
    trailCount: 0,
    funding:
      options.funding === undefined
        ? null
        : createFundingClock(options.funding, {
            fromMs: tape.fromMs,
            toMs: tape.toMs,
            intervalMs: profile.funding.intervalMs,
          }),
    orderCount: 0,
    tradeCount: 0,
    liquidationCount: 0,
    settlementCount: 0,
    fundingCount: 0,
    next: {
      atMs: Number.POSITIVE_INFINITY,
      cursorMs: Number.POSITIVE_INFINITY,
      order: null,
      isExpiry: false,
      scope: null,
      isFunding: false,
    },
    isNextKnown: false,
    isBusy: false,
  };
}

function checkOptions(options: ExchangeOptions): void {
  const { impactCoefficient, participationRatio, profile, fees } = options;
  if (typeof profile === 'string' && !Object.hasOwn(profiles, profile))
    throw new Error(`there is no venue profile ${profile}`);
  if (!(participationRatio > 0 && participationRatio <= 1)) {
    throw new Error(`participationRatio must lie in (0, 1], got ${participationRatio}`);
  }
  if (!(impactCoefficient >= 0))
    throw new Error(`impactCoefficient must not be negative, got ${impactCoefficient}`);
  for (const { instrument } of options.tape.symbols) checkImpact(impactChoiceOf(options, instrument.symbol));
  options.accounts.forEach(checkAccount);
  if (fees?.model === 'tiers' && options.accounts.some(({ kind }) => kind === 'spot'))
    throw new Error("the tables of fees are those of perpetuals: a spot account pays the instrument's own");
}

function checkImpact({ model, coefficient }: ImpactChoice): void {
  if (!Object.hasOwn(impactModels, model)) throw new Error(`there is no impact model ${model}`);
  if (!(coefficient >= 0 && Number.isFinite(coefficient)))
    throw new Error(`the coefficient of an impact must not be negative, got ${coefficient}`);
}

function checkAccount({ accountId, leverage, leverageOf = {}, startQuote, kind }: AccountOptions): void {
  if (kind === 'spot' && [leverage, ...Object.values(leverageOf)].some((one) => one !== 1))
    throw new Error(`${accountId} is a spot account: its leverage is 1`);
  if (!Object.values(leverageOf).every((one) => one > 0))
    throw new Error(`the leverage of every symbol of ${accountId} must be above 0`);
  if (!(leverage > 0)) throw new Error(`the leverage of ${accountId} must be above 0, got ${leverage}`);
  if (!(startQuote >= 0))
    throw new Error(`the deposit of ${accountId} must not be negative, got ${startQuote}`);
}

/** What the path and the margin solver rest on. */
function checkTape({ symbols }: Tape): void {
  for (const { instrument, candles } of symbols) {
    const { symbol, maintenanceTiers, spreadBps } = instrument;
    if (candles.intervalMs < 3)
      throw new Error(`${symbol}: a path of three parts needs an interval of 3 ms or more`);
    if (!(spreadBps < 20_000)) throw new Error(`${symbol}: a spread of ${spreadBps} bps leaves no bid`);
    maintenanceTiers.forEach((tier, index) => {
      const lower = maintenanceTiers[index - 1];
      if (lower !== undefined && tier.maintenanceMarginRatio < lower.maintenanceMarginRatio) {
        throw new Error(`${symbol}: maintenance margin rates must not fall from tier to tier`);
      }
    });
  }
}

function known<Value>(map: ReadonlyMap<string, Value>, name: string): Value {
  const value = map.get(name);
  if (value === undefined) throw new Error(`the exchange does not know ${name}`);
  return value;
}
