import { defineFault } from './fault.ts';

/** The order is at the venue, and the process dies before it has heard of it: what it knows on its return is that it may have sent it. */
export const crashBetweenSendAndPersist = defineFault({
  name: 'crashBetweenSendAndPersist',
  layer: 'process',
  summary:
    'The venue has accepted an order and the process dies before the answer reaches it; it is started again with the records that it had on disk.',
  params: {
    downMs: { kind: 'duration', default: 30_000, min: 1, doc: 'From the death to the restart.' },
  },
  actsOn: 'order.accepted',
  activeMs: ({ downMs }) => downMs,
  // While nobody lives nobody can place a stop; then ten seconds to ask what became of the order.
  excuseMs: () => 10_000,
  begin(_activation, { downMs }, controls) {
    return controls.killProcess({ afterMs: downMs, withRecords: true });
  },
});
