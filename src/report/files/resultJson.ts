import type { ScheduledFault } from '../../faults/fault.ts';
import type { TapeEffect } from '../../faults/tapeFaults.ts';
import { type MetricUnit, metrics as registry } from '../../metrics/index.ts';
import type { Metric } from '../../metrics/metric.ts';
import type { Outcome } from '../../stress/outcome.ts';
import type { Scenario } from '../../stress/scenario.ts';
import { ambiguousBarsOf } from '../facts/ambiguousBars.ts';
import { orderCopiesOf } from '../facts/orderCopies.ts';
import { smallSamples } from '../facts/samples.ts';
import { quoteCurrency } from '../facts/symbols.ts';
import type { ResultJson } from '../resultSchema.ts';

/** An outcome as `result.json` has it. No path of the machine is in it. */
export function resultOf(outcome: Outcome): ResultJson {
  const { scenario, faulted, baseline, tape, faultedTape, hashes, verification } = outcome;
  const { record } = faulted;
  const { startQuote, strategyError } = record;
  const { final } = record;
  return {
    version: 1,
    scenario: {
      name: scenario.name,
      why: scenario.why,
      file: outcome.scenarioFile,
      source: scenario.data.source,
      symbols: tape.symbols.map(({ instrument }) => instrument.symbol),
      quoteCurrency: quoteCurrency(outcome),
      fromMs: record.fromMs,
      toMs: record.toMs,
      intervalMs: record.intervalMs,
      healMs: scenario.healMs,
      drainMs: scenario.drainMs,
      venue: venueOf(scenario),
      strategy: { name: scenario.strategy.definition.name, params: { ...scenario.strategy.params } },
      policy: { name: scenario.policy.name, why: scenario.policy.why },
    },
    seed: scenario.seed,
    hashes: { ...hashes, tape: tape.sha256, faultedTape: faultedTape.sha256 },
    fingerprint: record.fingerprint,
    verdict: outcome.verdict,
    verdictSentence: outcome.verdictSentence,
    vacuities: [...outcome.vacuities],
    expectation: {
      violates: [...scenario.expect.violates],
      metrics: scenario.expect.metrics.map(({ metric, min, max }) => ({ metric, min, max })),
      isMet: outcome.expectation.isMet,
      unmet: [...outcome.expectation.unmet],
    },
    invariants: outcome.invariants.map((verdict) => ({
      name: verdict.name,
      summary: verdict.summary,
      status: verdict.status,
      bounds: verdict.bounds,
      antecedentCount: verdict.antecedentCount,
      violations: verdict.violations.map(({ atMs, symbol, message }) => ({ atMs, symbol, message })),
      excused: verdict.excused.map(({ atMs, symbol, message }) => ({ atMs, symbol, message })),
      vacuousReason: verdict.status === 'vacuous' ? verdict.vacuousReason : null,
    })),
    market: scenario.market.map(({ id, fault, params, trigger }) => ({
      id,
      fault,
      params: { ...params },
      trigger: { ...trigger },
      tapeEffect: effectOf(outcome.market.find(({ faultId }) => faultId === id) ?? null),
    })),
    faults: outcome.faults.map(({ id, fault, summary, fireCount, firings, tapeEffect }) => {
      const scheduled = scenario.faults.find((other) => other.id === id);
      return {
        id,
        fault,
        summary,
        params: { ...scheduled?.params },
        trigger: scheduled === undefined ? { kind: 'exactly' } : { ...scheduled.trigger },
        fireCount,
        firings: firings.map(({ atMs, untilMs, symbol }) => ({ atMs, untilMs, symbol })),
        tapeEffect: effectOf(tapeEffect),
      };
    }),
    resolvedFaults: record.resolvedFaults.map(resolved),
    metrics: metricsOf(faulted.metrics),
    baseline: {
      fingerprint: baseline.record.fingerprint,
      metrics: metricsOf(baseline.metrics),
      decisions: { ...baseline.decisionCounts },
      finalEquityQuote: baseline.record.final.equityQuote,
      tradeCount: baseline.trades.length,
    },
    decisions: { ...faulted.decisionCounts },
    orders: { ...orderCopiesOf(record) },
    final: {
      startQuote,
      equityQuote: final.equityQuote,
      believedEquityQuote: final.believedEquityQuote,
      walletQuote: final.walletQuote,
      feesQuote: final.feesQuote,
      insuranceQuote: final.insuranceQuote,
      isLiquidated: final.isLiquidated,
      tradingState: final.tradingState,
      strategyError,
    },
    attribution: {
      totalQuote: outcome.attribution.totalQuote,
      byFault: outcome.attribution.byFault.map(({ faultId, fault, quote }) => ({ faultId, fault, quote })),
      residualQuote: outcome.attribution.residualQuote,
    },
    verification:
      verification === null
        ? null
        : {
            isDeterministic: verification.isDeterministic,
            fingerprint: verification.fingerprint,
            divergence: verification.divergence === null ? null : { ...verification.divergence },
          },
    ambiguousBars: ambiguousBarsOf(outcome),
    ...(outcome.bothOrders === undefined
      ? {}
      : {
          bothOrders: {
            shown: outcome.bothOrders.shown,
            results: outcome.bothOrders.results.map(({ violates, ...result }) => ({
              ...result,
              violates: [...violates],
            })),
          },
        }),
    assumptions: outcome.assumptions.map(({ name, text }) => ({ name, text })),
    dataNotes: [...tape.notes],
    smallSamples: smallSamples(outcome),
  };
}

/** A metric's unit: the registry's, or a plain number for one that it does not know. */
export function unitOf(name: string): MetricUnit {
  return Object.hasOwn(registry, name) ? registry[name as keyof typeof registry].unit : 'number';
}

function effectOf(effect: TapeEffect | null): ResultJson['market'][number]['tapeEffect'] {
  if (effect === null) return null;
  const { changedBarCount, notes, correlations } = effect;
  return {
    changedBarCount,
    notes: [...notes],
    correlations: correlations.map(({ symbols, ...pair }) => ({ symbols: [...symbols], ...pair })),
  };
}

function metricsOf(values: Readonly<Record<string, Metric>>): ResultJson['metrics'] {
  return Object.fromEntries(
    Object.entries(values).map(([name, { value, reason }]) => [name, { value, unit: unitOf(name), reason }]),
  );
}

function resolved({ id, fault, params, trigger }: ScheduledFault): ResultJson['resolvedFaults'][number] {
  if (trigger.kind !== 'exactly')
    throw new Error(`the resolved schedule of ${id} still has a ${trigger.kind} trigger`);
  return {
    id,
    fault,
    params: { ...params },
    trigger: {
      kind: 'exactly',
      firings: trigger.firings.map(({ timeMs, untilMs, symbol, target }) => ({
        timeMs,
        untilMs,
        symbol,
        target: target === null ? null : { event: target.event, ordinal: target.ordinal },
      })),
    },
  };
}

/** Flat, as a table of the result: what has parts of its own stands as one text. */
function venueOf(scenario: Scenario): Record<string, string | number> {
  const { asFound, leverageOf, funding, spread, impact, impactOf, fees, ...venue } = scenario.venue;
  const inOne = (parts: object): string =>
    Object.entries(parts)
      .map(([name, value]) => `${name} ${String(value)}`)
      .join('; ');
  return {
    ...venue,
    ...(leverageOf === undefined ? {} : { leverageOf: inOne(leverageOf) }),
    ...(funding === undefined ? {} : { funding: fundingText(funding) }),
    ...(asFound === undefined ? {} : { asFound: inOne(asFound) }),
    ...(spread === undefined ? {} : { spread: inOne(spread) }),
    ...(impact === undefined ? {} : { impact: inOne(impact) }),
    ...(impactOf === undefined
      ? {}
      : {
          impactOf: Object.entries(impactOf)
            .map(([symbol, choice]) => `${symbol}: ${inOne(choice)}`)
            .join('; '),
        }),
    ...(fees === undefined ? {} : { fees: inOne(fees) }),
  };
}

function fundingText(funding: NonNullable<Scenario['venue']['funding']>): string {
  return funding.kind === 'constant'
    ? `a part of ${funding.ratio} of the notional`
    : `${funding.rates.length} rates of ${funding.file ?? 'a table made in code'}`;
}
