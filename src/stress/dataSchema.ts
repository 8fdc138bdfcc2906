import { z } from 'zod';
import { duration, time, wholeAtLeast } from './schemaUnits.ts';

/** The shape of `data:`: a folder of candle files with a window, or one file. */
export function dataShape() {
  const rest = {
    refine: duration('Bars to which daily candles are refined by a seeded bridge.').optional(),
    lookbackDays: wholeAtLeast(0)
      .describe('Days of history before the window, in which no order is sent. Default: 0.')
      .optional(),
    repair: z
      .boolean()
      .describe('Repairs candle files where that is safe; the report says what was done. Default: false.')
      .optional(),
  };
  const end = time.describe('The end of the window, itself not in it.');
  const ofFolder = z.strictObject({
    source: z
      .string()
      .min(1)
      .describe('Folder of candle files, found beside the scenario file or in a folder above it.'),
    symbols: z.array(z.string().min(1)).min(1).describe('Such as BTC-USDT, in the order that breaks ties.'),
    from: time,
    to: end,
    ...rest,
  });
  const ofFile = z.strictObject({
    tape: z
      .string()
      .min(1)
      .describe(
        'One candle file, named after its symbol: tapes/ETH-USDT.csv. Left out, from and to are its own.',
      ),
    from: time.optional(),
    to: end.optional(),
    ...rest,
  });
  return z.union([ofFolder, ofFile]);
}
