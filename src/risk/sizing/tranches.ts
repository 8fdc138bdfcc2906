import type { ParamsOf } from '../../core/params.ts';
import { floorToStep } from '../../core/rounding.ts';
import type { Instrument } from '../../market/instrument.ts';
import { defineSizer } from './sizer.ts';

const specs = {
  count: {
    kind: 'number',
    unit: 'count',
    default: 3,
    min: 2,
    max: 100,
    integer: true,
    doc: 'Parts of an entry.',
  },
  by: {
    kind: 'choice',
    words: ['time', 'price'],
    default: 'time',
    doc: 'What the next part waits for: some time, or a better price.',
  },
  waitMs: { kind: 'duration', default: 3_600_000, min: 1, doc: 'By time: from one part to the next.' },
  stepRatio: {
    kind: 'number',
    unit: 'ratio',
    default: 0.005,
    above: 0,
    max: 0.5,
    doc: 'By price: how much better than the first part each further one is, per part; lower for a buy.',
  },
} as const;

/** Splits an entry into parts; what an entry is in all, the other sizers and the rules say. */
export const tranches = defineSizer({
  name: 'tranches',
  summary:
    'Splits an entry into parts, by time or by price; each part goes through the gate on its own, and what is left is dropped at a halt, at an exit, when the position is closed and at the operator stop.',
  params: specs,
});

export type TrancheParams = ParamsOf<typeof specs>;

/**
 * The parts of an entry, equal but for a lot: they sum to the whole. There are fewer of them, down to one, where a part would be less than
 * the venue takes.
 *
 * @param qty base, a whole number of lots.
 * @param price quote per base, for the smallest notional.
 * @example
 * partsOf(1, 3, { instrument: { lot: 0.1, minQty: 0.1, minNotionalQuote: 5 }, price: 100 }) // [0.4, 0.3, 0.3]
 */
export function partsOf(
  qty: number,
  count: number,
  {
    instrument,
    price,
  }: { readonly instrument: Pick<Instrument, 'lot' | 'minQty' | 'minNotionalQuote'>; readonly price: number },
): number[] {
  const { lot, minQty, minNotionalQuote } = instrument;
  const lots = Math.round(qty / lot);
  for (let parts = Math.min(count, lots); parts > 1; parts--) {
    const least = floorToStep(Math.floor(lots / parts) * lot, lot);
    if (least < minQty || least * price < minNotionalQuote) continue;
    const larger = lots % parts;
    return Array.from({ length: parts }, (_, part) =>
      floorToStep((Math.floor(lots / parts) + (part < larger ? 1 : 0)) * lot, lot),
    );
  }
  return [qty];
}
