import { defineRule } from '../riskRule.ts';

/** No entry without a protective stop. */
export const requireStop = defineRule({
  name: 'requireStop',
  summary: 'No entry without a protective stop.',
  params: {},
  answer: null,
  initial: () => null,
  check: (order) =>
    order.stopPrice !== null
      ? null
      : {
          rule: 'requireStop',
          actual: 0,
          limit: 1,
          unit: 'count',
          reason: 'The entry names no protective stop, or none can be computed yet.',
        },
});
