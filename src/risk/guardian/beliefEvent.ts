import type { Side } from '../../market/order.ts';
import type { OrderPurpose } from './managedOrder.ts';

/** What a strategy hears of its account, each thing once. */
export type BeliefEvent =
  | {
      readonly kind: 'filled';
      readonly symbol: string;
      readonly side: Side;
      readonly qty: number;
      readonly price: number;
      readonly purpose: OrderPurpose | 'venue';
    }
  | {
      readonly kind: 'entryEnded';
      readonly symbol: string;
      readonly filledQty: number;
      readonly outcome: string;
    }
  /** What became of a wish to enter that was deferred: sent, or refused after all. */
  | {
      readonly kind: 'wishDecided';
      readonly symbol: string;
      readonly outcome: 'approved' | 'resized' | 'refused';
      /** Base; 0 when refused. */
      readonly qty: number;
      readonly rule: string | null;
      readonly reason: string;
    };
