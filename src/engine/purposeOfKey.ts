import type { OrderPurpose } from '../risk/guardian/managedOrder.ts';

/**
 * What an order was for, as the key of its request says; the exits that an entry carries are named by the venue after the entry.
 *
 * @example purposeOfKey('localStop:LUNA-USDT:2') // 'localStop'
 * @example purposeOfKey('entry:LUNA-USDT:17:stopLoss:1') // 'stop'
 */
export function purposeOfKey(requestKey: string): string {
  const [purpose = '', , , leg] = requestKey.split(':');
  return leg === 'stopLoss' ? 'stop' : leg === 'takeProfit' ? 'takeProfit' : purpose;
}

/** Whether a word is a purpose that an order of a session may have. */
export function isPurpose(word: string): word is OrderPurpose {
  return Object.hasOwn(PURPOSES, word);
}

const PURPOSES: Readonly<Record<OrderPurpose, true>> = {
  entry: true,
  exit: true,
  stop: true,
  emergency: true,
  localStop: true,
  timeStop: true,
  takeProfit: true,
  localTakeProfit: true,
  deRisk: true,
  panic: true,
};
