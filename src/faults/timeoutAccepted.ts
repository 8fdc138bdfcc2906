import { noReply } from './commandFate.ts';
import { defineFault } from './fault.ts';

/** The order is live or filled, and its acceptance is lost. */
export const timeoutAccepted = defineFault({
  name: 'timeoutAccepted',
  layer: 'command',
  summary:
    'The client hears nothing of an order that it sent; the order is live or filled at the venue. A query tells the truth, and a refusal is not kept back.',
  params: {
    silentMs: {
      kind: 'duration',
      default: 15_000,
      min: 0,
      doc: 'From the send so long, the stream is silent about the order, too: its fills and updates are lost. 0: only the reply is lost, and a fill is told.',
    },
  },
  actsOn: 'order.sent',
  activeMs: ({ silentMs }) => silentMs,
  // Five seconds to ask, and to place the stop of a position that was not known.
  excuseMs: () => 5_000,
  command: ({ silentMs }) => [noReply('acceptance', silentMs)],
});
