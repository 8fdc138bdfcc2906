// %% [markdown]
// # Reading a run
//
// A run leaves three tables behind: its **trades**, its **equity** at every bar close, and its **decisions**. This notebook reads them as
// [danfojs](https://danfo.jsdata.org) data frames and asks what a risk manager asks on the morning after: how did positions end, what did trading cost, how far
// under water were we, and which brake did the work?
//
// The run is LUNA's collapse in May 2022, seven days on fifteen-minute bars, with three faults: a stop that vanishes in silence, a fill that is reported twice, and an hour and a
// half without a connection. It runs twice: once under every brake that there is, once without any. Wishes, candles, faults and seed are the same.

// %% The same week under two policies
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { loadPolicy, loadScenario, type MeasuredRun, runScenario, unwrap } from 'brakecheck';
import { toDataFrame } from 'brakecheck/dataframes';

const shipped = (...path: string[]) => join(import.meta.dirname, '..', 'scenarios', ...path);
const scenario = unwrap(await loadScenario(shipped('luna-2022.yaml')));
const braked = unwrap(await runScenario(scenario));
const none = unwrap(await loadPolicy(shipped('policies', 'none.yaml')));
const naive = unwrap(await runScenario(scenario, { policy: none }));

console.log(`all brakes: ${braked.verdict}. ${braked.verdictSentence}`);
console.log(`none:       ${naive.verdict}. ${naive.verdictSentence}`);
assert.equal(braked.verdict, 'PASS');
assert.equal(naive.verdict, 'FAIL');

// %% [markdown]
// ## Trades
//
// A row is a position from flat to flat. Times are whole milliseconds, shown in UTC; money is in quote currency, here USDT, and `pnlQuote` is net of fees.

// %%
const trades = await toDataFrame(braked, 'trades');
const naiveTrades = await toDataFrame(naive, 'trades');
trades.head(8);

// %% [markdown]
// ## How positions ended
//
// `exitCause` names the order that closed a position: the strategy's own exit, its stop loss, or one of the guardian's second lines (`localStop` watches the floating loss whatever
// became of the stop at the venue). `settlement` is the venue closing what is left of an asset that it delists: nobody chose that exit.

// %% With all brakes
trades.groupby(['exitCause']).agg({ symbol: 'count', pnlQuote: ['sum', 'mean', 'min'], durationMs: 'mean' });

// %% Without brakes
naiveTrades
  .groupby(['exitCause'])
  .agg({ symbol: 'count', pnlQuote: ['sum', 'mean', 'min'], durationMs: 'mean' });

// %%
type Trade = MeasuredRun['trades'][number];
const named = [
  { policy: 'all brakes', run: braked.faulted },
  { policy: 'none', run: naive.faulted },
];
const causeRows = named.flatMap(({ policy, run }) =>
  run.trades.map(({ exitCause, pnlQuote }: Trade) => ({ policy, exitCause, pnlQuote })),
);
({
  title: 'Profit and loss by exit cause, USDT',
  data: { values: causeRows },
  mark: 'bar',
  encoding: {
    y: { field: 'exitCause', type: 'nominal', title: null },
    x: { field: 'pnlQuote', aggregate: 'sum', type: 'quantitative', title: null },
    color: { field: 'policy', type: 'nominal', title: 'policy' },
    yOffset: { field: 'policy' },
  },
});

// %% [markdown]
// Without brakes the table has one row that outweighs the rest. The next cell makes that a claim which can fail: the worst trade lost more than all other losing trades together.

// %%
const lossesOf = (run: MeasuredRun) =>
  run.trades
    .map(({ pnlQuote }) => pnlQuote)
    .filter((pnlQuote) => pnlQuote < 0)
    .sort((a, b) => a - b);
const [worst = 0, ...others] = lossesOf(naive.faulted);
const otherLosses = others.reduce((sum, loss) => sum + loss, 0);
const worstTrade = naive.faulted.trades.find(({ pnlQuote }) => pnlQuote === worst)!;
console.log(
  `without brakes: ${worstTrade.symbol} lost ${-worst.toFixed(0)} USDT, the other ${others.length} losing trades ${-otherLosses.toFixed(0)}`,
);
assert.equal(worstTrade.symbol, 'LUNA-USDT');
assert.ok(worst < otherLosses, 'one position lost more than all the others together');

const [worstBraked = 0] = lossesOf(braked.faulted);
console.log(`with all brakes: no trade lost more than ${-worstBraked.toFixed(0)} USDT of 10000`);
assert.ok(worstBraked > -200, 'with brakes no trade lost more than two percent of the start');

// %% [markdown]
// ## How far a trade went against us
//
// The maximum adverse excursion (MAE) of a trade is the worst unrealised loss that it stood at. Here it is read from the equity table, whose mid prices stand at bar closes, so the true
// excursion inside a bar is deeper; the exit price counts as well, and a position that was added to is measured from its average entry. A stop that works puts a floor under it.

// %%
const equity = await toDataFrame(braked, 'equity');
const naiveEquity = await toDataFrame(naive, 'equity');
assert.deepEqual(equity.shape[0], naiveEquity.shape[0]);

function excursionsOf(run: MeasuredRun, policy: string) {
  const { timeMs, markPrice } = run.record.samples;
  return run.trades.map((trade) => {
    const marks = [...(markPrice[trade.symbol] ?? [])].filter(
      (_, row) => timeMs[row]! >= trade.openMs && timeMs[row]! <= trade.closeMs,
    );
    const sign = trade.side === 'long' ? 1 : -1;
    const returns = [trade.exitPrice, ...marks]
      .filter(Number.isFinite)
      .map((price) => sign * (price / trade.entryPrice - 1));
    return {
      policy,
      symbol: trade.symbol,
      exitCause: trade.exitCause,
      maeRatio: Math.min(0, ...returns),
      returnRatio: returns[0]!,
    };
  });
}
const excursions = [...excursionsOf(braked.faulted, 'all brakes'), ...excursionsOf(naive.faulted, 'none')];
// One trade is so far out that a linear axis would press the rest into a corner.
const symlog = { type: 'symlog', constant: 0.02 };
({
  title: 'Each trade: the worst it stood at, and how it ended',
  data: { values: excursions },
  mark: { type: 'point', filled: true, size: 55, opacity: 0.75 },
  encoding: {
    x: {
      field: 'maeRatio',
      type: 'quantitative',
      title: 'maximum adverse excursion',
      scale: symlog,
      axis: { format: '%', values: [-1, -0.5, -0.2, -0.1, -0.05, -0.02, 0] },
    },
    y: {
      field: 'returnRatio',
      type: 'quantitative',
      title: 'return of the trade',
      scale: symlog,
      axis: { format: '%', values: [-0.5, -0.2, -0.1, -0.05, -0.02, 0, 0.02, 0.05, 0.1, 0.2, 0.5] },
    },
    color: { field: 'policy', type: 'nominal' },
    shape: { field: 'policy', type: 'nominal' },
  },
});

// %%
const deepest = (policy: string) =>
  Math.min(...excursions.filter((trade) => trade.policy === policy).map(({ maeRatio }) => maeRatio));
console.log(
  `deepest excursion with all brakes ${(deepest('all brakes') * 100).toFixed(1)} %, without ${(deepest('none') * 100).toFixed(4)} %`,
);
assert.ok(deepest('all brakes') > -0.25);
assert.ok(deepest('none') < -0.9);

// %% [markdown]
// ## Equity and drawdown
//
// One row a bar close. `drawdownRatio` is equity below its high-water mark. What a session *believed* stands beside what was true: the difference is how long a fault went
// unnoticed.

// %%
equity
  .loc({
    columns: [
      'timeMs',
      'equityQuote',
      'believedEquityQuote',
      'drawdownRatio',
      'grossNotionalQuote',
      'marginBufferRatio',
    ],
  })
  .tail(5);

// %%
const curve = named.flatMap(({ policy, run }) => {
  const { timeMs, equityQuote } = run.record.samples;
  let peak = run.record.startQuote;
  return [...timeMs].map((ms, row) => {
    peak = Math.max(peak, equityQuote[row]!);
    return { policy, ms, equityQuote: equityQuote[row], drawdownRatio: equityQuote[row]! / peak - 1 };
  });
});
const time = { field: 'ms', type: 'temporal', title: null, axis: { format: '%-d %b', tickCount: 'day' } };
({
  description: 'Equity and drawdown under both policies, seven days of May 2022',
  data: { values: curve },
  vconcat: [
    {
      title: 'Equity, USDT',
      width: 720,
      height: 200,
      mark: 'line',
      encoding: {
        x: time,
        y: { field: 'equityQuote', type: 'quantitative', title: null },
        color: { field: 'policy', type: 'nominal' },
      },
    },
    {
      title: 'Below the high-water mark',
      width: 720,
      height: 120,
      mark: 'line',
      encoding: {
        x: time,
        y: { field: 'drawdownRatio', type: 'quantitative', title: null, axis: { format: '%' } },
        color: { field: 'policy', type: 'nominal' },
      },
    },
  ],
});

// %% The tables agree with the metrics
const drawdowns = equity.column('drawdownRatio').values as number[];
assert.equal(Math.min(...drawdowns), braked.faulted.metrics.maxDrawdown!.value);
const paid = trades.column('feesQuote').sum();
assert.ok(Math.abs(paid - braked.faulted.metrics.feesPaid!.value!) < 1e-6);
const earned = trades.column('pnlQuote').sum();
const change = braked.faulted.record.final.equityQuote - braked.faulted.record.startQuote;
assert.ok(Math.abs(earned - change) < 1e-6, 'profit of all trades is the change of equity');
console.log(`profit of all trades ${earned.toFixed(2)}, change of equity ${change.toFixed(2)}`);

// %% [markdown]
// ## What trading cost
//
// Fees, spread, impact and funding, each in quote currency. The spread and the impact are inside the prices of the fills; they are shown because they are paid all the same.

// %%
const costNames = ['feesPaid', 'spreadPaid', 'impactPaid', 'fundingPaid', 'costsPaid'] as const;
costNames.map((name) => ({
  cost: name.replace('Paid', ''),
  allBrakesQuote: braked.faulted.metrics[name]!.value,
  noneQuote: naive.faulted.metrics[name]!.value,
}));

// %% As a share of gross profit
['feesShare', 'spreadShare', 'impactShare', 'fundingShare', 'costsShare'].map((name) => ({
  cost: name.replace('Share', ''),
  allBrakesRatio: braked.faulted.metrics[name]!.value,
  noneRatio: naive.faulted.metrics[name]!.value,
}));

// %%
const partsOf = (run: MeasuredRun) =>
  costNames.slice(0, 4).reduce((sum, name) => sum + run.metrics[name]!.value!, 0);
for (const { run } of named) {
  assert.ok(
    Math.abs(partsOf(run) / run.metrics.costsPaid!.value! - 1) < 1e-9,
    'the parts add up to the whole',
  );
}

// %% [markdown]
// ## Which brake did the work
//
// Every decision is a row: what was asked, what was granted, which rule objected, with its number and its limit. Counted by kind and rule, the audit says what stood between the strategy
// and the market. A rule that never fired is not in this table; the report lists those, too.

// %%
const decisions = await toDataFrame(braked, 'decisions');
const counted = decisions.groupby(['rule', 'kind']).agg({ ordinal: 'count' });
counted.rename({ ordinal_count: 'count' }, { inplace: true });
counted
  .query(counted.column('rule').values.map((rule) => rule !== null))
  .sortValues('count', { ascending: false });

// %% The largest exposure, and the loss for each unit of it
const peakOf = (run: MeasuredRun) => run.metrics.peakNotional!.value!;
const lossOf = (run: MeasuredRun) => run.metrics.lossPerPeakNotional!.value!;
named.map(({ policy, run }) => ({
  policy,
  peakNotionalQuote: peakOf(run),
  changeQuote: run.record.final.equityQuote - run.record.startQuote,
  lossPerPeakNotionalRatio: lossOf(run),
}));

// %% [markdown]
// ## What to take from it
//
// The brakes did two different things, and the last table keeps them apart. They made positions **smaller** (`perOrderCap`, `maxPosition` and their like resize or refuse), which alone
// would make any loss smaller. And they **noticed** what went wrong: `verifyStop` found the stop that had vanished, `dedupeFills` booked the fill that came twice once. Size does not explain that
// part: the loss for each unit of the largest exposure differs as well. A comparison that shows only what the account lost flatters the stricter policy.

// %%
assert.ok(peakOf(braked.faulted) < peakOf(naive.faulted) / 2, 'the brakes made positions smaller');
assert.ok(lossOf(naive.faulted) > 0.1, 'without brakes a tenth and more of the largest exposure was lost');
assert.ok(lossOf(braked.faulted) < lossOf(naive.faulted) / 4, 'and lost less for each unit of it');
const fired = new Set(
  braked.faulted.record.journal.flatMap((entry) =>
    entry.kind === 'decision' ? `${entry.decision.rule} ${entry.decision.kind}` : [],
  ),
);
assert.ok(
  fired.has('verifyStop stopFailed') && fired.has('dedupeFills duplicateIgnored'),
  'both were noticed',
);
console.log(
  `for each unit of its largest exposure none lost ${(lossOf(naive.faulted) * 100).toFixed(1)} %, all brakes ${(lossOf(braked.faulted) * 100).toFixed(1)} %`,
);
