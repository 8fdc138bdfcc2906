import { exceeds, reaches } from '../limit.ts';
import type { Desk } from './desk.ts';
import { marginBufferRatio, marginUseRatio } from './marginBuffer.ts';
import { MARGIN_WATCH } from './marginWatch.ts';

/** How much of each limit is used, for a host that records it. */
export interface LimitUse {
  /** The rules and brakes whose use can be told, in the order of the columns. */
  readonly names: readonly string[];
  /** The use of each: 1 is the limit; NaN where nothing can be said. One array for all answers. */
  measure(): Readonly<Float64Array>;
}

type Level = 0 | 1 | 2 | 3;
const WORDS = ['green', 'yellow', 'orange', 'red'] as const;

/** A level is left only this far under where it begins, so that a use that hovers there is not told at every mark. */
const FALL_RATIO = 0.9;

/** The brake `alerts`: says when the use of a limit crosses a level, and nothing while it stays in one. */
export class LimitLevels implements LimitUse {
  readonly names: readonly string[];
  readonly #desk: Desk;
  readonly #row: Float64Array;
  readonly #levels: Level[];
  /** How often belief and gate had changed when they were last measured. */
  #beliefCount = -1;
  #gateCount = -1;
  /** Something that was measured has not been looked at. */
  #isUnseen = true;

  constructor(desk: Desk) {
    this.#desk = desk;
    const ruleNames = desk.gateway.limitNames;
    this.names = desk.brakes.marginWatch === undefined ? ruleNames : [...ruleNames, MARGIN_WATCH];
    this.#row = new Float64Array(this.names.length);
    this.#levels = this.names.map(() => 0);
  }

  measure(): Float64Array {
    const { gateway, belief, brakes } = this.#desk;
    const isBeliefChanged = belief.changeCount !== this.#beliefCount;
    const isGateChanged = gateway.changeCount !== this.#gateCount;
    this.#beliefCount = belief.changeCount;
    this.#gateCount = gateway.changeCount;
    const row = this.#row;
    if (gateway.measureUse(belief, row, { isBeliefChanged, isGateChanged })) this.#isUnseen = true;
    if (!isBeliefChanged || brakes.marginWatch === undefined) return row;
    const bufferRatio = marginBufferRatio(belief);
    row[row.length - 1] =
      bufferRatio === null ? 0 : marginUseRatio(bufferRatio, brakes.marginWatch.reduceBelowRatio);
    return row;
  }

  /** Something may have changed: every limit whose level did is told. */
  look(): void {
    this.measure();
    if (!this.#isUnseen) return;
    this.#isUnseen = false;
    for (let index = 0; index < this.names.length; index++) {
      const before = this.#levels[index]!;
      const after = this.#levelOf(this.names[index]!, this.#row[index]!, before);
      if (after === before) continue;
      this.#levels[index] = after;
      this.#tell(this.names[index]!, this.#row[index]!, before, after);
    }
  }

  #levelOf(name: string, useRatio: number, before: Level): Level {
    // A breaker that has tripped is red until its answer ends; a cap is when a move of the market has taken it beyond its limit.
    if (this.#desk.gateway.tripOf(name) !== null) return 3;
    if (Number.isNaN(useRatio)) return before;
    if (exceeds(useRatio, before === 3 ? FALL_RATIO : 1)) return 3;
    const { yellowRatio, orangeRatio } = this.#desk.brakes.alerts!;
    if (reaches(useRatio, before >= 2 ? FALL_RATIO * orangeRatio : orangeRatio)) return 2;
    return reaches(useRatio, before >= 1 ? FALL_RATIO * yellowRatio : yellowRatio) ? 1 : 0;
  }

  #tell(rule: string, useRatio: number, before: Level, after: Level): void {
    const { yellowRatio, orangeRatio } = this.#desk.brakes.alerts!;
    const isTripped = this.#desk.gateway.tripOf(rule) !== null;
    this.#desk.decide({
      kind: 'level',
      rule,
      actual: Number.isFinite(useRatio) ? useRatio : null,
      limit: [yellowRatio, yellowRatio, orangeRatio, 1][after]!,
      unit: 'ratio',
      reason: `${WORDS[before]} to ${WORDS[after]}${isTripped ? ': it has tripped' : ''}.`,
    });
  }
}
