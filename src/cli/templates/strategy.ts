/** A strategy with types, as short as one can be that trades. */
export const STRATEGY = `import { defineStrategy } from 'brakecheck';

/**
 * Long while the close is above the close some bars ago. It sees closed bars only, wishes, and sends nothing: the gateway decides, and the
 * guardian places the stop that the wish plans.
 */
export default defineStrategy({
  name: 'momentum',
  summary: 'Long while the close is above the close some bars ago.',
  params: {
    barCount: { kind: 'number', unit: 'bars', default: 24, min: 1, integer: true, doc: 'Bars to look back.' },
  },
  create: ({ barCount }) => ({
    warmupBars: Math.max(barCount + 2, 15),
    onBars(bars, _account, submit) {
      for (const symbol of bars.symbols) {
        const view = bars.of(symbol);
        if (!view.isNew) continue;
        const isUp = view.close() > view.close(barCount);
        const wasUp = view.close(1) > view.close(barCount + 1);
        if (isUp && !wasUp) {
          const stop = { kind: 'atrTrail', multiple: 2, barCount: 14 } as const;
          submit({ kind: 'enter', symbol, side: 'buy', stop });
        }
        if (!isUp && wasUp) submit({ kind: 'exit', symbol });
      }
    },
  }),
});
`;
