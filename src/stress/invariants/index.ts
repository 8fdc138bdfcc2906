import { bookedOnce } from './bookedOnce.ts';
import { conservation } from './conservation.ts';
import { converges } from './converges.ts';
import { haltAllowsExits } from './haltAllowsExits.ts';
import { haltStopsEntries } from './haltStopsEntries.ts';
import { noAvoidableLiquidation } from './noAvoidableLiquidation.ts';
import { noDuplicateEffect } from './noDuplicateEffect.ts';
import { positionCap } from './positionCap.ts';
import { protectedInvariant } from './protected.ts';
import { singleWriter } from './singleWriter.ts';
import { standDown } from './standDown.ts';

/** Every invariant that a scenario may demand: safety first, then liveness, then the simulator's own. */
export const invariants = {
  positionCap,
  protected: protectedInvariant,
  noDuplicateEffect,
  singleWriter,
  bookedOnce,
  haltStopsEntries,
  haltAllowsExits,
  noAvoidableLiquidation,
  standDown,
  converges,
  conservation,
} as const;

export type InvariantName = keyof typeof invariants;
