import type { FeeModel } from './feeModel.ts';

export const instrument: FeeModel = {
  summary: "The instrument's own maker and taker fee, whatever is traded.",
  schedule: () => ({
    bps: ({ makerFeeBps, takerFeeBps }, liquidity) => (liquidity === 'maker' ? makerFeeBps : takerFeeBps),
    note: () => undefined,
    mostTakerBps: ({ takerFeeBps }) => takerFeeBps,
    tier: () => null,
  }),
};
