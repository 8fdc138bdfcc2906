import { correlationCap } from './correlationCap.ts';
import { dailyLossHalt } from './dailyLossHalt.ts';
import { drawdownBreaker } from './drawdownBreaker.ts';
import { maxPosition } from './maxPosition.ts';
import { maxSpread } from './maxSpread.ts';
import { orderRate } from './orderRate.ts';
import { perOrderCap } from './perOrderCap.ts';
import { requireStop } from './requireStop.ts';
import { riskPerTrade } from './riskPerTrade.ts';
import { totalExposureCap } from './totalExposureCap.ts';

/** Every risk rule, in the order in which they are asked. The first that objects is named. */
export const riskRules = {
  requireStop,
  perOrderCap,
  maxPosition,
  riskPerTrade,
  totalExposureCap,
  maxSpread,
  correlationCap,
  orderRate,
  drawdownBreaker,
  dailyLossHalt,
} as const;

export type RiskRuleName = keyof typeof riskRules;
