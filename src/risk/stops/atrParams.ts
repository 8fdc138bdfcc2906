import type { ParamSpecs } from '../../core/params.ts';

/** The numbers of a stop that follows a price at some average true ranges. */
export function atrParams(from: string): ParamSpecs {
  return {
    multiple: {
      kind: 'number',
      unit: 'multiple',
      default: null,
      above: 0,
      doc: `Distance of the trigger from ${from} in average true ranges.`,
    },
    barCount: {
      kind: 'number',
      unit: 'bars',
      default: null,
      min: 1,
      integer: true,
      doc: 'Bars of the average true range.',
    },
  };
}
