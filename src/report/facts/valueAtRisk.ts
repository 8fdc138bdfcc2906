import { closingUtcDay, DAY_MS } from '../../core/time.ts';
import {
  cornishFisherExpectedShortfall,
  cornishFisherValueAtRisk,
  dailySamples,
  ewmaValueAtRisk,
  expectedShortfall,
  FEWEST_DAILY_RETURNS,
  fewestRows,
  filteredExpectedShortfall,
  filteredValueAtRisk,
  type Metric,
  normalExpectedShortfall,
  normalValueAtRisk,
  portfolioPnl,
  rollingTail,
  stressedValueAtRiskNormal,
  type TailForecasts,
  undefinedBecause,
  VAR_WINDOW_DAYS,
  type ValueAtRiskBacktest,
  valueAtRisk,
  valueAtRiskBacktest,
} from '../../metrics/index.ts';
import { commonReturns, dailyCloseRows, type HeldAtClose, heldAtCloses } from '../../stress/heldRisk.ts';
import type { MeasuredRun, Outcome } from '../../stress/outcome.ts';
import { symbolsByDamage } from './symbols.ts';

/** The two levels of every table and chart. */
export const LEVELS = [
  { alpha: 0.05, name: '95' },
  { alpha: 0.01, name: '99' },
] as const;

/** A series of one-day forecasts at both levels, and what its backtests say. */
export interface JudgedSeries {
  readonly id: 'strategy' | 'portfolio' | 'symbol' | 'equalWeight';
  readonly title: string;
  readonly unit: 'ratio' | 'quote';
  readonly levels: readonly JudgedLevel[];
}

export interface JudgedLevel {
  readonly name: (typeof LEVELS)[number]['name'];
  readonly forecasts: TailForecasts;
  /** When the day that each forecast is of ended, epoch ms. */
  readonly dayEndMs: Float64Array;
  readonly tests: ValueAtRiskBacktest;
  /** Why there is no forecast; null where there are some. */
  readonly reason: string | null;
}

/** Gains and losses that the positions of one close would have had on each past day. */
export interface HeldTail {
  readonly atMs: number;
  readonly exposures: readonly { readonly symbol: string; readonly exposureQuote: number }[];
  /** One row a day, quote. */
  readonly pnlQuote: Float64Array;
  readonly methods: readonly MethodTail[];
  /** Change of equity over the next day, with every trade in it; null where the run ended first. */
  readonly nextDayQuote: number | null;
}

/** VaR and ES of one method at each of `LEVELS`. */
export interface MethodTail {
  readonly method: 'historical' | 'normal' | 'cornishFisher' | 'ewma' | 'filtered' | 'stressed';
  readonly valueAtRisk: readonly Metric[];
  readonly expectedShortfall: readonly Metric[];
  /** Only of Cornish-Fisher: whether its expansion is a quantile at all. */
  readonly isMonotone: boolean | null;
}

export interface ValueAtRiskFacts {
  /** Of the close with the largest historical VaR of the run; null without one, with the reason. */
  readonly largest: HeldTail | null;
  readonly noTailReason: string | null;
  /** The closes at which the portfolio's VaR was foretold, and what the held positions would have made without a trade. */
  readonly portfolioDays: readonly PortfolioDay[];
  readonly series: readonly JudgedSeries[];
  /** The symbol that the method is checked on. */
  readonly symbol: string;
}

/** A close of the run with positions, and the day after it. Quote. */
export interface PortfolioDay {
  readonly atMs: number;
  readonly grossQuote: number;
  /** At each of `LEVELS`; null where the look-back is too short. */
  readonly valueAtRisk: readonly (number | null)[];
  /** Change of equity over the next day, with every trade in it; null where the run ended first. */
  readonly nextDayQuote: number | null;
  /** What the positions would have made on that day had they been left alone; null where a symbol ended. */
  readonly unchangedQuote: number | null;
}

/** Everything that the page says of value at risk, of the faulted run and its own tape. */
export function valueAtRiskFacts(outcome: Outcome): ValueAtRiskFacts {
  const { faulted, faultedTape, scenario } = outcome;
  const closes = heldAtCloses(faulted.record, faultedTape);
  const returnsOf = commonReturns(faultedTape);
  const nextDayQuote = nextDayChanges(faulted);
  const symbol = symbolsByDamage(outcome)[0]!;
  const symbols = faultedTape.symbols.map(({ instrument }) => instrument.symbol);
  const { largest, noTailReason } = largestTail(closes, nextDayQuote);

  const judge = (
    head: Omit<JudgedSeries, 'levels'>,
    foretell: (alpha: number) => {
      forecasts: TailForecasts;
      dayEndMs: readonly number[];
      reason: string | null;
    },
  ): JudgedSeries => ({
    ...head,
    levels: LEVELS.map(({ alpha, name }) => {
      const { forecasts, dayEndMs, reason } = foretell(alpha);
      return {
        name,
        forecasts,
        dayEndMs: Float64Array.from(dayEndMs),
        tests: valueAtRiskBacktest(forecasts, alpha, scenario.seed),
        reason: forecasts.rows.length > 0 ? null : reason,
      };
    }),
  });
  const ofReturns =
    (returns: Float64Array, dayStartMs: ArrayLike<number>, noReturnsReason: string | null) =>
    (alpha: number) => {
      const forecasts = rollingTail(noReturnsReason === null ? returns : new Float64Array(0), alpha);
      return {
        forecasts,
        dayEndMs: forecasts.rows.map((row) => dayStartMs[row]! + DAY_MS),
        reason:
          noReturnsReason ??
          `${returns.length} daily returns: the first forecast needs ${fewestRows(alpha)} before it`,
      };
    };

  const own = dailySamples(faulted.record.samples);
  const series = [
    judge(
      { id: 'strategy', title: "The strategy's own daily returns", unit: 'ratio' },
      ofReturns(own.returns, own.dayStartMs, own.noRatioReason),
    ),
    judge({ id: 'portfolio', title: "The positions held at each day's close", unit: 'quote' }, (alpha) =>
      portfolioForecasts(closes, nextDayQuote, alpha),
    ),
    judge({ id: 'symbol', title: `Buy and hold of ${symbol}`, unit: 'ratio' }, (alpha) => {
      const aligned = returnsOf([symbol]);
      return ofReturns(aligned.returnsBySymbol.get(symbol)!, aligned.dayStartMs, null)(alpha);
    }),
  ];
  if (symbols.length > 1) {
    const aligned = returnsOf(symbols);
    series.push(
      judge(
        {
          id: 'equalWeight',
          title: `All ${symbols.length} symbols in equal parts, each day anew`,
          unit: 'ratio',
        },
        ofReturns(meanReturns([...aligned.returnsBySymbol.values()]), aligned.dayStartMs, null),
      ),
    );
  }
  return {
    largest,
    noTailReason,
    portfolioDays: closes.map((close) => portfolioDay(close, nextDayQuote, returnsOf)),
    series,
    symbol,
  };
}

/** Change of equity from each daily close to the next, by the row of the first; only over whole days. */
function nextDayChanges({ record }: MeasuredRun): ReadonlyMap<number, number> {
  const { timeMs, equityQuote } = record.samples;
  const rows = dailyCloseRows(record);
  const changes = new Map<number, number>();
  for (const [index, row] of rows.entries()) {
    const next = rows[index + 1];
    if (next === undefined || timeMs[next]! - timeMs[row]! !== DAY_MS) continue;
    changes.set(row, equityQuote[next]! - equityQuote[row]!);
  }
  return changes;
}

/** The last days of what a close's positions would have made. */
function tailOf({ exposures }: HeldAtClose): Float64Array {
  return portfolioPnl(exposures).slice(-VAR_WINDOW_DAYS);
}

function largestTail(
  closes: readonly HeldAtClose[],
  nextDayQuote: ReadonlyMap<number, number>,
): Pick<ValueAtRiskFacts, 'largest' | 'noTailReason'> {
  if (closes.length === 0)
    return {
      largest: null,
      noTailReason:
        'No position was held at the end of a day: there is nothing to be at risk over the next one.',
    };
  let largest: { close: HeldAtClose; pnlQuote: Float64Array; value: number } | null = null;
  for (const close of closes) {
    const pnlQuote = tailOf(close);
    if (pnlQuote.length < FEWEST_DAILY_RETURNS) continue;
    const { value } = valueAtRisk(pnlQuote, { alpha: 0.05 });
    if (value !== null && (largest === null || value > largest.value)) largest = { close, pnlQuote, value };
  }
  if (largest === null) {
    const most = Math.max(...closes.map(({ dayStartMs }) => dayStartMs.length));
    return {
      largest: null,
      noTailReason: `The data holds ${most} common daily returns before the positions were held, and ${FEWEST_DAILY_RETURNS} are needed.`,
    };
  }
  const { close, pnlQuote } = largest;
  return {
    largest: {
      atMs: close.atMs,
      exposures: close.exposures.map(({ symbol, exposureQuote }) => ({ symbol, exposureQuote })),
      pnlQuote,
      methods: methodTails(close, pnlQuote),
      nextDayQuote: nextDayQuote.get(close.row) ?? null,
    },
    noTailReason: null,
  };
}

const NO_SHORTFALL = undefinedBecause('the method gives a value at risk only');

function methodTails(close: HeldAtClose, pnlQuote: Float64Array): MethodTail[] {
  const at = (metric: (column: Float64Array, options: { alpha: number }) => Metric) =>
    LEVELS.map(({ alpha }) => metric(pnlQuote, { alpha }));
  const none = { isMonotone: null };
  const methods: MethodTail[] = [
    { method: 'historical', valueAtRisk: at(valueAtRisk), expectedShortfall: at(expectedShortfall), ...none },
    {
      method: 'normal',
      valueAtRisk: at(normalValueAtRisk),
      expectedShortfall: at(normalExpectedShortfall),
      ...none,
    },
    {
      method: 'cornishFisher',
      valueAtRisk: at(cornishFisherValueAtRisk),
      expectedShortfall: at(cornishFisherExpectedShortfall),
      isMonotone: cornishFisherValueAtRisk(pnlQuote, { alpha: 0.05 }).isMonotone,
    },
    {
      method: 'ewma',
      valueAtRisk: at(ewmaValueAtRisk),
      expectedShortfall: LEVELS.map(() => NO_SHORTFALL),
      ...none,
    },
    {
      method: 'filtered',
      valueAtRisk: at(filteredValueAtRisk),
      expectedShortfall: at(filteredExpectedShortfall),
      ...none,
    },
  ];
  if (close.exposures.length > 1) {
    const window = close.exposures.map((held) => ({
      ...held,
      dailyReturns: held.dailyReturns.slice(-VAR_WINDOW_DAYS),
    }));
    methods.push({
      method: 'stressed',
      valueAtRisk: LEVELS.map(({ alpha }) => stressedValueAtRiskNormal(window, { alpha, correlation: 0.9 })),
      expectedShortfall: LEVELS.map(() => NO_SHORTFALL),
      ...none,
    });
  }
  return methods;
}

/** One forecast a close that has enough days before it and a whole day after it. */
function portfolioForecasts(
  closes: readonly HeldAtClose[],
  nextDayQuote: ReadonlyMap<number, number>,
  alpha: number,
): { forecasts: TailForecasts; dayEndMs: readonly number[]; reason: string } {
  const judged = closes.filter(
    ({ row, dayStartMs }) => nextDayQuote.has(row) && dayStartMs.length >= fewestRows(alpha),
  );
  const windows = judged.map(tailOf);
  const tail = (metric: typeof valueAtRisk) =>
    Float64Array.from(windows, (window) => metric(window, { alpha }).value!);
  return {
    forecasts: {
      rows: judged.map(({ row }) => row),
      outcomes: Float64Array.from(judged, ({ row }) => nextDayQuote.get(row)!),
      valueAtRisk: tail(valueAtRisk),
      expectedShortfall: tail(expectedShortfall),
      windows,
    },
    dayEndMs: judged.map(({ atMs }) => atMs + DAY_MS),
    reason:
      closes.length === 0
        ? 'no position was held at the end of a day'
        : `no close with positions has ${fewestRows(alpha)} common daily returns before it and a whole day of the run after it`,
  };
}

function portfolioDay(
  close: HeldAtClose,
  nextDayQuote: ReadonlyMap<number, number>,
  returnsOf: ReturnType<typeof commonReturns>,
): PortfolioDay {
  const window = tailOf(close);
  const aligned = returnsOf(close.exposures.map(({ symbol }) => symbol));
  // The day that begins where this one closes.
  const next = aligned.dayStartMs.indexOf((closingUtcDay(close.atMs) + 1) * DAY_MS);
  return {
    atMs: close.atMs,
    grossQuote: close.exposures.reduce((sum, { exposureQuote }) => sum + Math.abs(exposureQuote), 0),
    valueAtRisk: LEVELS.map(({ alpha }) =>
      close.dayStartMs.length < fewestRows(alpha) ? null : valueAtRisk(window, { alpha }).value,
    ),
    nextDayQuote: nextDayQuote.get(close.row) ?? null,
    unchangedQuote:
      next < 0
        ? null
        : close.exposures.reduce(
            (sum, { symbol, exposureQuote }) =>
              sum + exposureQuote * aligned.returnsBySymbol.get(symbol)![next]!,
            0,
          ),
  };
}

/** Row by row. */
function meanReturns(columns: readonly Float64Array[]): Float64Array {
  return columns[0]!.map((_, row) => columns.reduce((sum, column) => sum + column[row]!, 0) / columns.length);
}
