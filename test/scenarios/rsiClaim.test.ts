import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { initialRsi, updateRsi } from '../../src/market/indicators/rsi.ts';
import type { Outcome } from '../../src/stress/outcome.ts';
import type { Scenario } from '../../src/stress/scenario.ts';
import { metricOf, ROOT, runShipped } from '../support/runShipped.ts';

const NAME = 'seed-rsi-2024';
const CLAIM = { sharpe: 1.2, cagr: 0.25, maxDrawdown: -0.12 };
const FAR_STOP = 10;

interface Reading {
  readonly exitAbove: number;
  readonly stopMultiple: number;
  /** Of equity, per entry. */
  readonly capRatio: number;
}

const reading = (exitAbove: number, other: Partial<Reading> = {}): Reading => ({
  exitAbove,
  stopMultiple: FAR_STOP,
  capRatio: 0.99,
  ...other,
});

/** How one may read a claim that names neither exit nor stop nor size, and what each reading earned: Sharpe ratio, CAGR, drawdown, trades. */
const READINGS: readonly [Reading, { sharpe: number; cagr: number; maxDrawdown: number; trades: number }][] =
  [
    [reading(40), { sharpe: 1.46, cagr: 0.227, maxDrawdown: -0.04, trades: 3 }],
    [reading(50), { sharpe: 0.81, cagr: 0.137, maxDrawdown: -0.111, trades: 2 }],
    [reading(55), { sharpe: 1.28, cagr: 0.266, maxDrawdown: -0.111, trades: 2 }],
    [reading(60), { sharpe: 1.05, cagr: 0.245, maxDrawdown: -0.158, trades: 2 }],
    [reading(65), { sharpe: 1.32, cagr: 0.335, maxDrawdown: -0.158, trades: 2 }],
    [reading(70), { sharpe: 0.61, cagr: 0.142, maxDrawdown: -0.207, trades: 1 }],
    [reading(50, { stopMultiple: 2 }), { sharpe: 1.02, cagr: 0.175, maxDrawdown: -0.081, trades: 3 }],
    [reading(70, { stopMultiple: 2 }), { sharpe: 0.87, cagr: 0.18, maxDrawdown: -0.084, trades: 3 }],
    [reading(50, { stopMultiple: 3 }), { sharpe: 0.81, cagr: 0.138, maxDrawdown: -0.11, trades: 3 }],
    [reading(70, { stopMultiple: 3 }), { sharpe: 0.33, cagr: 0.051, maxDrawdown: -0.125, trades: 3 }],
    // Half the equity an entry: the second signal of the summer adds to the first.
    [reading(50, { capRatio: 0.495 }), { sharpe: 0.95, cagr: 0.101, maxDrawdown: -0.067, trades: 2 }],
    [reading(70, { capRatio: 0.495 }), { sharpe: 0.71, cagr: 0.171, maxDrawdown: -0.205, trades: 1 }],
  ];

function read({ exitAbove, stopMultiple, capRatio }: Reading): (scenario: Scenario) => Scenario {
  return (scenario) => ({
    ...scenario,
    strategy: {
      ...scenario.strategy,
      params: { ...scenario.strategy.params, exitAbove, stopMultiple },
    },
    sizing: { name: 'fixedFraction', params: { riskRatio: 1, capRatio } },
    expect: { violates: [], metrics: [] },
  });
}

const textOf = ({ exitAbove, stopMultiple, capRatio }: Reading): string =>
  `exit above ${exitAbove}, ${stopMultiple === FAR_STOP ? 'no stop' : `stop of ${stopMultiple} ATR`}, ${capRatio < 0.9 ? 'half the equity an entry' : 'all in'}`;

/** By how much a reading misses the claim: what it earned less what was claimed. */
function missOf({ sharpe, cagr, maxDrawdown }: typeof CLAIM): string {
  const signed = (value: number, digits: number): string => `${value < 0 ? '' : '+'}${value.toFixed(digits)}`;
  const points = (ratio: number): string => `${signed(100 * ratio, 1)} points`;
  return `Sharpe ${signed(sharpe - CLAIM.sharpe, 2)}, CAGR ${points(cagr - CLAIM.cagr)}, drawdown ${points(maxDrawdown - CLAIM.maxDrawdown)}`;
}

describe('the claim of 2024', () => {
  let measured: Outcome;
  beforeAll(async () => {
    measured = await runShipped(NAME);
  });

  test('is measured: every invariant held, the bounds of the file hold, two trades, no fault', () => {
    expect(measured.verdict).toBe('PASS');
    expect(measured.expectation).toEqual({ isMet: true, unmet: [] });
    expect(measured.faults).toEqual([]);
    expect(measured.invariants.map(({ status }) => status)).toEqual(Array(7).fill('held'));
    expect(
      measured.faulted.trades.map(({ openMs, exitCause }) => [
        new Date(openMs).toISOString().slice(0, 10),
        exitCause,
      ]),
    ).toEqual([
      ['2024-06-25', 'exit'],
      ['2024-08-06', 'exit'],
    ]);
  });

  test('enters and leaves at the open after the close that Wilder’s index names, by the candles alone', () => {
    const rows = readFileSync(join(ROOT, 'data/daily/BTC-USDT.csv'), 'utf8').trim().split('\n').slice(1);
    const candles = rows.map((row) => row.split(',')).filter(([date]) => date! >= '2023-01-01');
    const index = initialRsi(14);
    const expected: { date: string; open: number; isEntry: boolean }[] = [];
    let before: number | null = null;
    let isHeld = false;
    for (const [row, candle] of candles.entries()) {
      const level = updateRsi(index, Number(candle[4]));
      const next = candles[row + 1];
      if (level !== null && before !== null && next !== undefined && next[0]! > '2024-01-01') {
        const isEntry: boolean = !isHeld && before >= 30 && level < 30;
        if (isEntry || (isHeld && before <= 50 && level > 50)) {
          expected.push({ date: next[0]!, open: Number(next[1]), isEntry });
          isHeld = isEntry;
        }
      }
      before = level;
    }
    const fills = measured.faulted.trades.flatMap(({ openMs, entryPrice, closeMs, exitPrice }) => [
      { atMs: openMs, price: entryPrice },
      { atMs: closeMs, price: exitPrice },
    ]);
    expect(fills.length).toBe(expected.length);
    for (const [fill, { atMs, price }] of fills.entries()) {
      const { date, open, isEntry } = expected[fill]!;
      expect(new Date(atMs).toISOString().slice(0, 10)).toBe(date);
      // Within 5 basis points of the open: half the spread, impact, and the tenth of a second of latency; never in our favour by more than those.
      expect(Math.abs(price / open - 1)).toBeLessThan(5e-4);
      if (isEntry) expect(price).toBeGreaterThan(open * (1 - 1e-4));
    }
  });

  test('rests on one trade', () => {
    const [first] = measured.faulted.trades;
    expect(first!.pnlQuote / 10_000).toBeCloseTo(0.007, 3);
  });

  test.each(READINGS.map(([one, earned]) => [textOf(one), missOf(earned), one, earned] as const))(
    'read as %s, it is missed by %s',
    async (_text, _miss, one, earned) => {
      const outcome = await runShipped(NAME, { change: read(one) });
      expect(metricOf(outcome.faulted, 'sharpe')).toBeCloseTo(earned.sharpe, 2);
      expect(metricOf(outcome.faulted, 'cagr')).toBeCloseTo(earned.cagr, 3);
      expect(metricOf(outcome.faulted, 'maxDrawdown')).toBeCloseTo(earned.maxDrawdown, 3);
      expect(outcome.faulted.trades.length).toBe(earned.trades);
    },
  );

  test('one reading of twelve reaches all three numbers, and its neighbours do not', () => {
    const reached = READINGS.filter(
      ([, { sharpe, cagr, maxDrawdown }]) =>
        sharpe >= CLAIM.sharpe && cagr >= CLAIM.cagr && maxDrawdown >= CLAIM.maxDrawdown,
    ).map(([one]) => textOf(one));
    expect(READINGS.length).toBe(12);
    expect(reached).toEqual(['exit above 55, no stop, all in']);
  });

  test('the text of the file says what is measured', () => {
    const text = readFileSync(join(ROOT, `scenarios/${NAME}.yaml`), 'utf8').replaceAll(/\n#\s*/g, ' ');
    const percent = (ratio: number): string => `${(100 * ratio).toFixed(1)} %`;
    const said = (one: Reading): string => {
      const { sharpe, cagr, maxDrawdown } = READINGS.find(([other]) => textOf(other) === textOf(one))![1];
      return `${sharpe.toFixed(2)}, ${percent(cagr)} and ${percent(maxDrawdown)}`;
    };
    expect(text).toContain(`measures: Sharpe ratio ${said(reading(50)).replace(' and', ' a year,')}`);
    for (const exitAbove of [55, 60, 70]) expect(text).toContain(said(reading(exitAbove)));
    expect(text).toContain(
      '"RSI < 30 on Bitcoin\'s daily bars in 2024: Sharpe ratio 1.2, 25 % a year, maximum drawdown -12 %."',
    );
    expect(text).toContain('without the trade of 6 August the year earns 0.7 %');
  });
});
