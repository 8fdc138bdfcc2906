import type { ParamSpecs, ParamValues } from '../../src/core/params.ts';
import { allocateCandles, type Candles } from '../../src/market/candles.ts';
import type { Tape } from '../../src/market/tape.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { riskRules } from '../../src/risk/rules/index.ts';

/** Other units for the same market: prices times one factor, quantities times another, and so amounts of quote times both. Powers of two are exact. */
export interface Scale {
  readonly price: number;
  readonly qty: number;
}

export const quoteFactor = ({ price, qty }: Scale): number => price * qty;

/** The tape in the other units, with its instruments. */
export function scaleTape(tape: Tape, scale: Scale): Tape {
  return {
    ...tape,
    symbols: tape.symbols.map((one) => {
      const { instrument } = one;
      return {
        ...one,
        candles: scaleCandles(one.candles, scale),
        daily: scaleCandles(one.daily, scale),
        instrument: {
          ...instrument,
          tick: instrument.tick * scale.price,
          lot: instrument.lot * scale.qty,
          minQty: instrument.minQty * scale.qty,
          minNotionalQuote: instrument.minNotionalQuote * quoteFactor(scale),
          maintenanceTiers: instrument.maintenanceTiers.map((tier) => ({
            ...tier,
            fromNotionalQuote: tier.fromNotionalQuote * quoteFactor(scale),
          })),
        },
      };
    }),
  };
}

function scaleCandles(candles: Candles, { price, qty }: Scale): Candles {
  const { symbol, intervalMs, length } = candles;
  const scaled = allocateCandles(symbol, intervalMs, length);
  for (let row = 0; row < length; row++) {
    scaled.openTimeMs[row] = candles.openTimeMs[row]!;
    for (const column of ['open', 'high', 'low', 'close'] as const)
      scaled[column][row] = candles[column][row]! * price;
    scaled.volume[row] = candles.volume[row]! * qty;
  }
  return scaled;
}

/** The policy with every limit that is an amount of quote in the other units: which those are, the tables of parameters say. */
export function scalePolicy(policy: Policy, scale: Scale): Policy {
  const scaled = (registry: object, section: object) =>
    Object.fromEntries(
      Object.entries(section as Record<string, ParamValues>).map(([name, values]) => {
        const { params } = (registry as Record<string, { params: ParamSpecs }>)[name]!;
        return [name, scaleParams(params, values, scale)];
      }),
    );
  return {
    ...policy,
    rules: scaled(riskRules, policy.rules),
    guardian: scaled(guardianBrakes, policy.guardian),
  };
}

function scaleParams(specs: ParamSpecs, values: ParamValues, scale: Scale): ParamValues {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => {
      const spec = specs[name];
      const isQuote = spec?.kind === 'number' && spec.unit === 'quote';
      return [name, isQuote ? (value as number) * quoteFactor(scale) : value];
    }),
  );
}

/** What each number is of, by the last word of its name, as the house names them. */
function factorOf(key: string, { price, qty }: Scale): number {
  if (/price$/i.test(key)) return price;
  if (/qty(?:Before|After)?$/i.test(key)) return qty;
  return /quote$/i.test(key) ? price * qty : 1;
}

/** A record of any kind in the other units. Sentences keep their words and lose their numbers. */
export function scaleRecord(record: unknown, scale: Scale): unknown {
  if (Array.isArray(record)) return record.map((one) => scaleRecord(one, scale));
  if (typeof record !== 'object' || record === null) return record;
  const { unit } = record as { unit?: unknown };
  return Object.fromEntries(
    Object.entries(record).map(([key, value]) => {
      if (typeof value === 'string') return [key, key === 'reason' ? value.replace(/[\d.,]+/g, '#') : value];
      if (typeof value !== 'number') return [key, scaleRecord(value, scale)];
      const name = (key === 'actual' || key === 'limit') && typeof unit === 'string' ? unit : key;
      // No difference between nothing and nothing with a sign.
      return [key, value * factorOf(name, scale) + 0];
    }),
  );
}

/** Back to the units that a record was scaled from. */
export const inverse = ({ price, qty }: Scale): Scale => ({ price: 1 / price, qty: 1 / qty });
