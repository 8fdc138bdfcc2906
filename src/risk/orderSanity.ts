import type { Instrument } from '../market/instrument.ts';
import type { Breach } from './breach.ts';
import type { EnterIntent } from './intent.ts';
import type { RiskView, SizingOrder } from './riskView.ts';
import { targetOfWish } from './targets/targetPrices.ts';

/** What no order may be, whatever the policy: without a price, of no quantity, with a target that it has reached already, on an account that is not worth a number. */
export function insanity(intent: EnterIntent, sizing: SizingOrder, view: RiskView): Breach | null {
  const wrong = (actual: number, reason: string): Breach => ({
    rule: 'sanity',
    actual: Number.isFinite(actual) ? actual : 0,
    limit: 0,
    unit: 'quote',
    reason,
  });
  if (!(sizing.price > 0) || !Number.isFinite(sizing.price))
    return wrong(sizing.price, 'No price to judge the order by.');
  if (intent.qty !== undefined && !(intent.qty > 0 && Number.isFinite(intent.qty))) {
    return wrong(intent.qty, 'The quantity is not a positive number.');
  }
  const { whyNone } = targetOfWish(intent, sizing);
  if (whyNone !== null) return wrong(sizing.price, whyNone);
  if (!Number.isFinite(view.equityQuote)) return wrong(view.equityQuote, 'Equity is not a number.');
  if (view.equityQuote <= 0) return wrong(view.equityQuote, 'There is no equity left.');
  return null;
}

/** An order smaller than the venue takes; null when it is not. */
export function underMinimum(qty: number, sizing: SizingOrder, instrument: Instrument): Breach | null {
  const refuse = (actual: number, limit: number, unit: string, reason: string): Breach => ({
    rule: 'minOrder',
    actual,
    limit,
    unit,
    reason,
  });
  if (qty < instrument.minQty || qty <= 0)
    return refuse(qty, instrument.minQty, 'qty', 'Less than the smallest quantity.');
  const notionalQuote = qty * sizing.price;
  if (notionalQuote < instrument.minNotionalQuote) {
    return refuse(notionalQuote, instrument.minNotionalQuote, 'quote', 'Less than the smallest notional.');
  }
  return null;
}
