/** Fee in quote on a notional. Venues round a fee to their own grain; the model does not, since each venue's grain is another. */
export function feeQuote(notionalQuote: number, feeBps: number): number {
  return (notionalQuote * feeBps) / 10_000;
}
