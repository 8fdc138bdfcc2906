/** Where a position's profit is to be taken: a word of the registry of targets with its number. It is taken whole, and the target does not move. */
export type TargetPlan =
  | { readonly kind: 'fixedPrice'; readonly price: number }
  | { readonly kind: 'fixedRatio'; readonly distanceRatio: number }
  | { readonly kind: 'riskMultiple'; readonly multiple: number };
