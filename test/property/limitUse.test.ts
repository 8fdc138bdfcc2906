import { test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { withDefaults } from '../../src/core/params.ts';
import { Session } from '../../src/engine/session.ts';
import { type RiskRuleName, riskRules } from '../../src/risk/rules/index.ts';
import { smaCross } from '../../src/strategy/library/smaCross.ts';
import { arbitraryMoves, tapeOf } from '../support/arbitraryTape.ts';
import { allBrakes, onEvent, runTape } from '../support/runTape.ts';

/** Every rule that tells its use, and a start that changes the caps of some of them from day to day. */
const names = (Object.keys(riskRules) as RiskRuleName[]).filter((name) => 'use' in riskRules[name]);
const given: Record<string, object> = {
  grossNotionalCap: { limitQuote: 200_000 },
  venueCap: { limitRatio: 1 },
  cashReserve: { limitRatio: 0 },
  sessionLossLimit: { limitQuote: 9_000 },
  drawdownBreaker: { limitRatio: 1 },
  dailyLossHalt: { limitRatio: 1 },
  weeklyDrawdown: { limitRatio: 1 },
  coldStart: { stage: 'scaling' },
};
/** So wide that there are positions, and losses. */
const WIDE = { limitRatio: 20 };
const rules = Object.fromEntries(
  [...names, 'coldStart' as const].map((name) => [
    name,
    withDefaults<Record<string, never>>(riskRules[name].params as never, (given[name] ?? WIDE) as never),
  ]),
);

/** A session whose limits are measured anew after each event, and the rows that were other than what it had kept. */
class Checked extends Session {
  static differing = 0;
  static heldCount = 0;

  override step(event: Parameters<Session['step']>[0]) {
    const outbox = super.step(event);
    const kept = this.limitUse!.measure().slice(0, names.length);
    const anew = new Float64Array(names.length);
    this.gateway.measureUse(this.belief, anew, { isBeliefChanged: true, isGateChanged: true });
    if (!this.belief.isFlat) Checked.heldCount++;
    if (!Object.is(kept.join(), anew.join())) Checked.differing++;
    return outbox;
  }
}

test.prop([arbitraryMoves(60)], { numRuns: 12 })(
  'what is kept of the use of a limit is what measuring it anew gives, after every event',
  (moves) => {
    const params = withDefaults(smaCross.params, { fast: 2, slow: 4, allowShort: true, stopBarCount: 3 });
    runTape({
      tape: tapeOf(moves),
      strategy: smaCross.create(params, ['BTC-USDT']),
      policy: { ...allBrakes(), rules },
      sizing: { name: 'fixedFraction', params: { riskRatio: 0.02, capRatio: 1 } },
      faults: [onEvent('F1', 'silentStop', 'stop.accepted', 2, 300)],
      makeSession: (options) => new Checked(options),
    });
    expect(Checked.differing).toBe(0);
    expect(Checked.heldCount).toBeGreaterThan(0);
  },
);
