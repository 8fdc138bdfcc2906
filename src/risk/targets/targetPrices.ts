import { type Side, sideSign } from '../../market/order.ts';
import type { EnterIntent } from '../intent.ts';
import { fixedPrice } from './fixedPrice.ts';
import { fixedRatio } from './fixedRatio.ts';
import { riskMultiple } from './riskMultiple.ts';
import type { TargetKind } from './targetKind.ts';
import type { TargetPlan } from './targetPlan.ts';

/** Every kind of target. */
export const targetKinds = { fixedPrice, fixedRatio, riskMultiple } as const;

/** Where the target of a wish is to stand, quote per base, or why none can. Both are null where the wish has none. */
interface TargetOfWish {
  readonly price: number | null;
  readonly whyNone: string | null;
}

const NONE: TargetOfWish = { price: null, whyNone: null };

/**
 * Where the target of a wish that is priced so is to stand. One that the entry has reached already is none: it would close what it opens.
 *
 * @param priced quote per base: what the entry is priced at, and where its stop is to stand, null without one.
 * @example targetOfWish({ kind: 'enter', symbol: 'BTC-USDT', side: 'buy', takeProfit: { kind: 'riskMultiple', multiple: 2 } }, { price: 100, stopPrice: 95 }).price // 110
 */
export function targetOfWish(
  { side, takeProfit }: EnterIntent,
  { price: entryPrice, stopPrice }: { readonly price: number; readonly stopPrice: number | null },
): TargetOfWish {
  if (takeProfit === undefined || !(entryPrice > 0)) return NONE;
  const kind = targetKinds[takeProfit.kind] as TargetKind<TargetPlan>;
  const price = kind.price(takeProfit, { side, entryPrice, stopPrice });
  if (price === null)
    return { price, whyNone: 'The target is counted from the stop, and the entry has none.' };
  if (!(price > 0) || !Number.isFinite(price))
    return { price: null, whyNone: 'The target would be no price.' };
  if (!isBeyond(side, price, entryPrice)) {
    const where = side === 'buy' ? 'at or below' : 'at or above';
    return { price: null, whyNone: `The target is on the wrong side: ${where} the entry price.` };
  }
  return { price, whyNone: null };
}

/** Whether a price is where a position of this side has won against another. @example isBeyond('sell', 95, 100) // true */
export function isBeyond(side: Side, price: number, fromPrice: number): boolean {
  return sideSign(side) * (price - fromPrice) > 0;
}

/** Whether a target of a position of this side is reached. It is by equality, as a trigger is. */
export function isReached(side: Side, targetPrice: number, markPrice: number): boolean {
  return sideSign(side) * (markPrice - targetPrice) >= 0;
}

/** Of two targets of a position of this side the one that is reached first. */
export function nearer(side: Side, targetPrice: number, other: number): number {
  return side === 'buy' ? Math.min(targetPrice, other) : Math.max(targetPrice, other);
}
