import { medianSorted } from 'simple-statistics';
import { endOf, knownMs, lagMs } from '../../engine/journeyTimes.ts';
import type { OrderJourney } from '../../engine/orderJourney.ts';
import type { RunRecord } from '../../engine/runRecord.ts';

/** What is known later than this has been learned late: some ten times the usual way of a message there and back. */
export const LATE_MS = 2_000;

/** What can go wrong on the way of an order, the gravest first. */
export const TROUBLES = {
  twice: { title: 'taken twice', meaning: 'the venue took more than one order under one key' },
  bookedTwice: { title: 'booked twice', meaning: 'the session booked one fill more than once' },
  neverKnown: {
    title: 'never known',
    meaning: 'an acceptance, a fill or an end that the session never learned of',
  },
  livedOn: { title: 'lived on', meaning: 'the session held it for over while it lived' },
  dropped: { title: 'dropped', meaning: 'the venue dropped it and told nobody' },
  lost: { title: 'never arrived', meaning: 'the venue saw none of its sends' },
  sendLost: { title: 'a send lost', meaning: 'a send never arrived, and another did' },
  heldBack: { title: 'held back', meaning: 'a fault let a send arrive late' },
  answerLost: { title: 'answer lost', meaning: 'the answer to a send never reached the session' },
  learnedLate: {
    title: 'learned late',
    meaning: `a fill or an end that the session learned of more than ${LATE_MS / 1_000} s later`,
  },
} as const;

export type Trouble = keyof typeof TROUBLES;

/** A journey, and what went wrong with it, the gravest first. */
export interface JudgedJourney {
  readonly journey: OrderJourney;
  readonly troubles: readonly Trouble[];
}

/**
 * Every order of a run: what happened twice first, then the others in trouble, then the rest; of each those first of which something was unknown
 * for longest.
 */
export function judgedJourneys({ orderJourneys, toMs }: RunRecord): JudgedJourney[] {
  return orderJourneys
    .map((journey) => ({ journey, troubles: troublesOf(journey, toMs) }))
    .sort(
      (a, b) =>
        rankOf(a.troubles) - rankOf(b.troubles) || lagMs(b.journey.longestLag) - lagMs(a.journey.longestLag),
    );
}

function rankOf([gravest]: readonly Trouble[]): number {
  if (gravest === undefined) return 2;
  return gravest === 'twice' || gravest === 'bookedTwice' ? 0 : 1;
}

/**
 * What went wrong with an order. What happened just before the end of the run may still have been on its way: that is not called never known.
 *
 * @param toMs the end of the run.
 */
export function troublesOf(journey: OrderJourney, toMs: number): Trouble[] {
  const { attempts, venueOrders, fills, belief, isByVenue } = journey;
  const endedMs = endOf(journey);
  const hadTime = (timeMs: number): boolean => toMs - timeMs > LATE_MS;
  const isUnknown =
    fills.some((fill) => knownMs(fill) === null && hadTime(fill.venueMs)) ||
    (!isByVenue &&
      ((venueOrders.length > 0 && belief.acceptedMs === null && hadTime(venueOrders[0]!.acceptedMs)) ||
        (endedMs !== null && belief.endedMs === null && hadTime(endedMs))));
  const lostCount = attempts.filter(({ fate }) => fate === 'lost').length;
  const isLate =
    fills.some((fill) => (knownMs(fill) ?? toMs) - fill.venueMs > LATE_MS) ||
    (endedMs !== null && !isByVenue && (belief.endedMs ?? toMs) - endedMs > LATE_MS);
  const troubles: Readonly<Record<Trouble, boolean>> = {
    twice: venueOrders.length > 1,
    bookedTwice: fills.some(({ bookedCount }) => bookedCount > 1),
    neverKnown: isUnknown,
    livedOn:
      belief.endedMs !== null && venueOrders.some((order) => belief.endedMs! < (order.endedMs ?? toMs)),
    dropped: venueOrders.some(({ status }) => status === 'failed'),
    lost: lostCount > 0 && lostCount === attempts.length,
    sendLost: lostCount > 0 && lostCount < attempts.length,
    heldBack: attempts.some(({ heldBackMs }) => heldBackMs > 0),
    answerLost: attempts.some(({ replyFate }) => replyFate === 'lost'),
    learnedLate: isLate && !isUnknown,
  };
  return (Object.keys(TROUBLES) as Trouble[]).filter((trouble) => troubles[trouble]);
}

/**
 * How an order ended: `filled`, `cancelled`, `expired` (a remainder), `failed` (dropped), `rejected`, `live` at the end of the run, `lost` (the
 * venue never saw it), `onItsWay`. Of copies that ended differently, each.
 */
export function endingOf({ isByVenue, venueOrders, attempts }: OrderJourney): string {
  if (isByVenue) return 'filled';
  if (venueOrders.length > 0) {
    return [...new Set(venueOrders.map(({ status, endedMs }) => (endedMs === null ? 'live' : status)))].join(
      '+',
    );
  }
  if (attempts.some(({ rejection }) => rejection !== null)) return 'rejected';
  return attempts.some(({ fate }) => fate === 'onItsWay') ? 'onItsWay' : 'lost';
}

/** The delays of one step of the way, over all orders of a run. */
export interface StepDelays {
  readonly step: 'arrival' | 'answer' | 'acceptance' | 'fill' | 'end';
  readonly count: number;
  /** Null where there was none. */
  readonly medianMs: number | null;
  readonly worstMs: number | null;
  /** The order that it was worst of. */
  readonly worstKey: string | null;
  /** Those that never came: lost on the way, or never known. */
  readonly missingCount: number;
}

/** How long each step took: from a send to its arrival and its answer, and from what happened at the venue to the session's knowledge of it. */
export function stepDelays({ orderJourneys }: RunRecord): StepDelays[] {
  const steps = {
    arrival: orderJourneys.flatMap(({ key, attempts }) =>
      attempts.map(({ sentMs, arrivedMs }) => ({ key, fromMs: sentMs, toMs: arrivedMs })),
    ),
    answer: orderJourneys.flatMap(({ key, attempts }) =>
      attempts.map(({ sentMs, replyMs }) => ({ key, fromMs: sentMs, toMs: replyMs })),
    ),
    acceptance: orderJourneys.flatMap(({ key, venueOrders: [first], belief }) =>
      first === undefined ? [] : [{ key, fromMs: first.acceptedMs, toMs: belief.acceptedMs }],
    ),
    fill: orderJourneys.flatMap(({ key, fills }) =>
      fills.map((fill) => ({ key, fromMs: fill.venueMs, toMs: knownMs(fill) })),
    ),
    end: orderJourneys.flatMap((journey) => {
      const endedMs = endOf(journey);
      return endedMs === null ? [] : [{ key: journey.key, fromMs: endedMs, toMs: journey.belief.endedMs }];
    }),
  };
  return (Object.keys(steps) as StepDelays['step'][]).map((step) => delaysOf(step, steps[step]));
}

function delaysOf(
  step: StepDelays['step'],
  pairs: readonly { readonly key: string; readonly fromMs: number; readonly toMs: number | null }[],
): StepDelays {
  const delays = pairs
    .flatMap(({ key, fromMs, toMs }) => (toMs === null ? [] : [{ key, delayMs: toMs - fromMs }]))
    .sort((a, b) => a.delayMs - b.delayMs);
  const worst = delays.at(-1);
  return {
    step,
    count: delays.length,
    medianMs: delays.length === 0 ? null : medianSorted(delays.map(({ delayMs }) => delayMs)),
    worstMs: worst?.delayMs ?? null,
    worstKey: worst?.key ?? null,
    missingCount: pairs.length - delays.length,
  };
}
