import { defineRule } from '../riskRule.ts';

/** No entry without a protective stop. */
export const requireStop = defineRule({
  name: 'requireStop',
  summary: 'No entry without a protective stop.',
  params: {},
  answer: null,
  initial: () => null,
  measure: ({ stopPrice }) => ({
    actual: stopPrice === null ? 0 : 1,
    limit: 1,
    unit: 'count',
    isBreached: stopPrice === null,
    reason: 'The entry names no protective stop, or none can be computed yet.',
  }),
});
