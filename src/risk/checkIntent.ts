import type { NumberParam, ParamSpecs } from '../core/params.ts';
import { describeParam } from '../core/readParams.ts';
import { nearestWord } from '../core/result.ts';
import type { Intent } from './intent.ts';
import { stopKinds } from './stops/stopPrices.ts';
import { targetKinds } from './targets/targetPrices.ts';

/**
 * A wish comes from a user's code, which nothing has compiled: what is not a wish throws, so that it is a strategy's error with a reason and not a wish
 * that is quietly never granted. Whether its numbers make sense in the market is the gateway's business.
 */
export function checkIntent(intent: Intent): void {
  const given = intent as unknown as Record<string, unknown>;
  if (typeof given !== 'object' || given === null)
    throw new TypeError('a wish is an object such as { kind: "enter", ... }');
  requireWord('kind', given.kind, ['enter', 'exit']);
  if (typeof given.symbol !== 'string')
    throw new TypeError(`a wish names a symbol, got ${String(given.symbol)}`);
  requireKeys(
    'a wish',
    given,
    given.kind === 'enter'
      ? ['kind', 'symbol', 'side', 'qty', 'limitPrice', 'stop', 'takeProfit']
      : ['kind', 'symbol', 'qty'],
  );
  requireNumber('qty', given.qty);
  if (given.kind === 'exit') return;
  requireWord('side', given.side, ['buy', 'sell']);
  requireNumber('limitPrice', given.limitPrice);
  if (given.stop !== undefined) {
    const example = '{ kind: "fixedRatio", distanceRatio: 0.05 }';
    checkPlan(given.stop, { key: 'stop', what: 'a stop', kinds: stopKinds, example });
  }
  if (given.takeProfit !== undefined) {
    const example = '{ kind: "riskMultiple", multiple: 2 }';
    checkPlan(given.takeProfit, { key: 'takeProfit', what: 'a target', kinds: targetKinds, example });
  }
}

/** A plan is a word of a registry with its numbers. */
function checkPlan(
  given: unknown,
  {
    key,
    what,
    kinds,
    example,
  }: { key: string; what: string; kinds: Readonly<Record<string, { params: ParamSpecs }>>; example: string },
): void {
  if (typeof given !== 'object' || given === null)
    throw new TypeError(`${what} is a plan such as ${example}`);
  const plan = given as Record<string, unknown>;
  requireWord(`${key}.kind`, plan.kind, Object.keys(kinds));
  const specs = kinds[plan.kind as string]!.params;
  requireKeys(`${what} plan`, plan, ['kind', ...Object.keys(specs)]);
  for (const [name, spec] of Object.entries(specs)) {
    const number = plan[name];
    if (number === undefined && spec.default !== null) continue;
    if (!Number.isFinite(number)) throw new TypeError(`${key}.${name} is a number, got ${String(number)}`);
    if (spec.kind === 'number' && !isWithin(number as number, spec))
      throw new TypeError(`${key}.${name} is ${describeParam(spec)}, got ${String(number)}`);
  }
}

function isWithin(given: number, { above, min, max, integer }: NumberParam): boolean {
  if (above !== undefined && given <= above) return false;
  if (min !== undefined && given < min) return false;
  if (max !== undefined && given > max) return false;
  return integer !== true || Number.isInteger(given);
}

function requireWord(key: string, given: unknown, words: readonly string[]): void {
  if (words.includes(given as string)) return;
  throw new TypeError(`${key} is one of ${words.join(', ')}, got ${String(given)}`);
}

function requireNumber(key: string, given: unknown): void {
  if (given !== undefined && !Number.isFinite(given))
    throw new TypeError(`${key} is a number, got ${String(given)}`);
}

function requireKeys(what: string, given: Readonly<Record<string, unknown>>, known: readonly string[]): void {
  for (const key of Object.keys(given)) {
    if (known.includes(key)) continue;
    const nearest = nearestWord(key, known);
    const hint = nearest === null ? `expected ${known.join(', ')}` : `did you mean ${nearest}?`;
    throw new TypeError(`${what} has no ${key}; ${hint}`);
  }
}
