import type { OrderRequest } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import { formOf, isOrderType } from '../orderForm.ts';
import type { RejectErrand, RejectVariant, VenueProfile } from './profile.ts';

/**
 * The code with which a venue refuses for a reason, which at some depends on what was asked for and on the order.
 *
 * @param order null where there is none, as in a cancel of what was never there
 */
export function rejectCode(
  profile: VenueProfile,
  reason: RejectReason,
  { errand, order }: { readonly errand: RejectErrand; readonly order: OrderRequest | null },
): string {
  const { code, variants = [] } = profile.rejectCodes[reason];
  const fits = variants.find(
    (variant) => (variant.errand ?? errand) === errand && isOf(variant, order, profile),
  );
  return fits?.code ?? code;
}

/** What a variant does not name fits every order, and none. */
function isOf(variant: RejectVariant, order: OrderRequest | null, profile: VenueProfile): boolean {
  const { side, triggerBy } = variant;
  if (order === null) {
    return side === undefined && variant.isTarget === undefined && triggerBy === undefined;
  }
  return (
    (side ?? order.side) === order.side &&
    (variant.isTarget ?? isTarget(order)) === isTarget(order) &&
    (triggerBy ?? kindOf(order, profile)) === kindOf(order, profile)
  );
}

function isTarget({ type }: OrderRequest): boolean {
  // A type that the venue has never heard of is refused too, and has no form.
  return isOrderType(type) && formOf(type).isTarget;
}

function kindOf({ triggerBy }: OrderRequest, { capabilities }: VenueProfile) {
  return triggerBy ?? capabilities.triggerBy[0];
}
