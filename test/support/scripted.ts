import type { Intent, Strategy } from '../../src/strategy/strategy.ts';

/** A strategy that wishes what it is told, turn by turn (0 is the first), and never looks at the market. */
export function scripted(wishes: Readonly<Record<number, readonly Intent[]>>): Strategy {
  let turn = 0;
  return {
    warmupBars: 0,
    onBars(_bars, _account, submit) {
      for (const wish of wishes[turn++] ?? []) submit(wish);
    },
  };
}

/** Buy at market under a stop 5 % below. */
export function buy(qty?: number, symbol = 'BTC-USDT'): Intent {
  return {
    kind: 'enter',
    symbol,
    side: 'buy',
    stop: { kind: 'fixedRatio', distanceRatio: 0.05 },
    ...(qty === undefined ? {} : { qty }),
  };
}
