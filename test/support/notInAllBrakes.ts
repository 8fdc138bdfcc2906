import type { BrakeName } from '../../src/risk/guardian/brakes.ts';
import type { RiskRuleName } from '../../src/risk/rules/index.ts';

/** The rules that the policy `all-brakes` leaves out. Whoever adds one to the policy takes it out here: a test holds that each rule is in one of the two. */
export const NOT_IN_ALL_BRAKES: readonly RiskRuleName[] = [
  'priceSanity',
  'staleData',
  'leverageCap',
  'grossNotionalCap',
  'directionCap',
  'netDeltaCap',
  'cashReserve',
  'minMarginBuffer',
  'portfolioHeat',
  'venueCap',
  'effectiveExposure',
  'cooldown',
  'stopLossGuard',
  'flipGuard',
  'sessionLossLimit',
  'coldStart',
];

/** The operational brakes that it leaves out, held in the same way. */
export const BRAKES_NOT_IN_ALL_BRAKES: readonly BrakeName[] = ['attachStop'];
