import type { Breach } from '../breach.ts';
import { reaches } from '../limit.ts';
import { breachOf, type Measured } from '../measure.ts';
import type { RiskView } from '../riskView.ts';

interface Limit {
  readonly limitRatio: number;
}

/** What is lost of a base; not a number where equity is none or the base is nothing, so that every breaker trips. */
function lossRatio(equityQuote: number, baseQuote: number | null): number {
  if (!Number.isFinite(equityQuote)) return Number.NaN;
  if (baseQuote === null) return 0;
  return baseQuote > 0 ? 1 - equityQuote / baseQuote : Number.NaN;
}

/**
 * What every breaker over a loss has in common: it trips at its limit, on the loss of a base that its state remembers (quote; null before the
 * first equity).
 */
export function lossBreaker<State>(
  rule: string,
  { baseQuote, reason }: { baseQuote: (state: State) => number | null; reason: string },
) {
  const gauge = (view: RiskView, state: State, { limitRatio }: Limit): Measured => {
    const ratio = lossRatio(view.equityQuote, baseQuote(state));
    // What is no number has lost everything, as far as anybody knows.
    const actual = Number.isFinite(ratio) ? ratio : 1;
    return { actual, limit: limitRatio, unit: 'ratio', isBreached: reaches(ratio, limitRatio), reason };
  };
  return {
    gauge,
    // Asked at every bar and mark: nothing is made unless it trips.
    watch: (view: RiskView, state: State, params: Limit): Breach | null =>
      reaches(lossRatio(view.equityQuote, baseQuote(state)), params.limitRatio)
        ? breachOf(rule, gauge(view, state, params))
        : null,
    /** 1 trips it; a gain uses nothing. */
    use: (view: RiskView, state: State, { limitRatio }: Limit): number | null => {
      const ratio = lossRatio(view.equityQuote, baseQuote(state));
      return Number.isFinite(ratio) ? Math.max(0, ratio) / limitRatio : null;
    },
  };
}
