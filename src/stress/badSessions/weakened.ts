import { Session, type SessionLike, type SessionOptions } from '../../engine/session.ts';
import type { BrakeName } from '../../risk/guardian/brakes.ts';

/** A session whose guardian lacks some brakes, whatever its policy says. */
export function weakened(options: SessionOptions, without: readonly BrakeName[]): SessionLike {
  const { policy } = options;
  const guardian = Object.fromEntries(
    Object.entries(policy.guardian).filter(([name]) => !without.includes(name as BrakeName)),
  );
  return new Session({ ...options, policy: { ...policy, guardian } });
}
