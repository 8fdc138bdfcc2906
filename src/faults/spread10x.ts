import { defineFault } from './fault.ts';
import { symbolOfTrigger } from './trigger.ts';

/** The book thins out for a while, as it does when market makers withdraw: a wider spread, less depth, and prices that do not move by it. */
export const spread10x = defineFault({
  name: 'spread10x',
  layer: 'book',
  summary:
    'The client sees bid and ask far apart; the book has lost its depth, and whoever trades now pays for it, though last and mark stand still.',
  params: {
    spreadFactor: {
      kind: 'number',
      unit: 'multiple',
      default: 10,
      min: 1,
      doc: 'The bid-ask spread is this many times as wide, up to half the mid price on each side.',
    },
    depthDivisor: {
      kind: 'number',
      unit: 'multiple',
      default: 10,
      min: 1,
      doc: 'The volume is divided by this in the impact law and in the participation cap.',
    },
    durationMs: { kind: 'duration', default: 3_600_000, min: 1, doc: 'How long the book stays thin.' },
  },
  actsOn: null,
  takesSymbol: true,
  activeMs: (params) => params.durationMs,
  // A thin book fills a stop badly and takes none away.
  excuseMs: () => null,
  begin(activation, params, controls) {
    const { faultId, ordinal, target, fromMs, untilMs } = activation;
    const symbol = target === null ? activation.symbol : symbolOfTrigger(target);
    const stress = { spreadFactor: params.spreadFactor, depthDivisor: params.depthDivisor };
    return controls.stressBook(keyOf(faultId, ordinal), { symbol, fromMs, untilMs }, stress);
  },
  end({ faultId, ordinal }, _params, controls) {
    controls.calmBook(keyOf(faultId, ordinal));
  },
});

function keyOf(faultId: string, ordinal: number): string {
  return `${faultId}:${ordinal}`;
}
