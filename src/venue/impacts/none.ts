import type { ImpactModel } from './impactModel.ts';

/** A book without an end at its best price: what a run costs without impact, to compare with. */
export const none: ImpactModel = {
  summary: 'Nothing: every order that takes gets the quote.',
  text: () => 'none: every order that takes gets the quote',
  coefficient: null,
  ratio: () => 0,
  mostPrice: () => 0,
};
