import { z } from 'zod';
import type { ParamSpec, ParamSpecs } from '../core/params.ts';
import { formatDuration } from '../core/time.ts';
import { faults } from '../faults/index.ts';
import { TRIGGER_NAMES } from '../faults/trigger.ts';
import { metrics } from '../metrics/index.ts';
import { guardianBrakes } from '../risk/guardian/brakes.ts';
import { RESETTABLE } from '../risk/resettable.ts';
import { riskRules } from '../risk/rules/index.ts';
import { sizers } from '../risk/sizing/index.ts';
import { strategies } from '../strategy/index.ts';
import { dataShape } from './dataSchema.ts';
import { invariants } from './invariants/index.ts';
import { DEFAULT_DRAIN_BARS, MAX_SEED } from './loadScenario.ts';
import { STRATEGY_ERROR } from './readExpectation.ts';
import { TAPE_FAULTS } from './readFaults.ts';
import { SETTING_DEFAULTS } from './readSettings.ts';
import { duration, durationText, moment, wholeAtLeast } from './schemaUnits.ts';
import { clockShape, venueShape } from './settingsSchema.ts';

/**
 * The shapes of scenario and policy files for editors, made from the same registries as the loader's checks. An editor can tell a misspelt
 * key and a number out of bounds; what depends on the data or on two keys at once only the loader can.
 */

interface Entry {
  readonly summary: string;
  readonly params: ParamSpecs;
}
type Registry = Readonly<Record<string, Entry>>;
type FaultRegistry = Readonly<
  Record<string, Entry & { readonly takesSymbol?: boolean; readonly tapeTrigger?: 'at' | 'during' }>
>;

/** The JSON Schema (draft 2020-12) of a policy file. */
export function policySchema(): object {
  return publish(
    'policy',
    'A risk policy of brakecheck: the rules and the brakes that are on. What is left out is off.',
    policyShape(),
  );
}

/** The JSON Schema (draft 2020-12) of a scenario file. */
export function scenarioSchema(): object {
  return publish(
    'scenario',
    'A scenario of brakecheck: what runs, what goes wrong, and what must hold.',
    scenarioShape(),
  );
}

/** The shape of a policy file. */
export function policyShape() {
  const section = (registry: Registry, doc: string) =>
    entriesShape(registry).nullable().describe(doc).optional();
  return z.strictObject({
    version: z.literal(1).describe('Version of the file format.'),
    name: folderName.describe('Names the policy in reports.'),
    why: z.string().min(1).describe('What the policy is for, in one sentence.'),
    rules: section(riskRules, 'Rules before every order and over the account.'),
    sizing: section(sizers, 'Further sizers, which only shrink what is wished for.'),
    guardian: section(guardianBrakes, 'Operational brakes between the strategy and the venue.'),
  });
}

/** The shape of a scenario file. */
export function scenarioShape() {
  return z.strictObject({
    version: z.literal(1).describe('Version of the file format.'),
    name: folderName.describe('Names the scenario and the folder of its results.'),
    why: z.string().min(1).describe('What the scenario is to show, in one sentence.'),
    seed: wholeAtLeast(0).max(MAX_SEED).describe('Everything random is a function of it.'),
    data: dataShape(),
    clock: clockShape().optional(),
    venue: venueShape().optional(),
    strategy: strategyShape(),
    sizing: z
      .union([
        z
          .enum(Object.keys(sizers).filter((name) => name !== 'tranches'))
          .describe('A sizer with its defaults.'),
        entriesShape(sizers),
      ])
      .describe(
        `How large a wish without a quantity is; of several sizers the one that wants least decides. Default: ${SETTING_DEFAULTS.sizer}.`,
      )
      .optional(),
    policy: z.string().min(1).describe('Path of the policy file, from the folder of this file.'),
    market: z
      .array(z.union(TAPE_FAULTS.map(faultShape)))
      .nullable()
      .describe('Shocks of the tape that the baseline has as well as the faulted run.')
      .optional(),
    faults: z
      .array(z.union(Object.keys(faults).map(faultShape)))
      .nullable()
      .describe('What goes wrong, and when.')
      .optional(),
    heal: z
      .strictObject({ at: moment('From here on nothing fails any more.') })
      .describe('Default: when the drain begins.')
      .optional(),
    drain: z
      .strictObject({ bars: wholeAtLeast(0) })
      .describe(
        `The last bars of the window, in which the strategy is stopped. Default: ${DEFAULT_DRAIN_BARS}.`,
      )
      .optional(),
    operator: z
      .array(
        z.strictObject({
          reset: z
            .enum(RESETTABLE as [string, ...string[]])
            .describe('The rule or brake whose answer ends, if it waits for an operator.'),
          at: moment('When, before the drain.'),
        }),
      )
      .nullable()
      .describe('What a person does while the scenario runs.')
      .optional(),
    invariants: z
      .array(namedShape(invariants, 'invariant'))
      .min(1)
      .describe('What must hold, on the truth of the venue.'),
    expect: expectShape().optional(),
  });
}

const folderName = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/);

function strategyShape() {
  const ours = Object.entries(strategies as unknown as Registry).map(([name, { summary, params }]) =>
    z
      .strictObject({ name: z.literal(name), params: paramsShape(params).nullable().optional() })
      .describe(summary),
  );
  const yours = z
    .strictObject({
      file: z
        .string()
        .regex(/\.[cm]?[jt]s$/)
        .describe('Path of a .ts or .js module, from the folder of this file.'),
      params: z
        .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
        .nullable()
        .optional(),
    })
    .describe('A strategy of your own, the default export of a module.');
  return z.union([...ours, yours]);
}

function faultShape(name: string) {
  const { summary, params, takesSymbol, tapeTrigger } = (faults as unknown as FaultRegistry)[name]!;
  const event = z.enum(TRIGGER_NAMES as [string, ...string[]]);
  const symbol = z.string().min(1).describe('Only of this symbol.').optional();
  const beside = takesSymbol === true ? { symbol } : {};
  const head = {
    id: z
      .string()
      .regex(/^[A-Za-z0-9_-]{1,40}$/)
      .describe('Names the fault in the report, and its random draws.'),
    fault: z.literal(name),
    params: paramsShape(params).nullable().optional(),
  };
  const window = (inside: z.ZodRawShape) =>
    z
      .strictObject({ from: moment('The start.'), to: moment('The end, itself not in it.'), ...inside })
      .describe('In a window.');
  if (tapeTrigger === 'at') {
    return z.strictObject({ ...head, at: moment('In the bar that opens then.', beside) }).describe(summary);
  }
  if (tapeTrigger === 'during') {
    return z.strictObject({ ...head, during: window(beside) }).describe(summary);
  }
  return z
    .strictObject({
      ...head,
      at: moment('Once, at a time.', beside).optional(),
      during: window({ symbol }).optional(),
      on: z
        .strictObject({
          event: event.describe('An event at the venue, or an order on its way to it.'),
          nth: wholeAtLeast(1).describe('Only the so-manieth; left out, every one.').optional(),
          after: duration('So long after the event.').optional(),
          symbol,
          from: moment('Events before do not count.').optional(),
        })
        .describe('At an event at the venue, or as an order is sent to it.')
        .optional(),
      withProbability: z
        .number()
        .positive()
        .max(1)
        .describe('Of each firing, drawn from the seed, the id and the target.')
        .optional(),
      limit: z
        .strictObject({ maxFires: wholeAtLeast(1) })
        .describe('How often at most.')
        .optional(),
    })
    .describe(summary);
}

function expectShape() {
  const violates = z.enum([STRATEGY_ERROR, ...Object.keys(invariants)]);
  const bounds = mapEntries(metrics, ({ title, definition }) =>
    z
      .strictObject({ min: z.number().optional(), max: z.number().optional() })
      .describe(`${title}: ${definition}`)
      .optional(),
  );
  const mapping = z.strictObject({
    violates: z.array(violates).describe('The invariants that are violated, and no others.').optional(),
    metrics: z.strictObject(bounds).describe('Bounds on metrics of the faulted run.').optional(),
  });
  return z
    .union([z.literal('pass'), mapping])
    .describe('What the author expects; the exit code says whether it came so. Default: pass.');
}

/** Entries of a registry by name, each with its parameters. */
function entriesShape(registry: Registry) {
  return z.strictObject(
    mapEntries(registry, ({ summary, params }) =>
      paramsShape(params).nullable().describe(summary).optional(),
    ),
  );
}

/** One entry of a registry: its name, or its name with parameters. */
function namedShape(registry: Registry, kind: string) {
  const plain = Object.entries(registry).filter(([, { params }]) =>
    Object.values(params).every((spec) => spec.default !== null),
  );
  const withParams = Object.entries(registry).map(([name, { summary, params }]) =>
    z.strictObject({ [name]: paramsShape(params).nullable() }).describe(summary),
  );
  const names = z
    .enum(plain.map(([name]) => name) as [string, ...string[]])
    .describe(`A ${kind} with its defaults.`);
  return z.union(plain.length === 0 ? withParams : [names, ...withParams]);
}

function paramsShape(specs: ParamSpecs) {
  return z.strictObject(
    mapEntries(specs, (spec) => {
      const shape = paramShape(spec).describe(`${spec.doc} ${defaultText(spec)}`);
      return spec.default === null ? shape : shape.optional();
    }),
  );
}

function paramShape(spec: ParamSpec): z.ZodType {
  switch (spec.kind) {
    case 'flag':
      return z.boolean();
    case 'choice':
      return z.enum(spec.words as unknown as [string, ...string[]]);
    case 'symbols':
      return spec.isOne ? z.string().min(1) : z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
    case 'duration':
      return z.union([wholeAtLeast(spec.min ?? 0), durationText]);
    case 'number': {
      let shape = spec.integer ? z.number().int() : z.number();
      if (spec.above !== undefined) shape = shape.gt(spec.above);
      if (spec.min !== undefined) shape = shape.min(spec.min);
      return spec.max === undefined ? shape : shape.max(spec.max);
    }
  }
}

function defaultText(spec: ParamSpec): string {
  const unit = spec.kind === 'number' ? `Unit: ${spec.unit}. ` : '';
  if (spec.default === null) return `${unit}Must be given.`;
  return `${unit}Default: ${spec.kind === 'duration' ? formatDuration(spec.default) : spec.default}.`;
}

function mapEntries<From, To>(
  record: Readonly<Record<string, From>>,
  map: (value: From) => To,
): Record<string, To> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function publish(name: string, description: string, shape: z.ZodType): object {
  const { $schema, ...content } = z.toJSONSchema(shape) as Record<string, unknown>;
  return { $schema, title: `brakecheck ${name}`, description, ...content };
}
