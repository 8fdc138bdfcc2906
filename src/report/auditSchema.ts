import { z } from 'zod';
import type { DecisionKind } from '../risk/decision.ts';

/** The version of a line of `audit.ndjson`. It goes up when a member changes its meaning or goes away. */
export const AUDIT_VERSION = 1;

/** Every kind of decision, and what it means. */
const KINDS: Readonly<Record<DecisionKind, string>> = {
  approved: 'a wish went through whole',
  resized: 'a wish went through smaller',
  refused: 'a wish was refused',
  deferred: 'a wish waits, and is decided anew afterwards',
  halt: 'entries are halted',
  reduce: 'positions are taken down',
  panic: 'everything is closed',
  resume: 'an answer has ended',
  operatorReset: 'an operator has reset a rule or brake',
  reducingSent: 'a reducing order of the de-risk went out',
  reducingDone: 'a reducing order is over',
  panicClose: 'a closing order of a panic went out',
  stoodDown: 'the account has come to rest',
  level: 'the use of a limit has crossed a level',
  stopPlaced: 'a stop was placed',
  stopVerified: 'a stop was found to be live',
  stopFailed: 'a stop is not there',
  stopMoved: 'a stop was moved',
  stopRepaired: 'a stop was repaired',
  localStop: 'the second line has closed a position',
  timeStop: 'a position was closed by its age',
  targetPlaced: 'a target was placed',
  targetFailed: 'a target is not there',
  targetRepaired: 'a target was placed anew',
  targetResized: 'a target was given the quantity of its position',
  localTakeProfit: 'a position was closed at its target without an order at the venue',
  exitsAttached: 'an entry carries its stop, its target, or both',
  exitsDetached: 'the venue refused that, and the entry goes without them',
  emergencyClose: 'a position that could not be protected was closed',
  orderUnknown: 'nobody knows what became of an order',
  orderConfirmed: 'it is known again',
  orderResent: 'an order was sent again',
  orderGivenUp: 'an order was given up',
  duplicateIgnored: 'a fill that was booked came again',
  preflightPassed: 'the account has been looked at and may be traded',
  lockRefused: 'another process holds the account',
  reconciled: 'belief was compared with the account',
  beliefCorrected: 'belief was wrong and was corrected',
  alert: 'something to tell a person',
};

const timeMs = z.number().describe('Epoch milliseconds, UTC.');
const base = z.number().nullable();
const state = z.enum(['active', 'halted', 'reducing', 'panic']);
const unit = z
  .string()
  .nullable()
  .describe(
    'Of number and limit: ratio (0.2 is 20 %), quote, count, qty (base), ms, bps, bars, number (a correlation); null beside nulls.',
  );

const check = z
  .strictObject({
    rule: z.string(),
    actual: z.number().nullable().describe('What it measured; null where there was nothing to measure.'),
    limit: z.number().nullable(),
    unit,
    isBreached: z.boolean().describe('Whether that was an objection.'),
    reason: z
      .string()
      .nullable()
      .describe('The objection, or why nothing was measured; null where the limit is kept.'),
  })
  .describe('What one rule said.');

const grounds = z
  .strictObject({
    askedQty: base.describe('What was wanted at this moment, base; of an entry in parts one part.'),
    checkedQty: base.describe('The quantity that the rules were asked about, base.'),
    sizedBy: z
      .string()
      .nullable()
      .describe('What a granted size comes from: a sizer, a rule, tranches, or wish, the strategy itself.'),
    checks: z
      .array(check)
      .describe('Every rule in force, in the order in which they are asked, after the first objection too.'),
  })
  .nullable()
  .describe(
    'What the decision rests on. Of answers, alerts and emergencies the rules that watch the account; null where no rule was asked.',
  );

const marked = z
  .strictObject({
    missedQty: base.describe('Wanted and not granted, base; null where nobody knows how much was wanted.'),
    isRepeat: z
      .boolean()
      .describe('An earlier wish of the same side was refused and not marked yet; sums leave it out.'),
    by: z.enum(['exit', 'opposite entry', 'bars']).nullable().describe('What it was marked by.'),
    atMs: timeMs.nullable().describe('The close of the bar that it was marked at.'),
    price: z.number().nullable().describe('The bid for a long, the ask for a short, quote per base.'),
    perUnitQuote: z.number().nullable().describe("For one base, after the taker's fee both ways."),
    resultQuote: z.number().nullable().describe('For the missed quantity: above 0 missed, below 0 saved.'),
    reason: z.string().nullable().describe('Why a result is null.'),
  })
  .nullable()
  .describe(
    "What a refused or cut wish to enter would have brought at the strategy's next opposite signal, at most 20 bars later; null for any other decision.",
  );

/** A line of `audit.ndjson`: one decision of the faulted run. */
export const auditLine = z
  .strictObject({
    version: z.literal(AUDIT_VERSION),
    sessionId: z.string(),
    ordinal: z.number().int().describe('1 for the first decision of the session.'),
    atMs: timeMs,
    kind: z.enum(Object.keys(KINDS) as [DecisionKind, ...DecisionKind[]]).describe(
      `${Object.entries(KINDS)
        .map(([kind, meaning]) => `${kind}: ${meaning}`)
        .join('; ')}.`,
    ),
    symbol: z.string().nullable(),
    side: z.enum(['buy', 'sell']).nullable(),
    wishOrdinal: z.number().int().nullable().describe('The wish of the strategy that it is about.'),
    orderKey: z.string().nullable().describe('The order that it is about.'),
    wantedQty: base.describe('What the wish asked for, base.'),
    qty: base.describe('What was granted, base.'),
    price: z.number().nullable().describe('What it was priced at, quote per base.'),
    rule: z.string().nullable().describe('The rule or brake that decided; null for a plain approval.'),
    actual: z.number().nullable(),
    limit: z.number().nullable(),
    unit,
    reason: z.string(),
    stateBefore: state,
    stateAfter: state,
    binding: z
      .string()
      .nullable()
      .describe('What bound: the rule or brake that decided, or what a granted size comes from.'),
    grounds,
    marked,
  })
  .describe('One decision of a run of brakecheck, a line of audit.ndjson.');

export type AuditLine = z.infer<typeof auditLine>;

/** The JSON Schema (draft 2020-12) of a line of `audit.ndjson`, published as `docs/schema/audit.schema.json`. */
export function auditJsonSchema(): object {
  return { title: 'brakecheck audit', ...z.toJSONSchema(auditLine, { target: 'draft-2020-12' }) };
}
