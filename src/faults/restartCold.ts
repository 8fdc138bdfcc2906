import { defineFault } from './fault.ts';

/** The process dies, and what is started in its place knows nothing: another machine, an empty disk. */
export const restartCold = defineFault({
  name: 'restartCold',
  layer: 'process',
  summary:
    'The process dies and is started again without its records; orders and positions at the venue are as they were, and it has never heard of them.',
  params: {
    downMs: { kind: 'duration', default: 30_000, min: 1, doc: 'From the death to the restart.' },
  },
  actsOn: null,
  activeMs: ({ downMs }) => downMs,
  // While nobody lives nobody can place a stop; then ten seconds to look at the account.
  excuseMs: () => 10_000,
  begin(_activation, { downMs }, controls) {
    return controls.killProcess({ afterMs: downMs, withRecords: false });
  },
});
