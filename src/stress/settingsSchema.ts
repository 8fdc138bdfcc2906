import { z } from 'zod';
import { burstKeys } from '../engine/latency/burst.ts';
import { type LatencyModelName, latencyModels } from '../engine/latency/index.ts';
import { PERMISSIONS, POSITION_MODES } from '../market/venueEvent.ts';
import { feeModels } from '../venue/fees/index.ts';
import { impactModels } from '../venue/impacts/index.ts';
import { paths } from '../venue/paths/index.ts';
import { profiles } from '../venue/profiles/index.ts';
import { spreadModels } from '../venue/spreads/index.ts';
import { ACCOUNT_KINDS, MARGIN_MODES } from './readAccount.ts';
import { FEE_MODEL_NAMES, PROFILES_WITH_TIERS } from './readFees.ts';
import { IMPACT_MODEL_NAMES } from './readImpact.ts';
import { LATENCY_MODEL_NAMES } from './readLatency.ts';
import { LIMIT_FILLS, SETTING_DEFAULTS } from './readSettings.ts';
import { DEFAULT_SPREAD_WINDOW_BARS, SPREAD_MODEL_NAMES } from './readSpread.ts';
import { PATH_NAMES } from './scenarioPath.ts';
import { duration, wholeAtLeast } from './schemaUnits.ts';

/** The shape of `clock:`. */
export function clockShape() {
  const delay = z.union([
    delayShape('exponential', false),
    ...LATENCY_MODEL_NAMES.map((name) => delayShape(name)),
  ]);
  const byWay = z.strictObject({
    command: delay.optional(),
    reply: delay.optional(),
    event: delay.optional(),
  });
  return z.strictObject({
    path: z
      .enum(PATH_NAMES as unknown as [string, ...string[]])
      .describe(
        `Order of a bar's extremes: ${Object.entries(paths)
          .map(([name, { summary }]) => `${name}: ${summary}`)
          .join('; ')}; bracket: both, everything is run twice. Default: ${SETTING_DEFAULTS.path}.`,
      )
      .optional(),
    latencyMs: z.union([delay, byWay]).describe('One delay for all ways, or one for each.').optional(),
    latencyBurst: z
      .strictObject({
        block: duration(burstKeys.block),
        probability: z.number().positive().max(1).describe(burstKeys.probability),
        factor: z.number().min(1).describe(burstKeys.factor),
      })
      .describe('Slow times of all ways at once. Default: none.')
      .optional(),
  });
}

function delayShape(name: LatencyModelName, isNamed = true) {
  const { keys, summary } = latencyModels[name];
  const shapes: Record<string, z.ZodType> = isNamed ? { model: z.literal(name) } : {};
  for (const [key, { kind, doc }] of Object.entries(keys)) {
    if (kind === 'duration') shapes[key] = duration(doc);
    else if (kind === 'number') shapes[key] = z.number().positive().describe(doc);
    else shapes[key] = z.array(duration('A delay.')).min(2).describe(doc);
  }
  return z.strictObject(shapes).describe(summary);
}

/** The shape of `venue:`. */
export function venueShape() {
  const defaults = SETTING_DEFAULTS;
  return z.strictObject({
    profile: z
      .enum(Object.keys(profiles) as [string, ...string[]])
      .describe(`Default: ${defaults.profile}.`)
      .optional(),
    account: z
      .enum(ACCOUNT_KINDS)
      .describe(
        `Perpetuals on margin, or spot: no leverage, no short, no reduce-only, and resting orders lock what they would take. Default: ${defaults.account}.`,
      )
      .optional(),
    margin: z
      .enum(MARGIN_MODES)
      .describe('All positions on one wallet, or each on the margin of its entry. Default: cross.')
      .optional(),
    leverage: z
      .union([z.number().min(1), z.record(z.string(), z.number().min(1))])
      .describe(
        `Notional / initial margin, of all symbols or by symbol; 1 for a symbol that is not named. Default: ${defaults.leverage}.`,
      )
      .optional(),
    funding: fundingShape().optional(),
    insuranceFund: z
      .number()
      .min(0)
      .describe(
        'What the insurance of the venue can pay, quote; a loss beyond it is deleveraged at the bankruptcy price. Default: there is no end to it.',
      )
      .optional(),
    startEquity: z.number().positive().describe(`Quote. Default: ${defaults.startEquityQuote}.`).optional(),
    offVenueQuote: z
      .number()
      .min(0)
      .describe('Wealth of the same owner that is not at the venue, which venueCap counts. Default: 0.')
      .optional(),
    asFound: asFoundShape().optional(),
    spread: z
      .strictObject({
        model: z.enum(SPREAD_MODEL_NAMES as [string, ...string[]]).describe(
          Object.entries(spreadModels)
            .map(([name, { summary }]) => `${name}: ${summary}`)
            .join(' '),
        ),
        windowBars: wholeAtLeast(2)
          .describe(`Closed bars that an estimate rests on. Default: ${DEFAULT_SPREAD_WINDOW_BARS}.`)
          .optional(),
      })
      .describe("Where the calm spread comes from. Default: the instrument's own.")
      .optional(),
    fees: feesShape().optional(),
    impact: z
      .union([impactShape(), z.record(z.string(), impactShape())])
      .describe(
        'What taking costs beyond the quote, of all symbols or by symbol. Default: the square-root law with impactCoefficient.',
      )
      .optional(),
    impactCoefficient: z
      .number()
      .min(0)
      .describe(
        `Of the square-root impact law, where impact says nothing of a symbol. Default: ${defaults.impactCoefficient}.`,
      )
      .optional(),
    limitFill: z
      .enum(LIMIT_FILLS)
      .describe(
        `When a resting limit fills: with the other side's quote a tick through it, or at it. Default: ${defaults.limitFill}.`,
      )
      .optional(),
    participationRatio: z
      .number()
      .positive()
      .max(1)
      .describe(
        `Share of a bar's volume that one direction can have. Default: ${defaults.participationRatio}.`,
      )
      .optional(),
  });
}

function impactShape() {
  return z.strictObject({
    model: z
      .enum(IMPACT_MODEL_NAMES as [string, ...string[]])
      .describe(
        `${Object.entries(impactModels)
          .map(([name, { summary }]) => `${name}: ${summary}`)
          .join(' ')} Default: squareRoot.`,
      )
      .optional(),
    coefficient: z.number().min(0).describe("c of the model. Default: the model's own.").optional(),
  });
}

function feesShape() {
  const model = z.enum(FEE_MODEL_NAMES as [string, ...string[]]).describe(
    Object.entries(feeModels)
      .map(([name, { summary }]) => `${name}: ${summary}`)
      .join(' '),
  );
  return z
    .union([
      model,
      z.strictObject({
        model,
        volumeQuote: z
          .number()
          .min(0)
          .describe('What the account traded before, over the days that the table looks at. Default: 0.')
          .optional(),
        tier: wholeAtLeast(0)
          .describe("A row of the profile's table for good, 0 being the dearest; instead of volumeQuote.")
          .optional(),
      }),
    ])
    .describe(
      `What fills pay; a liquidation has its own fee. Tables by volume have ${PROFILES_WITH_TIERS.join(', ')}. Default: instrument.`,
    );
}

function fundingShape() {
  return z
    .union([
      z.strictObject({
        rateBps: z
          .number()
          .gt(-1_000)
          .lt(1_000)
          .describe("Of the notional at mark, at each of the profile's times; above 0 longs pay."),
      }),
      z.strictObject({
        file: z
          .string()
          .regex(/\.csv$/)
          .describe('A table time,symbol,rate, from the folder of this file; 0.0001 is 1 bps.'),
      }),
    ])
    .describe('What perpetuals pay. Default: nothing.');
}

function asFoundShape() {
  return z
    .strictObject({
      permissions: z
        .array(z.enum(PERMISSIONS))
        .describe('What the API key may do. Default: read, trade.')
        .optional(),
      ipAllowList: z
        .boolean()
        .describe('Whether the key works from listed addresses only. Default: true.')
        .optional(),
      positionMode: z
        .enum(POSITION_MODES)
        .describe('What the account says it is in. Default: net.')
        .optional(),
      leverage: z
        .number()
        .min(1)
        .describe('What the venue really grants. Default: venue.leverage.')
        .optional(),
    })
    .describe('How the account is set up where that is not as the bot is configured for.');
}
