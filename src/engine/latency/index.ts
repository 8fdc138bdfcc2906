import { type ConstantDelay, constant } from './constant.ts';
import { type EmpiricalDelay, empirical } from './empirical.ts';
import { type ExponentialDelay, exponential } from './exponential.ts';
import type { LatencyModelDefinition } from './latencyModel.ts';
import { type LognormalDelay, lognormal } from './lognormal.ts';

/** One line a model. */
export const latencyModels = { constant, exponential, lognormal, empirical } as const;

export type LatencyModelName = keyof typeof latencyModels;

/** A delay of one of the models; without a model's name it is exponential. */
export type Delay = ConstantDelay | ExponentialDelay | LognormalDelay | EmpiricalDelay;

/** The model that a delay is of. */
export function modelOf(delay: Delay): LatencyModelDefinition<Delay> {
  return latencyModels[delay.model ?? 'exponential'] as LatencyModelDefinition<Delay>;
}
