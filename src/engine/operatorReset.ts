/** An operator's reset at a time: every session's answer of this rule or brake, if it waits for one, is over. */
export interface OperatorReset {
  readonly rule: string;
  readonly atMs: number;
}
