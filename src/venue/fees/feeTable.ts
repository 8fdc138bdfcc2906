/** A venue's public table of fees by volume. */
export interface FeeTable {
  /** How many days of an account's volume, takers' and makers' together, are looked at. */
  readonly windowDays: number;
  /** When it is looked at, once a day, ms after midnight UTC: what is traded after that counts the next day. */
  readonly assessedAtMs: number;
  /** Dearest first. */
  readonly tiers: readonly FeeTier[];
  /** Where the window and its time come from. */
  readonly source: string;
}

export interface FeeTier {
  /** The venue's word for it. */
  readonly name: string;
  /** Volume from which it holds, quote; null where no source was found that has it in quote: then it holds for those alone who name it. */
  readonly fromVolumeQuote: number | null;
  readonly makerFeeBps: number;
  readonly takerFeeBps: number;
  readonly source: string;
}
