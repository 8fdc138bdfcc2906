import type { FundingPayment } from '../market/funding.ts';

/** Which payments of funding are in the wallet, so that none is booked twice, over restarts too. */
export class BookedFunding {
  readonly #ids = new Set<string>();
  /** When funding was last booked, by symbol. */
  readonly #lastMs = new Map<string, number>();
  /** The same as a former life left it: what was due until then is in the wallet, under whatever id. */
  #keptMs: Readonly<Record<string, number>> = {};

  has({ paymentId, symbol, venueTimeMs }: FundingPayment): boolean {
    return this.#ids.has(paymentId) || venueTimeMs <= (this.#keptMs[symbol] ?? Number.NEGATIVE_INFINITY);
  }

  note({ paymentId, symbol, venueTimeMs }: FundingPayment): void {
    this.#ids.add(paymentId);
    this.#lastMs.set(symbol, Math.max(venueTimeMs, this.#lastMs.get(symbol) ?? venueTimeMs));
  }

  /** When funding was last booked, by symbol; null where it never was. */
  snapshot(): Readonly<Record<string, number>> | null {
    return this.#lastMs.size === 0 ? null : Object.fromEntries(this.#lastMs);
  }

  restore(keptMs: Readonly<Record<string, number>>): void {
    this.#keptMs = keptMs;
    for (const [symbol, atMs] of Object.entries(keptMs)) this.#lastMs.set(symbol, atMs);
  }
}
