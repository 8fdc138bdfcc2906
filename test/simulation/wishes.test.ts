import { expect, test } from 'vitest';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { allBrakes, runTape } from '../support/runTape.ts';

const CALM: BarRow = [100, 100.5, 99.5, 100, 100_000];

test('a strategy that uses one object for all its wishes has each of them logged as it was', () => {
  const wish = {
    kind: 'enter' as const,
    symbol: 'BTC-USDT',
    side: 'buy' as const,
    qty: 0,
    stop: { kind: 'fixedRatio' as const, distanceRatio: 0.25 },
  };
  const record = runTape({
    tape: makeTape({ lookback: [CALM], bars: [CALM, CALM, CALM] }),
    strategy: {
      warmupBars: 0,
      onBars(_bars, _account, submit) {
        wish.qty++;
        wish.stop.distanceRatio /= 2;
        submit(wish);
      },
    },
    policy: allBrakes('perOrderCap'),
  });
  const logged = record.journal.flatMap((entry) => (entry.kind === 'wish' ? [entry.wish.intent] : []));
  expect(logged.map(({ qty }) => qty)).toEqual([1, 2, 3]);
  expect(logged).toMatchObject(
    [0.125, 0.0625, 0.03125].map((distanceRatio) => ({ stop: { distanceRatio } })),
  );
});
