import { adaptive } from './adaptive.ts';
import type { PathDefinition } from './pathDefinition.ts';

/**
 * Each symbol for itself: a hedge is hurt on both legs. What is bought in the midst of a bar meets the rest of a path that was drawn without it,
 * because price cannot jump where a position begins.
 */
export const adverse: PathDefinition = {
  summary: 'the extreme that hurts the position that is open comes first',
  text: 'open, the extreme that hurts the position that the bar opens with (flat: the nearer one; of several accounts: their sum), the other extreme, close',
  highFirst: (bar, positionQty) => (positionQty === 0 ? adaptive.highFirst(bar, 0) : positionQty < 0),
  watchesPosition: true,
};
