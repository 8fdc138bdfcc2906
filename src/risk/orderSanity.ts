import type { Instrument } from '../market/instrument.ts';
import type { Breach } from './breach.ts';
import type { EnterIntent } from './intent.ts';
import type { RiskView, SizingOrder } from './riskView.ts';
import { targetOfWish } from './targets/targetPrices.ts';

/** What no order may be, whatever the policy: without a price, of no quantity, with a target that it has reached already, on an account that is not worth a number. */
export function insanity(intent: EnterIntent, sizing: SizingOrder, view: RiskView): Breach | null {
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
  if (qty < instrument.minQty || qty <= 0) return tooSmall(qty, instrument.minQty, 'qty');
  const notionalQuote = qty * sizing.price;
  if (notionalQuote < instrument.minNotionalQuote) {
    return tooSmall(notionalQuote, instrument.minNotionalQuote, 'quote');
  }
  return null;
}

function wrong(actual: number, reason: string): Breach {
  return { rule: 'sanity', actual: Number.isFinite(actual) ? actual : 0, limit: 0, unit: 'quote', reason };
}

function tooSmall(actual: number, limit: number, unit: 'qty' | 'quote'): Breach {
  const reason = `Less than the smallest ${unit === 'qty' ? 'quantity' : 'notional'}.`;
  return { rule: 'minOrder', actual, limit, unit, reason };
}
