import { CompensatedSum } from '../../core/compensatedSum.ts';
import type { RunRecord } from '../../engine/runRecord.ts';
import { sideSign } from '../../market/order.ts';
import { defineInvariant, type Violation } from './invariant.ts';
import { type TruthFill, truthFillsOf, truthFundingOf } from './truthOf.ts';

/** The books of one symbol as its fills alone make them. */
interface Ledger {
  positionQty: number;
  /** What the position cost, quote, signed as the position is: |cost / position| is the average entry price. */
  costQuote: number;
}

/** The simulator's own invariant: money moves, it is not made. */
export const conservation = defineInvariant({
  name: 'conservation',
  summary:
    'Cash, positions, fees, funding and insurance of the venue add up: its wallet and equity follow from its fills and its funding alone.',
  params: {
    toleranceRatio: {
      kind: 'number',
      unit: 'ratio',
      default: 1e-9,
      min: 0,
      doc: 'How far a sum may be off / the larger of start and result.',
    },
  },
  vacuousReason: 'nothing was ever filled',
  judge(run, params) {
    const fills = truthFillsOf(run);
    const books = recompute(run, fills);
    const violations: Violation[] = [];
    const compare = (name: string, stated: number, computed: number) => {
      const scale = Math.max(run.startQuote, Math.abs(computed));
      // Written so that what is not a number is off.
      if (Math.abs(stated - computed) <= params.toleranceRatio * scale) return;
      const message = `The venue states ${name} of ${stated}; its fills add up to ${computed}.`;
      violations.push({ atMs: run.toMs, symbol: null, message });
    };
    compare('fees', run.final.feesQuote, books.feesQuote);
    compare('funding', run.final.fundingQuote ?? 0, books.fundingQuote);
    compare('a wallet', run.final.walletQuote, books.walletQuote);
    compare('an equity', run.final.equityQuote, books.equityQuote);
    for (const { asset, totalQty, lockedQty } of run.final.balances ?? []) {
      if (asset === 'quote') compare('a balance of quote', totalQty, books.cashQuote);
      if (totalQty >= 0 && lockedQty <= totalQty + params.toleranceRatio * Math.max(1, totalQty)) continue;
      const message = `The venue states ${totalQty} of ${asset}, of which orders lock ${lockedQty}.`;
      violations.push({ atMs: run.toMs, symbol: null, message });
    }
    for (const { symbol, lot } of run.instruments) {
      const stated = run.final.positions.find((position) => position.symbol === symbol)?.positionQty ?? 0;
      const computed = books.ledgers.get(symbol)?.positionQty ?? 0;
      if (Math.abs(stated - computed) <= lot / 2) continue;
      const message = `The venue states a position of ${stated} in ${symbol}; its fills add up to ${computed}.`;
      violations.push({ atMs: run.toMs, symbol, message });
    }
    return { antecedentCount: fills.length, violations, excused: [] };
  },
});

/** The wallet by realised profit, and the equity by cash flow and final marks: two ways to one truth, neither of them the venue's. */
function recompute(run: RunRecord, fills: readonly TruthFill[]) {
  const ledgers = new Map<string, Ledger>();
  const wallet = new CompensatedSum(run.startQuote);
  const equity = new CompensatedSum(run.startQuote);
  const fees = new CompensatedSum();
  const funding = new CompensatedSum();
  wallet.add(run.final.insuranceQuote);
  equity.add(run.final.insuranceQuote);
  for (const { fill } of fills) {
    let ledger = ledgers.get(fill.symbol);
    if (ledger === undefined) {
      ledger = { positionQty: 0, costQuote: 0 };
      ledgers.set(fill.symbol, ledger);
    }
    wallet.add(bookInto(ledger, sideSign(fill.side) * fill.qty, fill.price));
    wallet.add(-fill.feeQuote);
    equity.add(-sideSign(fill.side) * fill.qty * fill.price);
    equity.add(-fill.feeQuote);
    fees.add(fill.feeQuote);
  }
  for (const { payment } of truthFundingOf(run)) {
    // From quantity, mark and rate anew: what the payment says of itself is the venue's word.
    const paidQuote = payment.positionQty * payment.markPrice * payment.ratio;
    funding.add(paidQuote);
    wallet.add(-paidQuote);
    equity.add(-paidQuote);
  }
  // What is there before what is held is valued: of a spot account, its quote.
  const cashQuote = equity.total;
  for (const { symbol, lot } of run.instruments) {
    const positionQty = ledgers.get(symbol)?.positionQty ?? 0;
    if (Math.abs(positionQty) > lot / 2)
      equity.add(positionQty * (run.final.markPrices[symbol] ?? Number.NaN));
  }
  return {
    ledgers,
    walletQuote: wallet.total,
    equityQuote: equity.total,
    feesQuote: fees.total,
    fundingQuote: funding.total,
    cashQuote,
  };
}

/** Average cost: what reduces realises its share of the cost, and what goes through zero begins anew. @returns the profit realised, quote. */
function bookInto(ledger: Ledger, signedQty: number, price: number): number {
  const { positionQty, costQuote } = ledger;
  if (positionQty * signedQty >= 0) {
    ledger.positionQty += signedQty;
    ledger.costQuote += signedQty * price;
    return 0;
  }
  const closedQty = Math.sign(positionQty) * Math.min(Math.abs(positionQty), Math.abs(signedQty));
  const closedCostQuote = (costQuote / positionQty) * closedQty;
  const openedQty = signedQty + closedQty;
  ledger.positionQty = positionQty + signedQty;
  ledger.costQuote = openedQty === 0 ? costQuote - closedCostQuote : openedQty * price;
  return closedQty * price - closedCostQuote;
}
