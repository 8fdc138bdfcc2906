import type { BenchCase } from '../benchCase.ts';
import { dailyToHourly } from './bridge.ts';
import { startOfCommand, wholeCommand } from './command.ts';
import { csv } from './csv.ts';
import { flat } from './flat.ts';
import { inPosition, inPositionHealth, inPositionMarks } from './inPosition.ts';
import { plainScan } from './plainScan.ts';
import { smaCrossHours, smaCrossMinutes } from './smaCross.ts';
import { portfolioRules, tenRules } from './tenRules.ts';
import { workingOrders, workingOrdersHours } from './workingOrders.ts';

/** Every case, in the order of the table. */
export const benchCases: readonly BenchCase[] = [
  plainScan,
  flat,
  inPosition,
  inPositionMarks,
  inPositionHealth,
  smaCrossMinutes,
  smaCrossHours,
  workingOrders,
  workingOrdersHours,
  tenRules,
  portfolioRules,
  dailyToHourly,
  csv,
  startOfCommand,
  wholeCommand,
];
