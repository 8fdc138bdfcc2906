import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { describeBinding } from '../../src/cli/describeBinding.ts';
import type { ParamSpecs } from '../../src/core/params.ts';
import { unwrap } from '../../src/core/result.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import { riskRules } from '../../src/risk/rules/index.ts';
import type { Intent, Strategy } from '../../src/strategy/strategy.ts';
import { loadPolicy, parsePolicy } from '../../src/stress/loadPolicy.ts';
import { type BarRow, makeTape } from '../support/makeTape.ts';
import { BRAKES_NOT_IN_ALL_BRAKES } from '../support/notInAllBrakes.ts';
import { runTape } from '../support/runTape.ts';

const FOLDER = 'scenarios/policies';
const policyOf = (name: string) => unwrap(loadPolicy(`${FOLDER}/${name}.yaml`));

test('every policy that is shipped can be read, is named as its file, and writes every number out', () => {
  for (const file of readdirSync(FOLDER)) {
    const text = readFileSync(`${FOLDER}/${file}`, 'utf8');
    const policy = unwrap(parsePolicy(text, file));
    expect(`${policy.name}.yaml`).toBe(file);
    const written = parse(text) as { rules: Record<string, object> };
    for (const [name, params] of Object.entries(written.rules)) {
      const specs: ParamSpecs = riskRules[name as keyof typeof riskRules].params;
      expect(Object.keys(params).sort(), `${file}: ${name}`).toEqual(Object.keys(specs).sort());
    }
  }
});

describe('what each carries', () => {
  test('desk-rms', () => {
    expect(policyOf('desk-rms').rules).toEqual({
      requireStop: {},
      maxPosition: { limitRatio: 0.1, onBreach: 'refuse' },
      riskPerTrade: { limitRatio: 0.02, onBreach: 'refuse' },
      totalExposureCap: { limitRatio: 0.8, onBreach: 'refuse' },
      sectorCap: { limitRatio: 0.3, onBreach: 'refuse' },
      maxOpenPositions: { limitCount: 10 },
      correlationCap: { limitCorrelation: 0.8, lookbackDays: 252, onBreach: 'refuse', scaleRatio: 0.8 },
      maxTradesPerDay: { limitCount: 20 },
      dailyLossHalt: { limitRatio: 0.03 },
      weeklyDrawdown: { limitRatio: 0.08 },
    });
  });

  test('okx-desk', () => {
    const { rules, sizing, guardian } = policyOf('okx-desk');
    expect(rules).toMatchObject({
      perOrderCap: { limitRatio: 0.02 },
      totalExposureCap: { limitRatio: 0.3 },
      cashReserve: { limitRatio: 0.2 },
    });
    expect(sizing).toMatchObject([{ name: 'tranches', params: { count: 3 } }]);
    expect(Object.keys(guardian)).toEqual(
      expect.arrayContaining(['attachStop', 'verifyStop', 'localStop', 'dedupeFills', 'retryCap']),
    );
  });

  test('derivadex-budget stops trading, reduces, and gets out', () => {
    const { rules, guardian } = policyOf('derivadex-budget');
    expect(Object.keys(rules)).toEqual([
      'maxPosition',
      'grossNotionalCap',
      'minMarginBuffer',
      'sessionLossLimit',
    ]);
    expect(guardian.marginWatch).toMatchObject({ reduceBelowRatio: 0.5, panicBelowRatio: 0.15 });
  });

  test('post-mortem is one writer, a look before each entry, and stops that are there', () => {
    const { rules, guardian } = policyOf('post-mortem');
    expect(Object.keys(rules)).toEqual(['requireStop']);
    expect(Object.keys(guardian)).toEqual(
      expect.arrayContaining([
        'singleWriter',
        'preOpenPosition',
        'verifyStop',
        'stopHealth',
        'emergencyClose',
      ]),
    );
  });

  test('all-brakes has the numbers of desk-rms, and every operational brake', () => {
    const { rules, guardian } = policyOf('all-brakes');
    expect(rules).toMatchObject(policyOf('desk-rms').rules);
    const inPolicy = [...Object.keys(guardian), ...BRAKES_NOT_IN_ALL_BRAKES].sort();
    expect(inPolicy).toEqual(Object.keys(guardianBrakes).sort());
  });

  test('retail-quant contradicts itself, and what binds is said', () => {
    const policy = policyOf('retail-quant');
    expect(policy.rules).toMatchObject({
      riskPerTrade: { limitRatio: 0.01 },
      correlationCap: { limitCorrelation: 0.7 },
      drawdownBreaker: { limitRatio: 0.1 },
    });
    expect(policy.sizing).toMatchObject([{ name: 'halfKelly' }]);
    expect(describeBinding(policy).slice(0, 2)).toEqual([
      'directionCap, at 5 % of equity',
      'riskPerTrade would allow 71 %, and binds where the stop is 20 % away or more',
    ]);
  });
});

describe('in force, before a strategy that wishes for everything at every bar', () => {
  const SYMBOLS = ['BTC-USDT', 'ETH-USDT', 'SOL-USDT', 'XRP-USDT'];
  const STILL: BarRow = [100, 100, 100, 100, 1e6];
  /** In turn one symbol an hour, so that two entries of one tick do not wait for each other's stop. */
  const greedy = (side: 'buy' | 'sell'): Strategy => {
    let turn = 0;
    return {
      warmupBars: 0,
      onBars(_bars, _account, submit) {
        const symbol = SYMBOLS[turn++ % SYMBOLS.length]!;
        const wish: Intent = {
          kind: 'enter',
          symbol,
          side,
          stop: { kind: 'fixedRatio', distanceRatio: 0.04 },
        };
        submit(wish);
      },
    };
  };

  function run(name: string, side: 'buy' | 'sell') {
    const { correlationCap: _, ...rules } = policyOf(name).rules;
    // Prices that stand still have no correlation, and it would refuse the second symbol.
    const policy = { ...policyOf(name), rules };
    const specs = SYMBOLS.map((symbol, index) => ({
      symbol,
      bars: Array<BarRow>(48).fill(STILL),
      instrument: { sector: index < 3 ? 'one' : 'two' },
    }));
    const record = runTape({ tape: makeTape(specs), strategy: greedy(side), policy, leverage: 1 });
    const { samples } = record;
    const last = samples.timeMs.length - 1;
    const equityQuote = samples.equityQuote[last]!;
    const decisions = record.journal.flatMap((entry) => (entry.kind === 'decision' ? [entry.decision] : []));
    const quoteOf = (symbol: string) => Math.abs(samples.positionQty[symbol]![last]!) * 100;
    return {
      gross: Math.max(
        ...[...samples.grossNotionalQuote].map((quote, row) => quote / samples.equityQuote[row]!),
      ),
      net: samples.netNotionalQuote[last]! / equityQuote,
      sector: SYMBOLS.slice(0, 3).reduce((sum, symbol) => sum + quoteOf(symbol), 0) / equityQuote,
      // Nothing is ever closed here: every fill is of an entry.
      largestFill:
        Math.max(
          ...record.journal.map((entry) =>
            entry.kind === 'truth' && entry.event.kind === 'fill' ? entry.event.fill.qty * 100 : 0,
          ),
        ) / 10_000,
      rules: new Set(
        decisions.flatMap(({ kind, rule }) => (kind === 'refused' || kind === 'resized' ? [rule] : [])),
      ),
    };
  }

  test.each(['buy', 'sell'] as const)(
    'okx-desk, %s: in parts, two percent an order, up to thirty in all',
    (side) => {
      const { gross, largestFill, rules } = run('okx-desk', side);
      expect(gross).toBeGreaterThan(0.28);
      expect(gross).toBeLessThanOrEqual(0.301);
      expect(largestFill).toBeGreaterThan(0.019);
      expect(largestFill).toBeLessThanOrEqual(0.02);
      expect(rules).toContain('perOrderCap');
      expect(rules).toContain('totalExposureCap');
    },
  );

  test.each(['buy', 'sell'] as const)(
    'desk-rms, %s: ten percent a symbol, thirty of the sector of three',
    (side) => {
      const { gross, sector, rules } = run('desk-rms', side);
      expect(gross).toBeGreaterThan(0.38);
      expect(gross).toBeLessThanOrEqual(0.401);
      expect(sector).toBeGreaterThan(0.28);
      expect(sector).toBeLessThanOrEqual(0.301);
      expect(rules).toContain('maxPosition');
    },
  );

  test.each(['buy', 'sell'] as const)('retail-quant, %s: five percent in one direction', (side) => {
    const { gross, net, rules } = run('retail-quant', side);
    expect(gross).toBeGreaterThan(0.045);
    expect(gross).toBeLessThanOrEqual(0.0501);
    expect(Math.sign(net)).toBe(side === 'buy' ? 1 : -1);
    expect(rules).toContain('directionCap');
  });
});
