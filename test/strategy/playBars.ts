import { type ParamSpecs, withDefaults } from '../../src/core/params.ts';
import { BarHistory } from '../../src/market/barHistory.ts';
import type { AccountView, BeliefEvent, Intent, StrategyDefinition } from '../../src/strategy/strategy.ts';

/** A turn: the close of each symbol that has a new bar. High and low are one above and below. */
export type Turn = Readonly<Record<string, number>>;

/**
 * Plays turns to a strategy as a session would: it is called once it is warm, after each turn, and every wish is answered as refused.
 *
 * @returns the wishes of each turn; an empty list for those in which it was not called.
 */
export function playBars(
  definition: StrategyDefinition,
  turns: readonly Turn[],
  options: {
    params?: Record<string, number | boolean>;
    symbols?: readonly string[];
    positionQty?: (symbol: string) => number;
    /** Heard after the last turn. */
    events?: readonly BeliefEvent[];
    /** Turns before this one are look-back: bars come and the strategy is not called. */
    firstTurn?: number;
  } = {},
): Intent[][] {
  const symbols = options.symbols ?? Object.keys(turns[0]!);
  const histories = new Map(symbols.map((symbol) => [symbol, new BarHistory(symbol)]));
  const strategy = definition.create(
    withDefaults(definition.params as ParamSpecs, options.params as never) as never,
    symbols,
  );
  const account: AccountView = {
    equityQuote: 10_000,
    tradingState: 'active',
    positionQty: options.positionQty ?? (() => 0),
    entryPrice: () => null,
  };
  let wishes: Intent[] = [];
  const submit = (intent: Intent) => {
    wishes.push(intent);
    return { outcome: 'refused', qty: 0, rule: 'test', reason: 'Everything is refused.' } as const;
  };
  const all = turns.map((turn, index) => {
    wishes = [];
    for (const [symbol, close] of Object.entries(turn)) {
      histories.get(symbol)!.append({
        symbol,
        openTimeMs: index * 3_600_000,
        closeTimeMs: (index + 1) * 3_600_000,
        open: close,
        high: close + 1,
        low: close - 1,
        close,
        volume: 1,
        bid: close,
        ask: close,
      });
    }
    const isWarm = symbols.every((symbol) => histories.get(symbol)!.length >= strategy.warmupBars);
    if (isWarm && index >= (options.firstTurn ?? 0)) {
      strategy.onBars({ symbols, of: (symbol) => histories.get(symbol)! }, account, submit);
    }
    for (const history of histories.values()) history.isNew = false;
    return wishes;
  });
  if (options.events === undefined) return all;
  wishes = [];
  for (const event of options.events) strategy.onEvent?.(event, account, submit);
  return [...all, wishes];
}

/** `buy A`, `sell A`, `exit A`: the wishes of each turn in short. */
export function inShort(turns: readonly (readonly Intent[])[]): string[] {
  return turns.map((wishes) =>
    wishes.map((wish) => `${wish.kind === 'enter' ? wish.side : 'exit'} ${wish.symbol}`).join(', '),
  );
}

/** One symbol's closes as turns. */
export function closes(...prices: number[]): Turn[] {
  return prices.map((A) => ({ A }));
}
