import { defineInvariant, type Violation } from './invariant.ts';

/** Two processes that trade one account each know half of it. */
export const singleWriter = defineInvariant({
  name: 'singleWriter',
  summary: 'One session alone sends orders to the account.',
  params: {},
  vacuousReason: 'no order was ever sent',
  judge(run) {
    const violations: Violation[] = [];
    let writer: string | null = null;
    let antecedentCount = 0;
    for (const entry of run.journal) {
      if (entry.kind !== 'request' || entry.accountId !== run.accountId) continue;
      const { order, key } = entry.request;
      if (order === null) continue;
      antecedentCount++;
      writer ??= entry.sessionId;
      if (entry.sessionId === writer) continue;
      violations.push({
        atMs: entry.atMs,
        symbol: order.symbol,
        message: `Session ${entry.sessionId} sent ${key}: ${order.side} ${order.qty}, on an account for which ${writer} sends.`,
      });
    }
    return { antecedentCount, violations, excused: [] };
  },
});
