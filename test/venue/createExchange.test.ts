import { expect, test } from 'vitest';
import { createExchange } from '../../src/venue/createExchange.ts';
import type { ExchangeOptions } from '../../src/venue/exchange.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import { type BarRow, makeTape, type TapeSpec } from '../support/makeTape.ts';

const BAR: BarRow = [100, 110, 90, 105, 1_000];
const SINK = { reply() {}, stream() {}, truth() {} };

function create(options: Partial<ExchangeOptions>, spec: Partial<TapeSpec> = {}, intervalMs = 3_000) {
  return createExchange(
    {
      tape: makeTape({ bars: [BAR, BAR], ...spec }, { intervalMs }),
      accounts: [{ accountId: 'main', startQuote: 1_000, leverage: 5 }],
      path: 'adaptive',
      impactCoefficient: 1,
      participationRatio: 0.1,
      profile: 'generic',
      ...options,
    },
    SINK,
  );
}

test.each<[string, Partial<ExchangeOptions>]>([
  ['no venue profile', { profile: 'toString' }],
  ['participationRatio', { participationRatio: 0 }],
  ['participationRatio', { participationRatio: 1.1 }],
  ['impactCoefficient', { impactCoefficient: -1 }],
  ['leverage', { accounts: [{ accountId: 'main', startQuote: 1, leverage: 0 }] }],
  ['deposit', { accounts: [{ accountId: 'main', startQuote: Number.NaN, leverage: 1 }] }],
])('refuses to open with a wrong option: %s', (message, options) => {
  expect(() => create(options)).toThrow(message);
});

test('refuses instruments that its path and its margin solver cannot carry', () => {
  const maintenanceTiers = [
    { fromNotionalQuote: 0, maintenanceMarginRatio: 0.05 },
    { fromNotionalQuote: 100, maintenanceMarginRatio: 0.01 },
  ];
  expect(() => create({}, { instrument: { maintenanceTiers } })).toThrow('must not fall');
  expect(() => create({}, { instrument: { spreadBps: 20_000 } })).toThrow('leaves no bid');
  expect(() => create({}, {}, 2)).toThrow('3 ms or more');
});

test('bars must be opened one by one and closed before the next', () => {
  const { fromMs } = makeTape({ bars: [BAR] });
  const skipping = create({});
  expect(() => skipping.openBars(fromMs + 3_000)).toThrow('skipped');
  const overlapping = create({});
  overlapping.openBars(fromMs);
  expect(() => overlapping.openBars(fromMs + 3_000)).toThrow('before the last has closed');
  const returning = create({});
  returning.openBars(fromMs);
  returning.advanceTo(fromMs + 10);
  expect(() => returning.advanceTo(fromMs + 9)).toThrow('cannot go back');
});

test('an exchange without orders and positions has nothing to do', () => {
  const { fromMs } = makeTape({ bars: [BAR] });
  const exchange = create({});
  exchange.openBars(fromMs);
  expect(exchange.nextTriggerMs()).toBe(Number.POSITIVE_INFINITY);
  exchange.closeBars(fromMs + 3_000);
  expect(exchange.nextTriggerMs()).toBe(Number.POSITIVE_INFINITY);
});

test('every profile stands in the registry under its own name', () => {
  for (const [name, profile] of Object.entries(profiles)) expect(profile.name).toBe(name);
});
