/** Every test of a VaR on the same days, and what is to be said of it. See the file of each test for its definition and source. */

import { acerbiSzekelyPValues, acerbiSzekelyZ1, acerbiSzekelyZ2 } from './acerbiSzekely.ts';
import { baselTrafficLight, type TrafficLight } from './baselTrafficLight.ts';
import { christoffersenConditionalCoverage, christoffersenIndependence } from './christoffersen.ts';
import { kupiecPof } from './kupiecPof.ts';
import type { LikelihoodRatioTest } from './likelihoodRatio.ts';
import type { Metric } from './metric.ts';
import type { TailForecasts } from './rollingTail.ts';
import { valueAtRiskExceptions } from './valueAtRiskExceptions.ts';

export interface ValueAtRiskBacktest {
  readonly alpha: number;
  readonly dayCount: number;
  /** Row i: whether day i of the forecasts was an exception. */
  readonly exceptions: readonly boolean[];
  readonly exceptionCount: number;
  readonly kupiec: LikelihoodRatioTest;
  readonly independence: LikelihoodRatioTest;
  readonly conditionalCoverage: LikelihoodRatioTest;
  /** Null without days, and with so few that even no exception would not be green. */
  readonly trafficLight: TrafficLight | null;
  readonly z1: Metric;
  readonly z2: Metric;
  readonly z1PValue: Metric;
  readonly z2PValue: Metric;
  /**
   * `rejected`: one of the five tests has a p-value under 0.01. `tooFewDays`: none has, and Kupiec's could not have had even if there had been no
   * exception at all, so nothing is shown. `notRejected`: none has, in days enough to tell.
   */
  readonly judgement: 'rejected' | 'notRejected' | 'tooFewDays';
  /** The tests with a p-value under 0.01. */
  readonly rejectedBy: readonly BacktestName[];
}

export type BacktestName = 'kupiec' | 'independence' | 'conditionalCoverage' | 'z1' | 'z2';

/** A twentieth shared by five tests (Bonferroni): a VaR that is right is rejected by one of them at most once in twenty times. */
const SIGNIFICANCE = 0.05 / 5;
/** Chi-square with one degree of freedom exceeds it with that probability. */
const CRITICAL_LIKELIHOOD_RATIO = 6.6348966010212145;
/** Draws of one simulation: with more days there are fewer worlds, so that a long run costs no more than a short one. */
const DRAW_COUNT = 500_000;

/**
 * Days from which a VaR without any exception would be rejected as too careful: Kupiec's LR is then -2 T ln(1 - alpha) > 6.635. With fewer,
 * a test that rejects nothing has shown nothing.
 *
 * @example fewestDaysToJudge(0.05) // 65
 * @example fewestDaysToJudge(0.01) // 331
 */
export function fewestDaysToJudge(alpha: number): number {
  return Math.floor(CRITICAL_LIKELIHOOD_RATIO / (-2 * Math.log1p(-alpha))) + 1;
}

/**
 * @param forecasts one row a day. Throws when the columns are not of one length.
 * @param seed of the simulated p-values.
 * @example
 * const none = { rows: [], outcomes: new Float64Array(0), valueAtRisk: new Float64Array(0), expectedShortfall: new Float64Array(0), windows: [] };
 * valueAtRiskBacktest(none, 0.01, 7).judgement // 'tooFewDays'
 */
export function valueAtRiskBacktest(
  forecasts: TailForecasts,
  alpha: number,
  seed: number,
): ValueAtRiskBacktest {
  const exceptions = valueAtRiskExceptions(forecasts.outcomes, forecasts.valueAtRisk);
  const exceptionCount = exceptions.filter(Boolean).length;
  const dayCount = exceptions.length;
  const count = { exceptionCount, dayCount, alpha };
  const shortfalls = { ...forecasts, alpha };
  const pValues = acerbiSzekelyPValues(shortfalls, {
    windows: forecasts.windows,
    seed,
    worldCount: Math.min(1000, Math.max(200, Math.floor(DRAW_COUNT / Math.max(1, dayCount)))),
  });
  const tests = {
    kupiec: kupiecPof(count),
    independence: christoffersenIndependence(exceptions),
    conditionalCoverage: christoffersenConditionalCoverage(exceptions, alpha),
  };
  const probabilities: Record<BacktestName, number | null> = {
    kupiec: tests.kupiec.pValue,
    independence: tests.independence.pValue,
    conditionalCoverage: tests.conditionalCoverage.pValue,
    z1: pValues.z1.value,
    z2: pValues.z2.value,
  };
  const rejectedBy = (Object.keys(probabilities) as BacktestName[]).filter((name) => {
    const probability = probabilities[name];
    return probability !== null && probability < SIGNIFICANCE;
  });
  const isEnough = dayCount >= fewestDaysToJudge(alpha);
  return {
    alpha,
    dayCount,
    exceptions,
    exceptionCount,
    ...tests,
    trafficLight: canBeGreen(dayCount, alpha) ? baselTrafficLight(count) : null,
    z1: acerbiSzekelyZ1(shortfalls),
    z2: acerbiSzekelyZ2(shortfalls),
    z1PValue: pValues.z1,
    z2PValue: pValues.z2,
    judgement: rejectedBy.length > 0 ? 'rejected' : isEnough ? 'notRejected' : 'tooFewDays',
    rejectedBy,
  };
}

/** Under six days at 99 % no exception at all is as likely as what Basel calls yellow: the light says nothing then. */
function canBeGreen(dayCount: number, alpha: number): boolean {
  return baselTrafficLight({ exceptionCount: 0, dayCount, alpha })?.zone === 'green';
}
