import { documentOf } from '../core/plainDocument.ts';
import { readRecord } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { ASSUMED_TERMS, type Instrument } from './instrument.ts';

/** What a venue says of a symbol; what is left out is assumed, at the dearer end of what venues have. */
export type InstrumentInput = Pick<Instrument, 'symbol' | 'tick' | 'lot'> & Partial<Instrument>;

const KEYS = ['symbol', 'tick', 'lot', 'minQty', ...Object.keys(ASSUMED_TERMS)];

/**
 * An instrument from what one knows of it: at least its symbol, its tick (smallest price step, quote per base) and its lot (smallest
 * quantity step, base). `minQty` is the lot where it is left out; fees, spread, margin tiers and the rest are then assumptions:
 * 2 bps maker, 4 bps taker, 5 bps of spread, 5 of quote as the smallest notional.
 *
 * @returns the instrument, or every field that is wrong.
 * @example createInstrument({ symbol: 'BTC-USDT', tick: 0.1, lot: 0.001 }).value.minQty // 0.001
 * @example createInstrument({ symbol: 'BTC-USDT', tick: 0, lot: -1 }).problems.map(({ key }) => key) // ['tick', 'lot']
 */
export function createInstrument(input: InstrumentInput): Result<Instrument> {
  const problems: Problem[] = [];
  const given = { minQty: input?.lot, ...ASSUMED_TERMS, ...input };
  const name = typeof input?.symbol === 'string' ? `instrument ${input.symbol}` : 'instrument';
  const reader = readRecord(documentOf(given, name), [], KEYS, problems);
  if (reader === null) return failed(problems);
  reader.text('symbol');
  for (const key of ['tick', 'lot']) reader.number(key, 0, 'above');
  // A negative smallest quantity says what a negative lot says already.
  if (input.minQty !== undefined) reader.number('minQty', 0);
  for (const key of ['minNotionalQuote', 'takerFeeBps', 'spreadBps', 'liquidationFeeBps'])
    reader.number(key, 0);
  // A maker fee may be a rebate, and a rebate is negative.
  reader.number('makerFeeBps', -100);
  reader.text('sector');
  const tiers = reader.list('maintenanceTiers');
  if (tiers?.length === 0) reader.problem('maintenanceTiers', 'is empty; expected at least one tier');
  let previousQuote = -1;
  for (const index of (tiers ?? []).keys()) {
    const place = reader.place('maintenanceTiers').member(index);
    const tier = place.record(['fromNotionalQuote', 'maintenanceMarginRatio']);
    const fromQuote = tier?.number('fromNotionalQuote', 0) ?? null;
    tier?.number('maintenanceMarginRatio', 0);
    if (fromQuote === null) continue;
    if (index === 0 && fromQuote !== 0)
      place.problem(`starts at ${fromQuote}; expected the first tier to start at 0`);
    if (fromQuote <= previousQuote) place.problem(`starts at ${fromQuote}; expected tiers to ascend`);
    previousQuote = fromQuote;
  }
  return problems.length > 0 ? failed(problems) : ok(given as Instrument);
}
