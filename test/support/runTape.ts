import { withDefaults } from '../../src/core/params.ts';
import { DEFAULT_LATENCY, type LatencyModel } from '../../src/engine/latency/latency.ts';
import { oneTurn } from '../../src/engine/oneTurn.ts';
import type { OperatorReset } from '../../src/engine/operatorReset.ts';
import type { RunRecord } from '../../src/engine/runRecord.ts';
import { scopeOf, type WriterStart } from '../../src/engine/secondWriters.ts';
import { Session, type SessionLike, type SessionOptions } from '../../src/engine/session.ts';
import type { Crash, SessionSetup } from '../../src/engine/sessionSetup.ts';
import { simulate } from '../../src/engine/simulate.ts';
import type { ScheduledFault } from '../../src/faults/fault.ts';
import type { Tape } from '../../src/market/tape.ts';
import type { VenueAbilities } from '../../src/market/venueAbilities.ts';
import type { AccountSettings } from '../../src/market/venueEvent.ts';
import { type BrakeName, guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { type RiskRuleName, riskRules } from '../../src/risk/rules/index.ts';
import type { SizingChoice } from '../../src/risk/sizing/activeSizers.ts';
import type { Strategy } from '../../src/strategy/strategy.ts';
import { createExchange } from '../../src/venue/createExchange.ts';
import type { AccountOptions, Exchange, ExchangeOptions, ExchangeSink } from '../../src/venue/exchange.ts';
import { profiles } from '../../src/venue/profiles/index.ts';
import type { VenueProfile } from '../../src/venue/profiles/profile.ts';
import { BRAKES_NOT_IN_ALL_BRAKES, NOT_IN_ALL_BRAKES } from './notInAllBrakes.ts';

/** The brakes that change when a request leaves: named by the tests that are about them. */
const ENTRANCE_BRAKES: readonly BrakeName[] = ['rateLimit', 'singleWriter', 'preOpenPosition', 'preflight'];

/** The desk's rules that in a world of one symbol and a day or two stand before what a test is about. */
const DESK_RULES: readonly RiskRuleName[] = [
  'sectorCap',
  'maxOpenPositions',
  'maxTradesPerDay',
  'weeklyDrawdown',
];

/** The rules of the policy `all-brakes` and its brakes, with their defaults, but for the desk's, those of the entrance and those that are left out. */
export function allBrakes(...without: (RiskRuleName | BrakeName)[]): Policy {
  const left: readonly string[] = [
    ...NOT_IN_ALL_BRAKES,
    ...BRAKES_NOT_IN_ALL_BRAKES,
    ...DESK_RULES,
    ...ENTRANCE_BRAKES,
    ...without,
  ];
  const pick = (registry: Readonly<Record<string, { params: Record<string, never> }>>) =>
    Object.fromEntries(
      Object.entries(registry)
        .filter(([name]) => !left.includes(name))
        .map(([name, { params }]) => [name, withDefaults(params)]),
    );
  return {
    name: without.length === 0 ? 'all-brakes' : `without ${without.join(', ')}`,
    why: 'a test',
    rules: pick(riskRules as never),
    guardian: pick(guardianBrakes as never),
  };
}

/** A policy with some brakes more, at their defaults or with the parameters given. */
export function withBrakes(policy: Policy, brakes: Policy['guardian']): Policy {
  return { ...policy, guardian: { ...policy.guardian, ...brakes } };
}

export const NO_BRAKES: Policy = { name: 'none', why: 'a test', rules: {}, guardian: {} };

export interface RunOptions {
  tape: Tape;
  strategy: Strategy;
  policy: Policy;
  faults?: readonly ScheduledFault[];
  seed?: number;
  sizing?: SizingChoice;
  latency?: LatencyModel;
  startQuote?: number;
  leverage?: number;
  healMs?: number | null;
  drainMs?: number | null;
  operator?: readonly OperatorReset[];
  /** When the process dies and lives again; then `strategy` must be one that can be shown its history again. */
  crashes?: readonly Crash[];
  /** Whether the session puts out what a restart must know. Left out: true. */
  keepsRecords?: boolean;
  /** Told of each session that is made. */
  onSession?: (session: SessionLike) => void;
  /** Replaces the session, for a known-bad one. */
  makeSession?: (options: SessionOptions) => SessionLike;
  profile?: string | VenueProfile;
  /** What the session takes the venue for. Left out: what the profile says. */
  abilities?: VenueAbilities;
  /** How the account is set up at the venue; what is left out is as it should be. */
  account?: Partial<AccountSettings>;
  /** What else there is to say of the venue and of the account at it, which the session is told. */
  exchange?: Partial<ExchangeOptions>;
  terms?: Pick<AccountOptions, 'kind' | 'marginMode' | 'leverageOf'>;
  /** Stands between the venue and where its answers go. */
  wrapSink?: (sink: ExchangeSink) => ExchangeSink;
  /** Makes the strategy of a second process, where a fault starts one. */
  secondStrategy?: () => Strategy;
  /** Wraps the venue, for a known-bad one. */
  wrapExchange?: (exchange: Exchange) => Exchange;
}

/** One session on one account over a tape. */
export function runTape(options: RunOptions): RunRecord {
  const { tape, startQuote = 10_000, profile = 'generic' } = options;
  const sessionOptions: SessionOptions = {
    writer: 'w1',
    bootEpoch: 0,
    instruments: tape.symbols.map(({ instrument }) => instrument),
    startQuote,
    leverage: options.leverage ?? 5,
    ...(options.terms?.kind === undefined ? {} : { accountKind: options.terms.kind }),
    ...(options.terms?.leverageOf === undefined ? {} : { leverageOf: options.terms.leverageOf }),
    tradeFromMs: tape.fromMs,
    abilities: options.abilities ?? (typeof profile === 'string' ? profiles[profile]! : profile).capabilities,
    policy: options.policy,
    keepsRecords: options.keepsRecords ?? true,
    sizing: options.sizing ?? { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } },
    strategy: options.strategy,
  };
  const { leverage = {}, ...settings } = options.account ?? {};
  const make = (changed: Partial<SessionOptions> = {}): SessionLike => {
    const given = { ...sessionOptions, ...changed };
    const session = options.makeSession?.(given) ?? new Session(given);
    options.onSession?.(session);
    return session;
  };
  const lives = {
    make: (bootEpoch: number, tradeFromMs: number) => make({ bootEpoch, tradeFromMs }),
    crashes: options.crashes ?? [],
  };
  const venue = (sink: ExchangeSink) => {
    const exchange = createExchange(
      {
        tape,
        accounts: [
          {
            accountId: 'main',
            startQuote,
            ...settings,
            ...options.terms,
            leverage: Object.values(leverage)[0] ?? options.leverage ?? 5,
          },
        ],
        path: 'adaptive',
        impactCoefficient: 1,
        participationRatio: 0.1,
        profile,
        ...options.exchange,
      },
      options.wrapSink?.(sink) ?? sink,
    );
    return options.wrapExchange?.(exchange) ?? exchange;
  };
  const { secondStrategy } = options;
  const secondWriter = ({ writer, accountId, atMs, walletQuote }: WriterStart): SessionSetup => {
    const own = {
      ...sessionOptions,
      writer,
      startQuote: walletQuote,
      tradeFromMs: atMs,
      strategy: oneTurn(secondStrategy!()),
      keyScope: scopeOf(writer),
    };
    const second = options.makeSession?.(own) ?? new Session(own);
    return {
      sessionId: writer.replace('w', 's'),
      accountId,
      writer,
      startQuote: walletQuote,
      session: second,
    };
  };
  return simulate({
    tape,
    venue,
    ...(secondStrategy === undefined ? {} : { secondWriter }),
    sessions: [{ sessionId: 's1', accountId: 'main', writer: 'w1', startQuote, session: make(), lives }],
    faults: options.faults ?? [],
    seed: options.seed ?? 1,
    latency: options.latency ?? DEFAULT_LATENCY,
    healMs: options.healMs ?? null,
    drainMs: options.drainMs ?? null,
    ...(options.operator === undefined ? {} : { operator: options.operator }),
  });
}

/** A fault at the nth truth event of a name. */
export function onEvent(
  id: string,
  fault: string,
  event: Extract<ScheduledFault['trigger'], { kind: 'on' }>['event'],
  nth: number | null,
  afterMs = 0,
  params: ScheduledFault['params'] = {},
): ScheduledFault {
  return {
    id,
    fault,
    params,
    trigger: { kind: 'on', event, symbol: null, fromMs: null, nth, afterMs, probability: 1, maxFires: null },
  };
}

/** A disconnect from a time on. */
export function disconnectAt(id: string, timeMs: number, durationMs: number): ScheduledFault {
  return { id, fault: 'disconnect', params: { durationMs }, trigger: { kind: 'at', timeMs, symbol: null } };
}
