import type { ParamSpecs, ParamsOf } from '../../core/params.ts';

interface Brake<Specs extends ParamSpecs> {
  readonly summary: string;
  /** What the client is without it: the naive client, so that harm can show. */
  readonly whenOff: string;
  readonly params: Specs;
}

function defineBrake<const Specs extends ParamSpecs>(brake: Brake<Specs>): Brake<Specs> {
  return brake;
}

/** The operational brakes: a brake that a policy leaves out is off. Where each acts is in the other files of this folder. */
export const guardianBrakes = {
  clientOrderId: defineBrake({
    summary:
      'Every order carries an id of ours, the same over resends, so that the venue refuses a second copy.',
    whenOff: 'no id is sent',
    params: {},
  }),
  requestTimeout: defineBrake({
    summary: 'A request that is not answered in time counts as ambiguous.',
    whenOff: 'waits for ever',
    params: { timeoutMs: { kind: 'duration', default: 10_000, min: 1, doc: 'Wait for an answer.' } },
  }),
  confirmBeforeResend: defineBrake({
    summary: 'After a timeout or an ambiguous reply the order is looked up before anything is sent again.',
    whenOff: 'resends at the timeout',
    params: {
      visibilityLagMs: {
        kind: 'duration',
        default: 2_000,
        min: 0,
        doc: '"Not found" proves nothing before this long after the send.',
      },
    },
  }),
  retryCap: defineBrake({
    summary: 'A request is tried so often and no more; then entries are halted until belief is reconciled.',
    whenOff: 'no end',
    params: {
      tries: {
        kind: 'number',
        unit: 'count',
        default: 3,
        min: 1,
        integer: true,
        doc: 'Tries of one request.',
      },
    },
  }),
  backoff: defineBrake({
    summary: 'Waits longer before each further try, with jitter from the id.',
    whenOff: 'tries again at once',
    params: {
      firstMs: {
        kind: 'duration',
        default: 1_000,
        min: 1,
        doc: 'Wait before the second try; doubles with each.',
      },
      longestMs: { kind: 'duration', default: 30_000, min: 1, doc: 'No wait is longer.' },
    },
  }),
  rateLimit: defineBrake({
    summary:
      "Requests leave no faster than the venue's limits allow: stops, exits and cancels first, entries last.",
    whenOff: 'every request is sent at once',
    params: {
      burstCount: {
        kind: 'number',
        unit: 'count',
        default: 10,
        min: 1,
        integer: true,
        doc: 'Requests that may be sent at once after a rest.',
      },
      perSecond: {
        kind: 'number',
        unit: 'count',
        default: 10,
        above: 0,
        doc: 'Requests a second from there; less than the venue allows.',
      },
      staleMs: {
        kind: 'duration',
        default: 10_000,
        min: 1,
        doc: 'An entry that has waited longer for its turn is dropped.',
      },
    },
  }),
  reconcileOnReconnect: defineBrake({
    summary:
      'After a reconnect: fetch fills, open orders, positions and balances; no entry until belief equals them.',
    whenOff: 'carries on with the old belief',
    params: {},
  }),
  verifyStop: defineBrake({
    summary: 'A stop that was accepted is queried after a moment; one that is not live is placed again.',
    whenOff: 'an acceptance is believed',
    params: {
      waitMs: { kind: 'duration', default: 2_000, min: 1, doc: 'Wait from the acceptance to the query.' },
      tries: {
        kind: 'number',
        unit: 'count',
        default: 3,
        min: 1,
        integer: true,
        doc: 'Stops placed for one need before the emergency close.',
      },
    },
  }),
  attachStop: defineBrake({
    summary:
      'An entry carries its stop and its target where the venue takes that, so that what it fills is protected in the same moment; elsewhere they follow its fills. Needs clientOrderId.',
    whenOff: 'a stop is placed when a fill has been heard of',
    params: {},
  }),
  stopHealth: defineBrake({
    summary:
      'At every bar the live stops of each position are fetched and repaired where missing, small or on the wrong side.',
    whenOff: 'stops are never looked at again',
    params: {},
  }),
  localStop: defineBrake({
    summary:
      'The second line: a floating loss beyond the limit closes the position whatever the venue says about stops.',
    whenOff: 'only the stop at the venue',
    params: {
      lossRatio: {
        kind: 'number',
        unit: 'ratio',
        default: 0.05,
        above: 0,
        doc: 'side x (entry - mark) / entry.',
      },
    },
  }),
  emergencyClose: defineBrake({
    summary:
      'When no stop can be set, or a close is left unfinished, the position is closed at market until it is gone.',
    whenOff: 'a refused stop is logged and left',
    params: {},
  }),
  marginWatch: defineBrake({
    summary:
      'Takes positions down, one order at a time, when the margin buffer is small, and closes everything when it collapses.',
    whenOff: 'nobody looks at the margin until the venue liquidates',
    params: {
      reduceBelowRatio: {
        kind: 'number',
        unit: 'ratio',
        default: 0.5,
        above: 0,
        doc: '(Margin balance - maintenance) / maintenance; below it positions are reduced until no more than 0.8 of the limit is used.',
      },
      panicBelowRatio: {
        kind: 'number',
        unit: 'ratio',
        default: 0.15,
        above: 0,
        doc: 'The same; below it everything is closed at market, and an operator must reset.',
      },
      collarBps: {
        kind: 'number',
        unit: 'bps',
        default: 100,
        above: 0,
        max: 5_000,
        doc: 'A reducing order trades no further from the mark; doubles after each that did not fill whole. A panic has none.',
      },
      incrementRatio: {
        kind: 'number',
        unit: 'ratio',
        default: 0.5,
        above: 0,
        max: 1,
        doc: 'One reducing order takes at most this share of what was held when the reduction began.',
      },
    },
  }),
  alerts: defineBrake({
    summary:
      'Tells when the use of a limit crosses a level: yellow, orange, and red when it has tripped; and records the use of every limit.',
    whenOff: 'a limit is heard of only when it acts',
    params: {
      yellowRatio: {
        kind: 'number',
        unit: 'ratio',
        default: 0.5,
        above: 0,
        max: 1,
        doc: 'Share of a limit that is used; told at equality.',
      },
      orangeRatio: { kind: 'number', unit: 'ratio', default: 0.75, above: 0, max: 1, doc: 'The same.' },
    },
  }),
  singleWriter: defineBrake({
    summary:
      'One process an account: nothing is sent before the lock of the account is held, and who does not get it exits.',
    whenOff: 'every process that is started trades',
    params: {},
  }),
  preOpenPosition: defineBrake({
    summary:
      "Before an entry goes out the venue is asked for its positions; the entry is skipped unless they are belief's, and all rules run again on the answer.",
    whenOff: 'an entry goes out on belief alone',
    params: {},
  }),
  preflight: defineBrake({
    summary:
      'At the start the account is looked at: an API key that may withdraw, or a leverage or position mode that is not the configured one, refuses to start; no IP allow-list is told.',
    whenOff: 'trades on whatever account it is given',
    params: {
      positionMode: {
        kind: 'choice',
        words: ['net', 'hedge'],
        default: 'net',
        doc: 'What the account must be in: one net position a symbol, or a long and a short side by side.',
      },
    },
  }),
  dedupeFills: defineBrake({
    summary: 'A fill is booked once per trade id; the same id with other content is an alarm.',
    whenOff: 'every delivery is booked',
    params: {},
  }),
} as const;

export type BrakeName = keyof typeof guardianBrakes;

/** The brakes that are on, with their parameters. */
export type GuardianPolicy = {
  readonly [Name in BrakeName]?: ParamsOf<(typeof guardianBrakes)[Name]['params']>;
};
