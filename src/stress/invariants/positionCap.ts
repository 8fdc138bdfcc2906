import { defineInvariant, type Violation } from './invariant.ts';
import { truthFillsOf } from './truthOf.ts';

/** Judged where a position grows; what it drifts to afterwards is the watch rules' business. */
export const positionCap = defineInvariant({
  name: 'positionCap',
  summary:
    'At each fill that makes a position larger, its notional is within a share of the equity of that moment.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.1,
      above: 0,
      doc: '|Position| x mid price / equity.',
    },
    slippageAllowanceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.02,
      min: 0,
      doc: 'How far over the limit a fill may end because price moved between the decision and the fill, as a share of the limit.',
    },
  },
  vacuousReason: 'no position was ever opened',
  judge(run, params) {
    const violations: Violation[] = [];
    let antecedentCount = 0;
    for (const event of truthFillsOf(run)) {
      const { fill, positionQtyAfter, positionQtyBefore, midPrice, equityQuote } = event;
      if (Math.abs(positionQtyAfter) <= Math.abs(positionQtyBefore)) continue;
      antecedentCount++;
      const notionalQuote = Math.abs(positionQtyAfter) * midPrice;
      const allowedRatio = params.limitRatio * (1 + params.slippageAllowanceRatio);
      // Written so that an equity of zero or less, and one that is not a number, is over any cap.
      if (notionalQuote <= allowedRatio * equityQuote) continue;
      const share =
        equityQuote > 0
          ? `${((100 * notionalQuote) / equityQuote).toFixed(2)} % of equity`
          : 'held without equity';
      violations.push({
        atMs: event.atMs,
        symbol: fill.symbol,
        message: `The fill ${fill.tradeId} brought the position to ${positionQtyAfter} (${notionalQuote.toFixed(2)} in quote), ${share}; ${(100 * allowedRatio).toFixed(2)} % is allowed.`,
      });
    }
    return { antecedentCount, violations, excused: [] };
  },
});
