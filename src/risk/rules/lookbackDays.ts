import { FEWEST_COMMON_DAYS } from '../dailyCorrelations.ts';

/** The parameter that the rules on correlations share: how far back they look. */
export const lookbackDays = {
  kind: 'number',
  unit: 'days',
  default: 252,
  min: FEWEST_COMMON_DAYS,
  integer: true,
  doc: 'Completed UTC days back that daily returns are taken from, or as many as there are; under 30 in common refuse.',
} as const;
