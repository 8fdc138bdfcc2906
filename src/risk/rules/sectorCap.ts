import { defineRule } from '../riskRule.ts';
import type { RiskView } from '../riskView.ts';
import { onBreach } from './onBreach.ts';
import { partOfLimit, shareOfEquity, useOfRatio } from './shareOfEquity.ts';
import { qtyWithin, worstGrossQuote } from './worstNotional.ts';

/** Symbols of one sector fall together. Those that nobody has put into one count as one sector: that they are not is not known. */
export const sectorCap = defineRule({
  name: 'sectorCap',
  summary: 'Gross notional of the symbols of one sector stays within a share of equity.',
  params: {
    limitRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 0.3,
      above: 0,
      doc: "Gross notional of the order's sector after it / equity. Sectors are the instruments file's.",
    },
    onBreach,
  },
  answer: null,
  initial: () => null,
  measure(order, view, _state, { limitRatio }) {
    const { sector } = view.instrument(order.symbol);
    return shareOfEquity(worstGrossQuote(view, order, isOf(view, sector)), {
      limitRatio,
      equityQuote: view.equityQuote,
      reason: `The sector ${sector} would be too large a part of equity.`,
    });
  },
  headroomQty(order, view, _state, { limitRatio }) {
    const isInSector = isOf(view, view.instrument(order.symbol).sector);
    const otherQuote = worstGrossQuote(view, null, (symbol) => symbol !== order.symbol && isInSector(symbol));
    return qtyWithin(view, order, limitRatio * view.equityQuote - otherQuote);
  },
  use(view, _state, { limitRatio }) {
    const sectors = new Set(view.symbols.map((symbol) => view.instrument(symbol).sector));
    const quotes = [...sectors].map((sector) => worstGrossQuote(view, null, isOf(view, sector)));
    return useOfRatio(Math.max(0, ...quotes), limitRatio, view.equityQuote);
  },
  inColdStart: partOfLimit,
});

function isOf(view: RiskView, sector: string): (symbol: string) => boolean {
  return (symbol) => view.instrument(symbol).sector === sector;
}
