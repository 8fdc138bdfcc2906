// %% [markdown]
// # Two policies, four crashes
//
// Do brakes help, or do they only trade less? A strategy that buys weakness goes through four crashes twice: under every brake that brakecheck has (`all-brakes`), and
// under none (`none`). Candles, wishes, faults and seeds are the same. Each crash has three faults at its worst moments: a stop that the venue accepted is dropped in
// silence, a sale is reported twice, and the connection is gone for hours.
//
// Two things to keep in mind before reading on:
//
// - The days are real, the path within a day is reconstructed, and the seed of each scenario was **chosen so that every fault meets a position**. These are bad cases on purpose. They
//   say what happens *when* it goes wrong, not how often.
// - A stricter policy holds less, and who holds less loses less. So the loss stands beside the **loss per peak notional**: what was lost for each unit of the largest exposure.

// %% Eight runs
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadPolicy, loadScenario, type MeasuredRun, type Outcome, runScenario, unwrap } from 'brakecheck';

const CRASHES = ['covid-2020', 'may-2021', 'luna-2022', 'ftx-2022'];
const POLICIES = ['all-brakes', 'none'];
const shipped = (...path: string[]) => join(import.meta.dirname, '..', 'scenarios', ...path);

interface Run {
  readonly crash: string;
  readonly policy: string;
  readonly outcome: Outcome;
}
const runs: Run[] = [];
for (const crash of CRASHES) {
  const scenario = unwrap(await loadScenario(shipped(`${crash}.yaml`)));
  for (const name of POLICIES) {
    const policy = unwrap(await loadPolicy(shipped('policies', `${name}.yaml`)));
    runs.push({ crash, policy: name, outcome: unwrap(await runScenario(scenario, { policy })) });
  }
}
const metricOf = (run: MeasuredRun, name: string): number | null => run.metrics[name]!.value;

runs.map(({ crash, policy, outcome }) => ({
  crash,
  policy,
  verdict: outcome.verdict,
  broken: outcome.invariants
    .filter(({ status }) => status === 'violated')
    .map(({ name }) => name)
    .join(', '),
}));

// %% [markdown]
// Every invariant held under all brakes, and the naive client broke some in every crash. That is the claim of this notebook, so it is checked:

// %%
for (const { crash, policy, outcome } of runs) {
  if (policy === 'all-brakes') assert.equal(outcome.verdict, 'PASS', crash);
  else assert.equal(outcome.verdict, 'FAIL', crash);
}

// %% [markdown]
// ## The same wishes
//
// A comparison is fair when both policies were asked the same. The log keeps every wish of the strategy as it was made, before any rule saw it: time, kind and symbol must be equal,
// wish by wish.

// %%
const wishesOf = ({ outcome }: Run) =>
  outcome.faulted.record.journal.flatMap((entry) => {
    if (entry.kind !== 'wish') return [];
    const { kind, symbol } = entry.wish.intent;
    return [`${entry.atMs} ${kind} ${symbol}`];
  });
CRASHES.map((crash) => {
  const [braked, naive] = runs.filter((run) => run.crash === crash).map(wishesOf) as [string[], string[]];
  assert.ok(braked.length > 20, `${crash}: there is something to compare`);
  assert.deepEqual(braked, naive, crash);
  return { crash, wishCount: braked.length };
});

// %% [markdown]
// ## What was lost
//
// `noFaultsRatio` is the same policy on the same path when nothing goes wrong; the difference is what the faults cost.

// %%
const results = runs.map(({ crash, policy, outcome: { faulted, baseline } }) => ({
  crash,
  policy,
  returnRatio: metricOf(faulted, 'totalReturn'),
  noFaultsRatio: metricOf(baseline, 'totalReturn'),
  maxDrawdownRatio: metricOf(faulted, 'maxDrawdown'),
  peakNotionalQuote: metricOf(faulted, 'peakNotional'),
  lossPerPeakNotionalRatio: metricOf(faulted, 'lossPerPeakNotional'),
  trades: metricOf(faulted, 'tradeCount'),
}));
[...results];

// %%
const BARS = { title: null, axis: { labelAngle: 0 } };
const policyColour = { field: 'policy', type: 'nominal', title: 'policy' };
const grouped = (title: string, field: string) => ({
  title,
  width: 300,
  height: 200,
  data: { values: results },
  mark: 'bar',
  encoding: {
    x: { field: 'crash', type: 'nominal', sort: CRASHES, ...BARS },
    xOffset: { field: 'policy' },
    y: { field, type: 'quantitative', title: null, axis: { format: '%' } },
    color: policyColour,
  },
});
({
  description: 'Return and loss per peak notional of both policies in four crashes',
  hconcat: [
    grouped('Return of the account', 'returnRatio'),
    grouped('Loss per peak notional', 'lossPerPeakNotionalRatio'),
  ],
});

// %%
const curves = runs.flatMap(({ crash, policy, outcome: { faulted } }) => {
  const { startQuote, samples } = faulted.record;
  // One point in two hours is enough for a picture of a week.
  return [...samples.timeMs].flatMap((ms, row) =>
    row % 8 === 0
      ? [
          {
            crash,
            policy,
            day: (ms - faulted.record.fromMs) / 86_400_000,
            equityRatio: samples.equityQuote[row]! / startQuote,
          },
        ]
      : [],
  );
});
({
  title: 'Equity, share of the start, by day of the scenario',
  data: { values: curves },
  columns: 2,
  facet: { field: 'crash', type: 'nominal', title: null, sort: CRASHES },
  spec: {
    width: 320,
    height: 150,
    mark: 'line',
    encoding: {
      x: { field: 'day', type: 'quantitative', title: null },
      y: { field: 'equityRatio', type: 'quantitative', title: null, axis: { format: '%' } },
      color: policyColour,
    },
  },
});

// %% [markdown]
// ## Does it hold per unit of exposure?
//
// If the brakes only made positions smaller, the loss for each unit of peak notional would be alike under both policies. A negative loss is a gain; that of a small position is large for
// each unit, so only the sign of the difference is read here, not its size.

// %%
const pairs = CRASHES.map((crash) => {
  const [braked, naive] = results.filter((result) => result.crash === crash) as [
    (typeof results)[number],
    (typeof results)[number],
  ];
  return {
    crash,
    exposureTimes: naive.peakNotionalQuote! / braked.peakNotionalQuote!,
    allBrakesRatio: braked.lossPerPeakNotionalRatio!,
    noneRatio: naive.lossPerPeakNotionalRatio!,
    differenceRatio: naive.lossPerPeakNotionalRatio! - braked.lossPerPeakNotionalRatio!,
  };
});
for (const { crash, exposureTimes, allBrakesRatio, noneRatio } of pairs) {
  assert.ok(exposureTimes > 5, `${crash}: the brakes made positions several times smaller`);
  assert.ok(allBrakesRatio < noneRatio, `${crash}: and less was lost for each unit of exposure`);
}
[...pairs];

// %% [markdown]
// ## Where the harm came from
//
// The share of each fault in the difference between the run with all faults and the run without: the whole minus the run without that fault. Shares do not add up where faults meet; the
// rest is said.

// %%
runs.map(({ crash, policy, outcome: { attribution } }) => ({
  crash,
  policy,
  ...Object.fromEntries(attribution.byFault.map(({ fault, quote }) => [`${fault} Quote`, quote])),
  'rest Quote': attribution.residualQuote,
  'all faults Quote': attribution.totalQuote,
}));

// %% [markdown]
// Under all brakes the faults cost little. Without brakes a single fault, a stop that is lost or a sale that is booked twice, is more than half of the harm in each crash. The reason is time:
// how long positions stood without a live stop, and how long the client believed in positions that it did not have.

// %%
runs.map(({ crash, policy, outcome: { faulted } }) => ({
  crash,
  policy,
  unprotectedMs: metricOf(faulted, 'unprotectedTime'),
  longestUnprotectedMs: metricOf(faulted, 'longestUnprotectedTime'),
  beliefGapMs: metricOf(faulted, 'beliefGap'),
}));

// %%
const faultCost = (run: Run) => run.outcome.attribution.totalQuote;
for (const run of runs) {
  if (run.policy === 'all-brakes') {
    assert.ok(faultCost(run) > -1_000, `${run.crash}: under all brakes faults cost less than a tenth`);
    assert.ok(metricOf(run.outcome.faulted, 'longestUnprotectedTime')! < 10_000, run.crash);
  } else {
    assert.ok(metricOf(run.outcome.faulted, 'longestUnprotectedTime')! > 3_600_000, run.crash);
    const dearest = Math.min(...run.outcome.attribution.byFault.map(({ quote }) => quote));
    assert.ok(dearest < 0.5 * faultCost(run), `${run.crash}: one fault is more than half of the harm`);
  }
}

// %% [markdown]
// ## What brakes cost when nothing goes wrong
//
// The same runs without faults. Who was small missed what the rebound gave to who was large: this is the price of brakes, and the reason why people leave them out.

// %%
const price = CRASHES.map((crash) => {
  const [braked, naive] = runs.filter((run) => run.crash === crash) as [Run, Run];
  return {
    crash,
    allBrakesRatio: metricOf(braked.outcome.baseline, 'totalReturn')!,
    noneRatio: metricOf(naive.outcome.baseline, 'totalReturn')!,
    allBrakesDrawdownRatio: metricOf(braked.outcome.baseline, 'maxDrawdown')!,
    noneDrawdownRatio: metricOf(naive.outcome.baseline, 'maxDrawdown')!,
  };
});
const dearer = price.filter(({ allBrakesRatio, noneRatio }) => noneRatio > allBrakesRatio);
console.log(
  `without faults, having no brakes earned more in: ${dearer.map(({ crash }) => crash).join(', ') || 'none'}`,
);
assert.ok(dearer.length >= 1, 'brakes are not free');
for (const { crash, allBrakesDrawdownRatio, noneDrawdownRatio } of price) {
  assert.ok(noneDrawdownRatio < 2 * allBrakesDrawdownRatio, `${crash}: and having none is twice as deep`);
}
[...price];

// %% [markdown]
// ## What to take from it
//
// - Under all brakes every invariant held in all four crashes; without them each crash broke several.
// - Part of the difference is size: the brakes cut the largest exposure several times over. It is not all of it: for each unit of that exposure less was lost in each crash.
// - The harm of the naive client comes from the operational faults, and lasts for hours and days: a stop that is believed to be there, a position that is believed to be gone.
// - Brakes have a price. Where nothing went wrong, the large position earned more in at least one of these weeks, through drawdowns more than twice as deep in all of them.
// - Four weeks that were chosen to be bad, on reconstructed paths with chosen seeds, say how brakes fail and hold. They do not say how often such weeks come.
