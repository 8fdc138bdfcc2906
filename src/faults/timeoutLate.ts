import { late, noReply } from './commandFate.ts';
import { defineFault } from './fault.ts';

/** The request is long on its way: who asks meanwhile is told that there is no such order, and then there is. */
export const timeoutLate = defineFault({
  name: 'timeoutLate',
  layer: 'command',
  summary:
    'The client hears nothing of an order that it sent, and a query does not find it; then the order appears.',
  params: {
    delayMs: {
      kind: 'duration',
      default: 12_000,
      min: 1,
      doc: 'From the send to the arrival, on top of the latency. To be asked fairly it is above requestTimeout and under visibilityLagMs.',
    },
    silentMs: {
      kind: 'duration',
      default: 15_000,
      min: 0,
      doc: 'From the arrival so long, the stream is silent about the order. 0: only the reply is lost, and a fill is told.',
    },
  },
  actsOn: 'order.sent',
  activeMs: ({ delayMs, silentMs }) => delayMs + silentMs,
  // Five seconds to ask, and to place the stop of a position that was not known.
  excuseMs: () => 5_000,
  command: ({ delayMs, silentMs }) => [
    late(delayMs),
    noReply('any', silentMs === 0 ? 0 : delayMs + silentMs),
  ],
});
