import type { JournalEntry } from '../../src/engine/journal.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import type { Intent } from '../../src/strategy/strategy.ts';
import { type BarRow, makeTape } from './makeTape.ts';
import { allBrakes, type RunOptions, runTape } from './runTape.ts';
import { scripted } from './scripted.ts';

export const CALM: BarRow = [100, 100.5, 99.5, 100, 1_000_000];
/** Two calm hours, then up by a fifth, past any target and stop here. */
export const RISE: BarRow[] = [
  CALM,
  CALM,
  [100, 108, 100, 108, 1_000_000],
  [108, 120, 108, 120, 1_000_000],
  CALM,
];
export const FALL: BarRow[] = [CALM, CALM, [100, 100, 92, 92, 1_000_000], [92, 92, 80, 80, 1_000_000], CALM];
/** All brakes without the caps that would cut the sizes of these tests. */
export const UNCAPPED = allBrakes(
  'perOrderCap',
  'maxPosition',
  'riskPerTrade',
  'totalExposureCap',
  'flipGuard',
);
export const exit: Intent = { kind: 'exit', symbol: 'BTC-USDT' };

/** A wish with a stop 5 % away and a target 10 % away. */
export function enter(
  side: 'buy' | 'sell',
  qty: number,
  more: Partial<Extract<Intent, { kind: 'enter' }>> = {},
): Intent {
  return {
    kind: 'enter',
    symbol: 'BTC-USDT',
    side,
    qty,
    stop: { kind: 'fixedRatio', distanceRatio: 0.05 },
    takeProfit: { kind: 'fixedRatio', distanceRatio: 0.1 },
    ...more,
  };
}

/** Wishes at the closes of bars after one calm hour, without impact. */
export function runExits(
  bars: readonly BarRow[],
  wishes: Readonly<Record<number, readonly Intent[]>>,
  more: Partial<RunOptions> = {},
): RunRecord {
  return runTape({
    tape: makeTape({ lookback: [CALM], bars }),
    strategy: scripted(wishes),
    policy: UNCAPPED,
    exchange: { impactCoefficient: 0 },
    ...more,
  });
}

export function decisionsOf(record: RunRecord, kind: string) {
  return record.journal.flatMap((entry) =>
    entry.kind === 'decision' && entry.decision.kind === kind ? [entry.decision] : [],
  );
}

export function requestsOf(
  record: RunRecord,
  kind: string,
): Extract<JournalEntry, { kind: 'request' }>['request'][] {
  return record.journal.flatMap((entry) =>
    entry.kind === 'request' && entry.request.kind === kind ? [entry.request] : [],
  );
}
