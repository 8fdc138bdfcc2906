import type { PathDefinition } from './pathDefinition.ts';

/** A tie goes to the low, which hurts the long side that most bots take. */
export const adaptive: PathDefinition = {
  summary: 'the extreme nearer to the open comes first',
  text: 'open, the nearer extreme (a tie: the low), the other extreme, close',
  highFirst: ({ open, high, low }) => Math.abs(high - open) < Math.abs(low - open),
};
