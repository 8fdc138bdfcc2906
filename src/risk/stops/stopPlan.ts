/** How a position is to be protected: a word of the registry of stops with its parameters, or a plain price. */
export type StopPlan =
  | { readonly kind: 'fixedPrice'; readonly price: number }
  | { readonly kind: 'fixedRatio'; readonly distanceRatio: number }
  | { readonly kind: 'atrTrail'; readonly multiple: number; readonly barCount: number };
