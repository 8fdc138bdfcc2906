/** Correlation shocks: the tape of a market in which everything moves together. It is loaded when a scenario has one, and not before. */
export {
  type CorrelationShock,
  correlationShock,
  FEWEST_COMMON_BARS,
  type ShockedSymbol,
} from './correlationShock.ts';
export { nearestCorrelation } from './nearestCorrelation.ts';
export { leastEquicorrelation, targetMatrix } from './targetMatrix.ts';
