import { defineFault } from './fault.ts';

/** Two processes of one bot on one account: a scheduled run and a manual one. */
export const doubleOpen = defineFault({
  name: 'doubleOpen',
  layer: 'process',
  summary:
    'As soon as an entry is accepted, a second process of the same bot is started on the account and acts on the same signal, once; it knows the wallet and believes itself flat.',
  params: {},
  actsOn: 'entry.accepted',
  activeMs: () => 0,
  excuseMs: () => null,
  begin(activation, _params, controls) {
    const { target } = activation;
    if (target?.kind !== 'orderAccepted') return false;
    return controls.startSecondWriter(target.accountId, target.requestKey);
  },
});
