import { hashText, unitDraw } from '../../core/random.ts';
import type { GuardianPolicy } from './brakes.ts';

/** What a venue would not look at, it will not look at in the next moment either. */
const UNREAD_WAIT_MS = 1_000;

/**
 * The wait before the next try: first, twice the first, four times ... up to the longest, and up to a quarter more as jitter, which is a hash of
 * the order's key and the try, so that a rerun waits as long. Without the brake: no wait.
 */
export function backoffMs(brakes: GuardianPolicy, key: string, attempt: number): number {
  const brake = brakes.backoff;
  if (brake === undefined) return 0;
  let waitMs = brake.firstMs;
  for (let doubling = 1; doubling < attempt && waitMs < brake.longestMs; doubling++) waitMs *= 2;
  waitMs = Math.min(waitMs, brake.longestMs);
  return waitMs + Math.floor((waitMs / 4) * unitDraw(0, hashText(key), attempt));
}

/** The wait after a refusal of something unread: that of the brake, and a second at least, with the brake or without. */
export function unreadWaitMs(brakes: GuardianPolicy, key: string, attempt: number): number {
  return Math.max(UNREAD_WAIT_MS, backoffMs(brakes, key, attempt));
}
