import { DAY_MS, formatDay } from '../core/time.ts';
import type { Candles } from './candles.ts';

/**
 * Candles in the one format that this project keeps them in: `date` for bars of whole UTC days, else `timestamp` in milliseconds, then open,
 * high, low, close and volume as the shortest plain decimals that read back as the same doubles.
 */
export function canonicalCsv(candles: Candles): string {
  const { openTimeMs, open, high, low, close, volume } = candles;
  const isDaily = openTimeMs.every((timeMs) => timeMs % DAY_MS === 0) && candles.intervalMs % DAY_MS === 0;
  const lines = [`${isDaily ? 'date' : 'timestamp'},open,high,low,close,volume`];
  for (let row = 0; row < candles.length; row++) {
    const timeMs = openTimeMs[row]!;
    const numbers = [open[row]!, high[row]!, low[row]!, close[row]!, volume[row]!].map(plainDecimal);
    lines.push(`${isDaily ? formatDay(timeMs) : timeMs},${numbers.join(',')}`);
  }
  return `${lines.join('\n')}\n`;
}

/**
 * The shortest decimal of a number without an exponent.
 *
 * @example plainDecimal(1e-8) // '0.00000001'
 * @example plainDecimal(1.5e21) // '1500000000000000000000'
 */
export function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, whole, fraction = '', exponent] = match;
  const digits = `${whole}${fraction}`;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.padEnd(point, '0')}`;
}
