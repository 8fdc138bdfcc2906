/** A week that ships with the package, a strategy of the user's own, and two things that go wrong. */
export const SCENARIO = `# yaml-language-server: $schema=../node_modules/brakecheck/docs/schema/scenario.schema.json
# The week in which FTX fell, hour by hour, with a strategy of yours behind brakes of yours.
# Every word here is explained by \`npx brakecheck explain WORD\`, for example \`npx brakecheck explain silentStop\`.
version: 1
name: ftx-week
why: My momentum strategy must survive the week in which FTX fell, with a stop that fails in silence and a fill told twice.

# Everything random is a function of the seed: the same seed gives the same run, on every machine.
seed: 7

# Daily candles that ship with brakecheck, refined to hours. A folder of your own beside this file works as well.
data:
  source: data/daily
  symbols: [BTC-USDT, ETH-USDT, FTT-USDT]
  from: 2022-11-04
  to: 2022-11-12
  refine: 1h
  lookbackDays: 60

venue: {leverage: 5, startEquity: 10000}

strategy:
  file: ../strategies/momentum.ts
  params: {barCount: 12}

sizing:
  fixedFraction: {riskRatio: 0.01}

policy: policies/my-brakes.yaml

faults:
  # The second stop that the venue accepts is gone half a second later, and nobody is told.
  - {id: F1, fault: silentStop, on: {event: stop.accepted, nth: 2, after: 500ms}}
  # The second fill that reduces a position is reported twice.
  - {id: F2, fault: duplicateFill, on: {event: fill.reducing, nth: 2}, params: {delayMs: 250ms}}

# From here on nothing fails any more: what was broken must be whole again at the end.
heal: {at: {bar: 150}}

# What must hold, judged on the truth of the venue and not on what the bot believes.
invariants:
  - positionCap: {limitRatio: 0.10}
  - protected: {withinMs: 10s}
  - noDuplicateEffect
  - bookedOnce
  - haltStopsEntries
  - haltAllowsExits
  - converges
  - standDown
  - conservation

expect:
  metrics:
    maxDrawdown: {min: -0.05}
`;
