import { bollingerColumns } from '../../market/indicators/technical.ts';
import { type BarView, defineStrategy } from '../strategy.ts';
import { atrStop, atrStopParams } from './atrStop.ts';

/** Where a close stands: at or below the lower band, or back at the middle. */
interface Reach {
  readonly isLow: boolean;
  readonly isBack: boolean;
}

/**
 * Buys what has fallen out of its band and sells it at the middle. Wishes follow the bands alone, whatever is held and whatever was refused, so
 * that two policies judge the same wishes.
 */
export const bollingerReversion = defineStrategy({
  name: 'bollingerReversion',
  summary:
    'Enters long when the close falls to the lower Bollinger band and exits when it is back at the middle one.',
  params: {
    period: {
      kind: 'number',
      unit: 'bars',
      default: 20,
      min: 2,
      integer: true,
      doc: 'Bars of the bands.',
    },
    deviations: {
      kind: 'number',
      unit: 'multiple',
      default: 2,
      above: 0,
      doc: 'Distance of the bands from the mean in population standard deviations.',
    },
    ...atrStopParams,
  },
  create(params, symbols) {
    const stop = atrStop(params);
    const before = new Map<string, Reach | null>(symbols.map((symbol) => [symbol, null]));
    return {
      // One bar more than the band, so that a crossing at the first turn is seen; and enough for the stop.
      warmupBars: Math.max(params.period, params.stopBarCount) + 1,
      onBars(bars, _account, submit) {
        for (const symbol of symbols) {
          const view = bars.of(symbol);
          if (!view.isNew) continue;
          const last = before.get(symbol) ?? reachOf(view, 1, params);
          const now = reachOf(view, 0, params);
          before.set(symbol, now);
          if (now.isLow && !last.isLow) submit({ kind: 'enter', symbol, side: 'buy', stop });
          if (now.isBack && !last.isBack) submit({ kind: 'exit', symbol });
        }
      },
    };
  },
});

/** From the window of that bar alone: the bands carry no state from bar to bar, and no rounding error. */
function reachOf(bars: BarView, ago: number, params: { period: number; deviations: number }): Reach {
  const { period, deviations } = params;
  const closes = new Float64Array(period);
  for (let row = 0; row < period; row++) closes[row] = bars.close(ago + period - 1 - row);
  // A print that is no price says nothing about where the market is.
  if (!closes.every((close) => close > 0 && Number.isFinite(close))) return { isLow: false, isBack: false };
  const bands = bollingerColumns(closes, { period, deviations });
  const close = closes[period - 1]!;
  // A window that has not moved has bands of no width: nothing has fallen out of it.
  const hasWidth = bands.upper[period - 1]! > bands.lower[period - 1]!;
  return { isLow: hasWidth && close <= bands.lower[period - 1]!, isBack: close >= bands.middle[period - 1]! };
}
