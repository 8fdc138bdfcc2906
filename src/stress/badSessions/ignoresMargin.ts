import type { SessionLike, SessionOptions } from '../../engine/session.ts';
import { weakened } from './weakened.ts';

/** Known bad: never looks at its margin, and has no second line either. Breaks `noAvoidableLiquidation`. */
export function ignoresMargin(options: SessionOptions): SessionLike {
  return weakened(options, ['marginWatch', 'localStop']);
}
