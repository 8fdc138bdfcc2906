/** The primitives of the command layer: what can befall one request on its way. They go together, but for `lose`. */
export type CommandFate =
  /** It never arrives. */
  | { readonly kind: 'lose' }
  /** It arrives, so much later than the latency has it. */
  | { readonly kind: 'late'; readonly delayMs: number }
  /** It arrives, and its answer does not. */
  | {
      readonly kind: 'noReply';
      /** `acceptance`: a refusal is told, and then nothing was taken. `any`: nothing is told. */
      readonly of: 'acceptance' | 'any';
      /** From the send so long, what the stream would say of the order is lost as well; 0: the stream says everything. */
      readonly silentMs: number;
    };

export const lose = (): CommandFate => ({ kind: 'lose' });

export const late = (delayMs: number): CommandFate => ({ kind: 'late', delayMs });

export const noReply = (of: 'acceptance' | 'any', silentMs: number): CommandFate => ({
  kind: 'noReply',
  of,
  silentMs,
});
