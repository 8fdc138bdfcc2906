import { defineFault } from './fault.ts';

/** The venue accepts a stop with code 0 and drops it a moment later without an event. */
export const silentStop = defineFault({
  name: 'silentStop',
  layer: 'venue',
  summary: 'The client sees its stop accepted; a moment later the venue drops it, and says nothing.',
  params: {},
  actsOn: 'stop.accepted',
  activeMs: () => 0,
  excuseMs: () => 0,
  begin(activation, _params, controls) {
    const { target } = activation;
    if (target?.kind !== 'orderAccepted') return false;
    return controls.failOrder(target.order.venueOrderId, 'orderFailed');
  },
});
