import type { RiskRuleName } from '../../src/risk/rules/index.ts';

/** The rules that the policy `all-brakes` leaves out. Whoever adds one to the policy takes it out here: a test holds that each rule is in one of the two. */
export const NOT_IN_ALL_BRAKES: readonly RiskRuleName[] = [
  'priceSanity',
  'staleData',
  'leverageCap',
  'grossNotionalCap',
  'directionCap',
  'netDeltaCap',
  'sectorCap',
  'maxOpenPositions',
  'cashReserve',
  'minMarginBuffer',
  'portfolioHeat',
  'venueCap',
  'effectiveExposure',
  'maxTradesPerDay',
  'cooldown',
  'stopLossGuard',
  'flipGuard',
  'weeklyDrawdown',
  'sessionLossLimit',
  'coldStart',
];
