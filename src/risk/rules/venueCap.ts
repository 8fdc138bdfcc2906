import { exceeds } from '../limit.ts';
import { defineRule } from '../riskRule.ts';
import type { RiskView } from '../riskView.ts';

/** What is at a venue can be gone with it. The rule moves nothing: it keeps from adding risk where too much stands already. */
export const venueCap = defineRule({
  name: 'venueCap',
  summary: 'No entry while more than a share of all wealth is at this venue.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 1,
      above: 0,
      max: 1,
      doc: 'Equity / (equity + what is off the venue).',
    },
  },
  answer: null,
  initial: () => null,
  measure(_order, view, _state, { limitRatio }) {
    const actual = shareAtVenue(view);
    return {
      actual: Number.isFinite(actual) ? actual : 1,
      limit: limitRatio,
      unit: 'ratio',
      isBreached: exceeds(actual, limitRatio),
      reason: 'Too much of all wealth is at this venue.',
    };
  },
  use: (view, _state, { limitRatio }) => {
    const share = shareAtVenue(view);
    return Number.isFinite(share) ? share / limitRatio : null;
  },
});

function shareAtVenue({ equityQuote, offVenueQuote }: RiskView): number {
  return equityQuote / (equityQuote + offVenueQuote);
}
