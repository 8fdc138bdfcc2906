import type { Exchange } from '../../venue/exchange.ts';

/** Known bad: a venue that takes every fee twice from the wallet and reports it once. Breaks `conservation`. */
export function doubleFee(exchange: Exchange): Exchange {
  return {
    ...exchange,
    account(accountId) {
      const account = exchange.account(accountId);
      return {
        ...account,
        walletQuote: () => account.walletQuote() - account.feesQuote(),
        equityQuote: () => account.equityQuote() - account.feesQuote(),
      };
    },
  };
}
