import { defineFault } from './fault.ts';

/** Stream and requests are down for a time. What the venue says meanwhile is lost; what the client asks never arrives. */
export const disconnect = defineFault({
  name: 'disconnect',
  layer: 'event',
  summary:
    'The client sees its connection close and open again; the market and its orders went on without it, and the events between are lost.',
  params: {
    durationMs: { kind: 'duration', default: 60_000, min: 1, doc: 'From the close to the reconnect.' },
  },
  actsOn: null,
  activeMs: (params) => params.durationMs,
  // Ten seconds to reconcile and to place what was found missing.
  excuseMs: () => 10_000,
  begin(_activation, _params, controls) {
    controls.setConnected(false);
    return true;
  },
  end(_activation, _params, controls) {
    controls.setConnected(true);
  },
  losesCommand: () => true,
  losesDelivery: () => true,
});
