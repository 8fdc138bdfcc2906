import { defineFault } from './fault.ts';

/** The venue's stream says one fill more than once, with the same trade id. */
export const duplicateFill = defineFault({
  name: 'duplicateFill',
  layer: 'event',
  summary: 'The client is told of one fill more than once, under one trade id; it happened once.',
  params: {
    delayMs: { kind: 'duration', default: 250, min: 0, doc: 'From the fill to each further copy.' },
    copyCount: {
      kind: 'number',
      unit: 'count',
      default: 1,
      min: 1,
      max: 10,
      integer: true,
      doc: 'Further copies.',
    },
  },
  actsOn: 'fill',
  activeMs: () => 0,
  excuseMs: () => 0,
  begin(activation, params, controls) {
    const { target } = activation;
    if (target?.kind !== 'fill') return false;
    for (let copy = 1; copy <= params.copyCount; copy++) {
      const key = `${activation.faultId}:${activation.ordinal}:${copy}`;
      controls.redeliverFill(target.accountId, target.fill, params.delayMs * copy, key);
    }
    return true;
  },
});
