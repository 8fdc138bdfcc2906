import { atMost } from '../measure.ts';
import { defineRule } from '../riskRule.ts';

/** An entry that went out. */
export interface Sent {
  readonly atMs: number;
  readonly symbol: string;
}

/** The runaway guard: risk-increasing orders in a sliding window, per symbol and over the account. The order that would exceed it halts. */
export const orderRate = defineRule({
  name: 'orderRate',
  summary: 'Halts a runaway: too many entries in a sliding window.',
  params: {
    perSymbolCount: {
      kind: 'number',
      unit: 'count',
      default: 10,
      min: 1,
      integer: true,
      doc: 'Entries of one symbol in the window.',
    },
    accountCount: {
      kind: 'number',
      unit: 'count',
      default: 30,
      min: 1,
      integer: true,
      doc: 'Entries of all symbols in the window.',
    },
    windowMs: { kind: 'duration', default: 10_000, min: 1, doc: 'Length of the sliding window.' },
  },
  answer: { state: 'halted', end: 'reset' },
  initial: (): readonly Sent[] => [],
  fold(state, event, params) {
    if (event.kind !== 'entrySent') return state;
    const kept = state.filter((sent) => sent.atMs > event.atMs - params.windowMs);
    return [...kept, { atMs: event.atMs, symbol: event.symbol }];
  },
  measure(order, view, state, params) {
    let accountCount = 1;
    let symbolCount = 1;
    for (const sent of state) {
      if (sent.atMs <= view.atMs - params.windowMs) continue;
      accountCount++;
      if (sent.symbol === order.symbol) symbolCount++;
    }
    const ofSymbol = atMost({
      actual: symbolCount,
      limit: params.perSymbolCount,
      unit: 'count',
      reason: 'Too many entries in this symbol in the window: a runaway.',
    });
    const ofAccount = atMost({
      actual: accountCount,
      limit: params.accountCount,
      unit: 'count',
      reason: 'Too many entries in the window: a runaway.',
    });
    if (ofSymbol.isBreached) return ofSymbol;
    if (ofAccount.isBreached) return ofAccount;
    return symbolCount / params.perSymbolCount >= accountCount / params.accountCount ? ofSymbol : ofAccount;
  },
  usesClock: true,
  use(view, state, params) {
    if (state.length === 0) return 0;
    const sent = state.filter(({ atMs }) => atMs > view.atMs - params.windowMs);
    const most = Math.max(
      0,
      ...view.symbols.map((symbol) => sent.filter((one) => one.symbol === symbol).length),
    );
    return Math.max(sent.length / params.accountCount, most / params.perSymbolCount);
  },
});
