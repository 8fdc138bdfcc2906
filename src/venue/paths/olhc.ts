import type { PathDefinition } from './pathDefinition.ts';

export const olhc: PathDefinition = {
  summary: 'the low comes first',
  text: 'open, low, high, close',
  highFirst: () => false,
};
