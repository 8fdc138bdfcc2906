import type { SpreadModel } from './spreadModel.ts';

export const fixed: SpreadModel = {
  summary: "The instrument's own spread in every bar.",
  estimate: null,
};
