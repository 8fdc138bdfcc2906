/** What belongs together: a fault, the brakes that answer it, and what would show that they did not. A test holds that every name exists. */
export const RELATED: readonly (readonly string[])[] = [
  ['silentStop', 'verifyStop', 'stopHealth', 'protected', 'longestUnprotectedTime'],
  ['duplicateFill', 'dedupeFills', 'bookedOnce', 'noDuplicateEffect'],
  ['disconnect', 'reconcileOnReconnect', 'converges', 'localStop'],
  ['spread10x', 'maxSpread'],
  ['correlation09', 'correlationCap', 'totalExposureCap'],
  ['gap', 'wick', 'volScale', 'protected', 'riskPerTrade'],
  ['maxPosition', 'perOrderCap', 'totalExposureCap', 'positionCap'],
  ['requireStop', 'riskPerTrade', 'fixedFraction', 'fixedRatio', 'atrTrail', 'fixedPrice'],
  ['drawdownBreaker', 'maxDrawdown', 'dailyLossHalt', 'haltStopsEntries', 'haltAllowsExits'],
  ['orderRate', 'runaway', 'haltStopsEntries'],
  ['clientOrderId', 'confirmBeforeResend', 'requestTimeout', 'retryCap', 'backoff', 'noDuplicateEffect'],
  ['emergencyClose', 'verifyStop', 'localStop', 'protected'],
  ['standDown', 'converges', 'emergencyClose'],
  ['flippedSide', 'maxPosition', 'drawdownBreaker'],
  ['thrower', 'haltStopsEntries', 'standDown'],
];
