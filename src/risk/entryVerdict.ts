import type { ApprovedOrder } from '../market/order.ts';
import type { Breach } from './breach.ts';
import type { DecisionGrounds } from './ruleCheck.ts';

/** The answer to a wish to enter. Every outcome names the numbers that decided it, and those of every other rule. */
export type EntryVerdict = { readonly grounds: DecisionGrounds } & EntryOutcome;

type EntryOutcome =
  | {
      readonly outcome: 'approved';
      readonly order: ApprovedOrder;
      readonly wantedQty: number;
      readonly binding: Breach | null;
    }
  | {
      readonly outcome: 'resized';
      readonly order: ApprovedOrder;
      readonly wantedQty: number;
      readonly binding: Breach;
    }
  | { readonly outcome: 'refused'; readonly wantedQty: number | null; readonly breach: Breach };
