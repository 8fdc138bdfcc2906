/** How a position is to be protected: a word of the registry of stops with its parameters, or a plain price. */
export type StopPlan = (
  | { readonly kind: 'fixedPrice'; readonly price: number }
  | { readonly kind: 'fixedRatio'; readonly distanceRatio: number }
  | { readonly kind: 'atrTrail'; readonly multiple: number; readonly barCount: number }
  | { readonly kind: 'chandelier'; readonly multiple: number; readonly barCount: number }
  | { readonly kind: 'timeStop'; readonly maxBars: number; readonly distanceRatio: number }
) & {
  /** The trigger stands this share of its price farther from the market than the plan says. Left out: 0. */
  readonly bufferRatio?: number;
};
