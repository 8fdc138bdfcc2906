import type { ImpactModel } from './impactModel.ts';

/**
 * Price moves in proportion to what is taken: the unit after Q costs c * (H-L)/((H+L)/2) * Q/V more, on average over an order
 * x = c * (H-L)/((H+L)/2) * (Q0 + q/2) / V. That order flow moves price by a constant, lambda, is Kyle's; that lambda is c times the range of a bar a
 * volume of it, so that all of a bar's volume is worth its range, is the model's.
 *
 * Source: A. S. Kyle, "Continuous Auctions and Insider Trading", Econometrica 53(6), 1985, https://doi.org/10.2307/1913210
 */
export const linear: ImpactModel = {
  summary: "c times the bar's range times what was taken of its volume (Kyle 1985).",
  text: (c) => `in proportion to what was taken (Kyle 1985) with c = ${c}`,
  coefficient: 1,
  ratio: ({ coefficient, high, low, volumeQty, takenQty, qty }) => {
    const rangeRatio = (high - low) / ((high + low) / 2);
    return coefficient * rangeRatio * ((takenQty + qty / 2) / volumeQty);
  },
  mostPrice: ({ coefficient, high, low }) => 2 * coefficient * (high - low),
};
