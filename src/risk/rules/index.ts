import { cashReserve } from './cashReserve.ts';
import { coldStart } from './coldStart.ts';
import { cooldown } from './cooldown.ts';
import { correlationCap } from './correlationCap.ts';
import { dailyLossHalt } from './dailyLossHalt.ts';
import { directionCap } from './directionCap.ts';
import { drawdownBreaker } from './drawdownBreaker.ts';
import { effectiveExposure } from './effectiveExposure.ts';
import { flipGuard } from './flipGuard.ts';
import { grossNotionalCap } from './grossNotionalCap.ts';
import { leverageCap } from './leverageCap.ts';
import { maxOpenPositions } from './maxOpenPositions.ts';
import { maxPosition } from './maxPosition.ts';
import { maxSpread } from './maxSpread.ts';
import { maxTradesPerDay } from './maxTradesPerDay.ts';
import { minMarginBuffer } from './minMarginBuffer.ts';
import { netDeltaCap } from './netDeltaCap.ts';
import { orderRate } from './orderRate.ts';
import { perOrderCap } from './perOrderCap.ts';
import { portfolioHeat } from './portfolioHeat.ts';
import { priceSanity } from './priceSanity.ts';
import { requireStop } from './requireStop.ts';
import { riskPerTrade } from './riskPerTrade.ts';
import { sectorCap } from './sectorCap.ts';
import { sessionLossLimit } from './sessionLossLimit.ts';
import { staleData } from './staleData.ts';
import { stopLossGuard } from './stopLossGuard.ts';
import { totalExposureCap } from './totalExposureCap.ts';
import { venueCap } from './venueCap.ts';
import { weeklyDrawdown } from './weeklyDrawdown.ts';

/**
 * Every risk rule, in the order in which they are asked: what the order is, what it comes to, how it fits what is held, how often, and then what
 * watches the account. The first that objects is named.
 */
export const riskRules = {
  requireStop,
  priceSanity,
  staleData,
  perOrderCap,
  maxPosition,
  riskPerTrade,
  totalExposureCap,
  leverageCap,
  grossNotionalCap,
  directionCap,
  netDeltaCap,
  sectorCap,
  maxOpenPositions,
  cashReserve,
  minMarginBuffer,
  portfolioHeat,
  venueCap,
  maxSpread,
  correlationCap,
  effectiveExposure,
  maxTradesPerDay,
  cooldown,
  stopLossGuard,
  orderRate,
  flipGuard,
  drawdownBreaker,
  dailyLossHalt,
  weeklyDrawdown,
  sessionLossLimit,
  coldStart,
} as const;

export type RiskRuleName = keyof typeof riskRules;
