/**
 * `brakecheck/indicators`: indicators for strategies, as columns of one row a bar. SMA, RSI and ATR are our own (exact, and with a state that is plain
 * JSON and takes one bar at a time); the rest is technicalindicators behind one adapter.
 */

export { type AtrState, atrColumn, initialAtr, trueRange, updateAtr } from './atr.ts';
export { initialRsi, type RsiState, rsiColumn, updateRsi } from './rsi.ts';
export { initialSma, type SmaState, smaColumn, updateSma } from './sma.ts';
export {
  adxColumns,
  type BarColumns,
  bollingerColumns,
  cciColumn,
  emaColumn,
  type IndicatorColumn,
  type InputColumn,
  keltnerColumns,
  macdColumns,
  obvColumn,
  stochasticColumns,
  williamsRColumn,
  wmaColumn,
} from './technical.ts';
