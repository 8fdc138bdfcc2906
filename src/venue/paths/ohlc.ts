import type { PathDefinition } from './pathDefinition.ts';

export const ohlc: PathDefinition = {
  summary: 'the high comes first',
  text: 'open, high, low, close',
  highFirst: () => true,
};
