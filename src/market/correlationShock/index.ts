/** Correlation shocks: the tape of a market in which everything moves together. It is loaded when a scenario has one, and not before. */
export { correlationShock } from './correlationShock.ts';
export { leastEquicorrelation, targetMatrix } from './targetMatrix.ts';
