/** What the cases of an oracle file ask of the gateway, asked of the real one. */
import { withDefaults } from '../../src/core/params.ts';
import { Belief } from '../../src/risk/belief.ts';
import { Gateway } from '../../src/risk/gateway.ts';
import { guardianBrakes } from '../../src/risk/guardian/brakes.ts';
import { Desk } from '../../src/risk/guardian/desk.ts';
import { LimitLevels } from '../../src/risk/guardian/limitLevels.ts';
import type { Policy } from '../../src/risk/policy.ts';
import { makeInstrument, makeView } from './riskView.ts';

const SYMBOL = 'BTC-USDT';

/** The order that a wish without a quantity becomes when 'fixedFraction' sizes it. */
export function sizedAtGate(params: Record<string, number>) {
  const { equity, entry, stop, riskFraction, lotStep, maxNotionalFraction } = params as Record<
    string,
    number
  > & {
    maxNotionalFraction: number | null;
  };
  const side = stop! < entry! ? 'buy' : 'sell';
  const policy: Policy = { name: 'oracle', why: 'A case of a file.', rules: {}, guardian: {} };
  const gateway = new Gateway(policy, {
    name: 'fixedFraction',
    params: { riskRatio: riskFraction!, capRatio: maxNotionalFraction ?? 1_000 },
  });
  const instrument = makeInstrument({ symbol: SYMBOL, lot: lotStep!, minQty: lotStep! });
  const verdict = gateway.decideEntry(
    { kind: 'enter', symbol: SYMBOL, side },
    { symbol: SYMBOL, side, price: entry!, stopPrice: stop! },
    makeView({ equityQuote: equity!, instruments: [instrument] }),
    null,
  );
  if (verdict.outcome === 'refused') return null;
  const { qty } = verdict.order;
  const riskAtStop = qty * Math.abs(entry! - stop!);
  return {
    qty,
    notional: qty * entry!,
    riskAtStop,
    riskPct: riskAtStop / equity!,
    side: side === 'buy' ? 'long' : 'short',
  };
}

/** A path of profits under 'drawdownBreaker' and 'alerts': state and level after each, as a session would have and tell them. */
export function breakerPath(params: Record<string, number>) {
  const { initial, limit, pnl } = params as unknown as {
    initial: number;
    limit: number;
    pnl: readonly number[];
  };
  const brakes = { alerts: withDefaults(guardianBrakes.alerts.params) };
  const policy: Policy = {
    name: 'oracle',
    why: 'A case of a file.',
    rules: { drawdownBreaker: { limitRatio: limit } },
    guardian: brakes,
  };
  const belief = new Belief([makeInstrument({ symbol: SYMBOL })], initial);
  const gateway = new Gateway(policy, { name: 'fixedFraction', params: { riskRatio: 0.01, capRatio: 1 } });
  const desk = new Desk({ writer: 'w1', bootEpoch: 0, belief, gateway, brakes, takeRecord: () => null });
  const levels = new LimitLevels(desk);
  const see = (equityQuote: number, atMs: number) => {
    belief.correct([], equityQuote);
    belief.atMs = atMs;
    gateway.fold({ kind: 'equity', atMs, equityQuote });
    gateway.watch(belief);
    levels.look();
  };
  see(initial, 0);
  let equity = initial;
  let peak = initial;
  let alert: string | null = null;
  return pnl.map((profit, row) => {
    equity += profit;
    peak = Math.max(peak, equity);
    see(equity, row + 1);
    for (const item of desk.outbox.splice(0)) {
      if (item.kind !== 'decision' || item.decision.kind !== 'level') continue;
      alert = /to (\w+)/.exec(item.decision.reason)![1]!;
      if (alert === 'green') alert = null;
    }
    const state = gateway.tradingState === 'active' ? 'RUN' : 'HALT';
    return { step: row + 1, equity, peak, dd: equity / peak - 1, state, alert };
  });
}
