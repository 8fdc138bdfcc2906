import type { StopPlan } from '../strategy.ts';

/** The parameters of a stop that trails some average true ranges behind the close, the same in every strategy that has one. */
export const atrStopParams = {
  stopMultiple: {
    kind: 'number',
    unit: 'multiple',
    default: 2,
    above: 0,
    doc: 'Distance of the trailing stop in average true ranges.',
  },
  stopBarCount: {
    kind: 'number',
    unit: 'bars',
    default: 14,
    min: 1,
    integer: true,
    doc: "Bars of the stop's average true range.",
  },
} as const;

/**
 * The plan of those parameters.
 *
 * @example atrStop({ stopMultiple: 2, stopBarCount: 14 }) // { kind: 'atrTrail', multiple: 2, barCount: 14 }
 */
export function atrStop(params: { stopMultiple: number; stopBarCount: number }): StopPlan {
  return { kind: 'atrTrail', multiple: params.stopMultiple, barCount: params.stopBarCount };
}
