import { lose } from './commandFate.ts';
import { defineFault } from './fault.ts';

/** The request never arrives: at the timeout nothing tells this from `timeoutAccepted`. */
export const timeoutLost = defineFault({
  name: 'timeoutLost',
  layer: 'command',
  summary: 'The client hears nothing of an order that it sent; the order never arrived.',
  params: {},
  actsOn: 'order.sent',
  activeMs: () => 0,
  // The usual wait of ten seconds for an answer, and five to ask and to send again.
  excuseMs: () => 15_000,
  command: () => [lose()],
});
