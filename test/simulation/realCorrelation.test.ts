import { expect, test } from 'vitest';
import { DAY_MS, HOUR_MS } from '../../src/core/time.ts';
import { buildTape } from '../../src/market/buildTape.ts';
import { allBrakes, runTape } from '../support/runTape.ts';
import { buy, scripted } from '../support/scripted.ts';

/**
 * Binance's daily closes of BTC and ETH, 252 returns up to 6 May 2022, put through numbers of another program: 0.8610853793853636. The session
 * sees hours that were refined from days, and must come to the same.
 */
test('correlationCap finds in refined bars what the daily closes of BTC and ETH say', async () => {
  const fromMs = Date.UTC(2022, 4, 7);
  const built = await buildTape({
    baseFolder: '.',
    source: 'data/daily',
    symbols: ['BTC-USDT', 'ETH-USDT'],
    fromMs,
    toMs: fromMs + DAY_MS,
    refineMs: HOUR_MS,
    lookbackDays: 260,
    seed: 1,
    instrumentsFile: null,
  });
  if (!built.ok) throw new Error('the candles of the project cannot be read');
  const record = runTape({
    tape: built.value,
    // At the last close of the day before, and at the last of the running day that is not its end.
    strategy: scripted({
      0: [buy(0.01, 'BTC-USDT'), buy(0.1, 'ETH-USDT')],
      23: [buy(0.1, 'ETH-USDT')],
    }),
    policy: allBrakes('perOrderCap'),
  });
  const refused = record.journal.flatMap((entry) =>
    entry.kind === 'decision' && entry.decision.rule === 'correlationCap' ? [entry.decision] : [],
  );
  expect(refused.map(({ kind, symbol, limit }) => [kind, symbol, limit])).toEqual([
    ['refused', 'ETH-USDT', 0.8],
    ['refused', 'ETH-USDT', 0.8],
  ]);
  for (const { actual } of refused) expect(actual).toBeCloseTo(0.8610853793853636, 12);
});
