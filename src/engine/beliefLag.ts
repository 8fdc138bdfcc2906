import { endOf, knownMs, lagMs } from './journeyTimes.ts';
import type { BeliefLag, OrderJourney } from './orderJourney.ts';

/**
 * The longest stretch in which a session did not know what was true of its order (that the venue has it, a fill, its end), or held it for over
 * while it lived. Stretches that touch are one; of two that are as long the first.
 *
 * @param untilMs the end of the run: what was not known by then was not known.
 * @returns null where belief knew everything in the moment in which it happened.
 */
export function longestLag(
  journey: Pick<OrderJourney, 'attempts' | 'venueOrders' | 'fills' | 'belief' | 'isByVenue'>,
  untilMs: number,
): BeliefLag | null {
  const stretches = [...fillLags(journey, untilMs), ...(journey.isByVenue ? [] : lifeLags(journey, untilMs))];
  stretches.sort((a, b) => a.fromMs - b.fromMs);
  let longest: BeliefLag | null = null;
  let fromMs = 0;
  let toMs = Number.NEGATIVE_INFINITY;
  for (const stretch of stretches) {
    if (stretch.fromMs > toMs) ({ fromMs, toMs } = stretch);
    else toMs = Math.max(toMs, stretch.toMs);
    if (toMs - fromMs > lagMs(longest)) longest = { fromMs, toMs };
  }
  return longest;
}

function fillLags({ fills }: Pick<OrderJourney, 'fills'>, untilMs: number): BeliefLag[] {
  return fills.map((fill) => ({ fromMs: fill.venueMs, toMs: knownMs(fill) ?? untilMs }));
}

function lifeLags(
  { attempts, venueOrders, belief }: Pick<OrderJourney, 'attempts' | 'venueOrders' | 'belief'>,
  untilMs: number,
): BeliefLag[] {
  const stretches: BeliefLag[] = [];
  const believedEndMs = belief.endedMs ?? untilMs;
  for (const [index, { venueOrderId, acceptedMs, endedMs }] of venueOrders.entries()) {
    // Of a second copy the session knows what the answer to its second send says.
    const attempt = attempts.find((sent) => sent.venueOrderId === venueOrderId);
    const knownMs = (index === 0 ? belief.acceptedMs : null) ?? attempt?.replyMs ?? believedEndMs;
    stretches.push({ fromMs: acceptedMs, toMs: Math.max(acceptedMs, Math.min(knownMs, endedMs ?? untilMs)) });
  }
  // Of what the venue never saw there is nothing to know.
  const endedMs = endOf({ venueOrders, attempts }) ?? (venueOrders.length > 0 ? untilMs : null);
  if (endedMs === null) return stretches;
  if (believedEndMs !== endedMs) {
    stretches.push({ fromMs: Math.min(believedEndMs, endedMs), toMs: Math.max(believedEndMs, endedMs) });
  }
  return stretches;
}
