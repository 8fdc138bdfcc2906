/**
 * Numbers as a person reads them. Percent exists here and nowhere to the left of the report. A minus is U+2212, a number and its unit are
 * held together by a narrow no-break space, thousands are grouped by commas; nothing depends on a locale.
 */

import type { MetricUnit } from '../metrics/index.ts';
import type { Metric } from '../metrics/metric.ts';

/** Between a number and its unit: narrow, and never broken over two lines. */
export const THIN = '\u202F';
export const MINUS = '\u2212';
/** Stands where there is no value; the reason stands beside it. */
export const NO_VALUE = '\u2014';

/** `value` with this many decimals, grouped, with a real minus. @example fixed(-1234.5, 2) // '\u22121,234.50' */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return NO_VALUE;
  if (Math.abs(value) >= 1e15) return signed(value, powerOfTen(Math.abs(value), 4));
  const [whole, fraction] = Math.abs(value).toFixed(decimals).split('.') as [string, string | undefined];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  // What rounds to zero is not called minus zero.
  return /[1-9]/.test(text) ? signed(value, text) : text;
}

/**
 * `value` to so many significant digits, without trailing zeros after the point.
 *
 * @example significant(0.000051234, 3) // '0.0000512'
 * @example significant(30123.456, 6) // '30,123.5'
 */
export function significant(value: number, digits = 5): string {
  if (!Number.isFinite(value)) return NO_VALUE;
  if (value === 0) return '0';
  const exponent = Math.floor(Math.log10(Math.abs(value)));
  if (exponent < -12) return signed(value, powerOfTen(Math.abs(value), digits));
  const text = fixed(value, Math.min(16, Math.max(0, digits - 1 - exponent)));
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/**
 * A ratio as percent: two decimals, and more of them where two would round a loss of nearly everything to everything, or something to
 * nothing.
 *
 * @example percent(-0.1234) // '\u221212.34\u202F%'
 * @example percent(-0.9999996) // '\u221299.99996\u202F%'
 */
export function percent(ratio: number): string {
  if (!Number.isFinite(ratio)) return NO_VALUE;
  const value = ratio * 100;
  const size = Math.abs(value);
  let decimals = size >= 10_000 ? 0 : size >= 1_000 ? 1 : 2;
  if (size !== 0 && size < 0.1) return `${significant(value, 2)}${THIN}%`;
  while (size < 100 && decimals < 8 && Number(size.toFixed(decimals)) === 100) decimals++;
  return `${fixed(value, decimals)}${THIN}%`;
}

/** A difference of two ratios, in percentage points. @example points(0.0004) // '0.04\u202Fpp' */
export function points(ratio: number): string {
  return percent(ratio).replace('%', 'pp');
}

/** A margin buffer: percent of maintenance margin, and a multiple of it where percent would be a long number. @example multiple(395.41) // '395.4×' */
export function multiple(ratio: number): string {
  return Math.abs(ratio) < 10 ? percent(ratio) : `${significant(ratio, 4)}×`;
}

/** Money of the quote currency, two decimals, more where the value is smaller than one of them. @example money(1234.5, 'USDT') // '1,234.50\u202FUSDT' */
export function money(quote: number, currency: string): string {
  const unit = currency === '' ? '' : `${THIN}${currency}`;
  const isTiny = quote !== 0 && Math.abs(quote) < 0.005;
  return `${isTiny ? significant(quote, 2) : fixed(quote, 2)}${unit}`;
}

/** Money or a ratio with its sign always shown; zero has none. @example withSign('12', 12) // '+12' */
export function withSign(text: string, value: number): string {
  return value > 0 ? `+${text}` : text;
}

/**
 * A length of time in its two largest units.
 *
 * @example duration(8_040_000) // '2\u202Fh 14\u202Fmin'
 * @example duration(1_250) // '1.25\u202Fs'
 */
export function duration(durationMs: number): string {
  if (!Number.isFinite(durationMs)) return NO_VALUE;
  const sign = durationMs < 0 ? MINUS : '';
  const size = Math.round(Math.abs(durationMs));
  if (size < 1_000) return `${sign}${size}${THIN}${size === 0 ? 's' : 'ms'}`;
  if (size < 60_000) return `${sign}${significant(size / 1_000, 4)}${THIN}s`;
  const parts: string[] = [];
  let rest = size;
  for (const [unit, unitMs] of DURATION_UNITS) {
    const count = Math.floor(rest / unitMs);
    rest -= count * unitMs;
    if (parts.length === 0 && count === 0) continue;
    if (count > 0) parts.push(`${count}${THIN}${unit}`);
    if (parts.length === 2 || unitMs === smallerUnit(size)) break;
  }
  return sign + parts.join(' ');
}

const DURATION_UNITS: readonly (readonly [string, number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
  ['s', 1_000],
];

/** The unit below the largest of a duration: where its text ends. */
function smallerUnit(size: number): number {
  return size >= 86_400_000 ? 3_600_000 : size >= 3_600_000 ? 60_000 : 1_000;
}

/** `2022-05-12 13:45:00 UTC`, with milliseconds where there are any. @example utcTime(1652363100250) // '2022-05-12 13:45:00.250 UTC' */
export function utcTime(timeMs: number): string {
  const text = new Date(timeMs).toISOString().replace('T', ' ');
  return text.endsWith('.000Z') ? `${text.slice(0, -5)} UTC` : `${text.slice(0, -1)} UTC`;
}

/** A metric's value in the way of its unit, without its reason. */
export function metricText(metric: Metric, unit: MetricUnit, currency: string): string {
  return metric.value === null ? NO_VALUE : unitText(metric.value, unit, currency);
}

/**
 * A number with the unit that a metric, a rule or a brake gives it. An unknown unit is shown as it is written.
 *
 * @example unitText(0.1, 'ratio', 'USDT') // '10.00\u202F%'
 * @example unitText(3, 'count', 'USDT') // '3'
 */
export function unitText(value: number, unit: string | null, currency: string): string {
  switch (unit) {
    case 'ratio':
      return percent(value);
    case 'quote':
      return money(value, currency);
    case 'quoteSeconds':
      return `${fixed(value, 0)}${THIN}${currency}${THIN}s`;
    case 'ms':
      return duration(value);
    case 'count':
      return significant(value, 15);
    case 'bps':
      return `${significant(value, 4)}${THIN}bps`;
    case 'number':
      return fixed(value, Math.abs(value) >= 1_000 ? 0 : Math.abs(value) >= 100 ? 1 : 3);
    case 'qty':
    case null:
      return significant(value, 7);
    default:
      return `${significant(value, 7)}${THIN}${unit}`;
  }
}

/** `1 order`, `2 orders`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${fixed(count, 0)} ${count === 1 ? one : many}`;
}

function signed(value: number, text: string): string {
  return value < 0 ? MINUS + text : text;
}

function powerOfTen(size: number, digits: number): string {
  const [mantissa, exponent] = size.toExponential(digits - 1).split('e') as [string, string];
  const raised = String(Number(exponent)).replace(/./g, (digit) => SUPERSCRIPTS[digit] ?? digit);
  return `${mantissa}${THIN}×${THIN}10${raised}`;
}

const SUPERSCRIPTS: Record<string, string> = {
  '-': '⁻',
  '0': '⁰',
  '1': '¹',
  '2': '²',
  '3': '³',
  '4': '⁴',
  '5': '⁵',
  '6': '⁶',
  '7': '⁷',
  '8': '⁸',
  '9': '⁹',
};
