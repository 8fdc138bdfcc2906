import { z } from 'zod';

/** The version of `result.json`. It goes up when a member changes its meaning or goes away. */
const RESULT_VERSION = 1;

const timeMs = z.number().int().describe('Epoch milliseconds, UTC.');
const hash = z
  .string()
  .regex(/^[0-9a-f]{64}$/)
  .describe('SHA-256, hexadecimal.');
const plainValue = z.union([z.number(), z.string(), z.boolean()]);
const params = z.record(z.string(), plainValue);

const metric = z
  .strictObject({
    value: z.number().nullable().describe('Full precision; null where it is undefined.'),
    unit: z.enum(['ratio', 'number', 'quote', 'quoteSeconds', 'ms', 'count']),
    reason: z.string().nullable().describe('Why there is no value; null where there is one.'),
  })
  .describe('A metric. A ratio of 0.2 is 20 %.');

const violation = z.strictObject({ atMs: timeMs, symbol: z.string().nullable(), message: z.string() });

const firing = z.strictObject({
  timeMs,
  untilMs: timeMs,
  symbol: z.string().nullable(),
  target: z.strictObject({ event: z.string(), ordinal: z.number().int() }).nullable(),
});

const correlation = z.number().min(-1).max(1);

const tapeEffect = z
  .strictObject({
    changedBarCount: z.number().int(),
    notes: z.array(z.string()),
    correlations: z.array(
      z.strictObject({
        symbols: z.array(z.string()).length(2),
        requested: correlation,
        applied: correlation.describe('Of normal scores, after calibration and repair.'),
        spearmanBefore: correlation,
        spearmanAchieved: correlation,
        pearsonBefore: correlation,
        pearsonAchieved: correlation,
        pearsonBound: correlation.describe('What no order of the same returns can pass.'),
      }),
    ),
  })
  .nullable()
  .describe(
    'What a fault of the tape did to it; null for any other, and for one that found nothing to change.',
  );

const trigger = z
  .looseObject({ kind: z.enum(['at', 'on', 'during', 'exactly']) })
  .describe('When the fault fires, as the scenario says it.');

/** `result.json`: what came of one scenario, for machines. Times are epoch milliseconds, ratios are not percent, null has its reason beside it. */
export const resultSchema = z
  .strictObject({
    version: z.literal(RESULT_VERSION),
    scenario: z.strictObject({
      name: z.string(),
      why: z.string(),
      file: z.string().nullable().describe('As the user named it; null for a scenario made in code.'),
      source: z.string(),
      symbols: z.array(z.string()),
      quoteCurrency: z.string(),
      fromMs: timeMs,
      toMs: timeMs,
      intervalMs: z.number().int(),
      healMs: timeMs,
      drainMs: timeMs,
      venue: z.record(z.string(), plainValue),
      strategy: z.strictObject({ name: z.string(), params }),
      policy: z.strictObject({ name: z.string(), why: z.string() }),
    }),
    seed: z.number(),
    hashes: z.strictObject({
      scenario: hash,
      data: hash,
      policy: hash,
      strategy: hash,
      tape: hash.describe('Of the baseline.'),
      faultedTape: hash.describe('Of the faulted run.'),
      codeVersion: z.string(),
    }),
    fingerprint: hash.describe('Names what happened: SHA-256 over the lines of events.ndjson.'),
    verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
    verdictSentence: z.string(),
    vacuities: z.array(z.string()),
    expectation: z.strictObject({
      violates: z.array(z.string()),
      metrics: z.array(
        z.strictObject({ metric: z.string(), min: z.number().nullable(), max: z.number().nullable() }),
      ),
      isMet: z.boolean(),
      unmet: z.array(z.string()),
    }),
    invariants: z.array(
      z.strictObject({
        name: z.string(),
        summary: z.string(),
        status: z.enum(['held', 'violated', 'vacuous']),
        bounds: z.string(),
        antecedentCount: z.number().int(),
        violations: z.array(violation),
        excused: z.array(violation),
        vacuousReason: z.string().nullable(),
      }),
    ),
    market: z
      .array(z.strictObject({ id: z.string(), fault: z.string(), params, trigger, tapeEffect }))
      .describe('Shocks of the tape that baseline and faulted run share.'),
    faults: z.array(
      z.strictObject({
        id: z.string(),
        fault: z.string(),
        summary: z.string(),
        params,
        trigger,
        fireCount: z.number().int(),
        firings: z.array(z.strictObject({ atMs: timeMs, untilMs: timeMs, symbol: z.string().nullable() })),
        tapeEffect,
      }),
    ),
    resolvedFaults: z
      .array(
        z.strictObject({
          id: z.string(),
          fault: z.string(),
          params,
          trigger: z.strictObject({ kind: z.literal('exactly'), firings: z.array(firing) }),
        }),
      )
      .describe('The same faults without probabilities: replays them without their seed.'),
    metrics: z.record(z.string(), metric).describe('Of the faulted run, by name.'),
    baseline: z
      .strictObject({
        fingerprint: hash,
        metrics: z.record(z.string(), metric),
        decisions: z.record(z.string(), z.number().int()),
        finalEquityQuote: z.number(),
        tradeCount: z.number().int(),
      })
      .describe('The same run with no faults.'),
    decisions: z
      .record(z.string(), z.number().int())
      .describe('How often each rule and brake decided; those that never did stand at 0.'),
    orders: z.strictObject({
      duplicateCount: z.number().int(),
      orphanCount: z.number().int(),
      rebookedCount: z.number().int(),
    }),
    final: z.strictObject({
      startQuote: z.number(),
      equityQuote: z.number(),
      believedEquityQuote: z.number(),
      walletQuote: z.number(),
      feesQuote: z.number(),
      insuranceQuote: z.number(),
      isLiquidated: z.boolean(),
      tradingState: z.string(),
      strategyError: z.string().nullable(),
    }),
    attribution: z.strictObject({
      totalQuote: z.number(),
      byFault: z.array(z.strictObject({ faultId: z.string(), fault: z.string(), quote: z.number() })),
      residualQuote: z.number(),
    }),
    verification: z
      .strictObject({
        isDeterministic: z.boolean(),
        fingerprint: hash,
        divergence: z
          .strictObject({
            index: z.number().int(),
            atMs: timeMs.nullable(),
            field: z.string().nullable(),
            left: z.unknown(),
            right: z.unknown(),
          })
          .nullable(),
      })
      .nullable()
      .describe('Null when it was not asked for.'),
    ambiguousBars: z
      .strictObject({
        count: z.number().int().describe('Over all symbols.'),
        barCount: z.number().int().describe('Bars of all symbols in the window.'),
        bySymbol: z.record(z.string(), z.number().int()),
      })
      .describe(
        'Of the faulted run: bars in which the order of the extremes may have changed which order filled.',
      ),
    bothOrders: z
      .strictObject({
        shown: z.string().describe('The worse of the two: what the rest of this file is.'),
        results: z.array(
          z.strictObject({
            path: z.string(),
            verdict: z.enum(['PASS', 'FAIL', 'INCONCLUSIVE']),
            isAsExpected: z.boolean(),
            violates: z.array(z.string()),
            finalEquityQuote: z.number(),
            maxDrawdownRatio: z.number().nullable(),
            tradeCount: z.number().int(),
            ambiguousBarCount: z.number().int(),
            fingerprint: hash,
          }),
        ),
      })
      .describe('Only of a scenario with the path bracket: what came of each order of the extremes.')
      .optional(),
    assumptions: z.array(z.strictObject({ name: z.string(), text: z.string() })),
    dataNotes: z.array(z.string()),
    smallSamples: z.array(z.string()).describe('Figures that rest on too little to be judged.'),
  })
  .describe('What came of one scenario of brakecheck.');

export type ResultJson = z.infer<typeof resultSchema>;

/** The JSON Schema (draft 2020-12) of a `result.json`, published as `docs/schema/result.schema.json`. */
export function resultJsonSchema(): object {
  return { title: 'brakecheck result', ...z.toJSONSchema(resultSchema, { target: 'draft-2020-12' }) };
}
