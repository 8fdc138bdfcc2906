import type { Fill, FillOrigin } from '../../market/fill.ts';
import type { Instrument } from '../../market/instrument.ts';
import type { FeeTable } from './feeTable.ts';

/** What an account pays for its fills; a liquidation has a fee of its own. One a model, made for one account and one run. */
export interface FeeModel {
  readonly summary: string;
  readonly schedule: (terms: FeeTerms) => FeeSchedule;
}

/** Whether a fill is of the volume that a table looks at: a deleveraging and a settlement are no trades of the market. */
export function isTraded(origin: FillOrigin): boolean {
  return origin === 'order' || origin === 'liquidation';
}

/** What a schedule is made from. */
export interface FeeTerms {
  /** The venue's table; null where it has none. */
  readonly table: FeeTable | null;
  /** When the account begins to trade. */
  readonly fromMs: number;
  /** What it traded in the time that the table looks at before then, quote. Left out: nothing. */
  readonly volumeQuote?: number;
  /** The row that holds whatever is traded. Left out: volume decides. */
  readonly tier?: number;
}

/** The instrument's part that a fee can rest on. */
export type FeeColumns = Pick<Instrument, 'makerFeeBps' | 'takerFeeBps'>;

/** The fees of one account as time goes on. It is asked in the order of time. */
export interface FeeSchedule {
  /** What a fill of now pays, bps: by what was traded before it. */
  bps(instrument: FeeColumns, liquidity: Fill['liquidity'], nowMs: number): number;
  /** A fill was booked. */
  note(atMs: number, notionalQuote: number): void;
  /** The most that taking can come to cost, bps. */
  mostTakerBps(instrument: FeeColumns): number;
  /** The row of the table that holds now; null where no table decides. */
  tier(nowMs: number): number | null;
}
