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
