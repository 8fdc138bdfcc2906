/** A policy of the user's own, every number with a reason to change it. */
export const POLICY = `# yaml-language-server: $schema=../../node_modules/brakecheck/docs/schema/policy.schema.json
# The brakes of your bot: the same file for a simulation and for a live gateway (\`brakecheck/risk\`).
# A rule that is left out is off; there is no other way to switch one off. \`npx brakecheck list rules\` shows all of them.
version: 1
name: my-brakes
why: What my account can bear, and how my client finds out that a message was lost.

# Before every order that adds risk, and over the account.
rules:
  # No entry without a protective stop.
  requireStop: {}
  # One order is at most 10 % of equity. Try 0.08 and run \`npx brakecheck check\`: it shows the first order that changes.
  perOrderCap: {limitRatio: 0.10}
  # So is the position of one symbol, with every order that is on its way filled.
  maxPosition: {limitRatio: 0.10}
  # From the entry to its stop at most 2 % of equity is at risk.
  riskPerTrade: {limitRatio: 0.02}
  # All positions together.
  totalExposureCap: {limitRatio: 0.30}
  # A runaway: more than 5 entries of a symbol within 10 s halt until somebody looks.
  orderRate: {perSymbolCount: 5, accountCount: 15, windowMs: 10s}
  # 1.5 % lost since midnight UTC: no entries until the next day. 10 % under the peak: none until somebody resets.
  dailyLossHalt: {limitRatio: 0.015}
  drawdownBreaker: {limitRatio: 0.10}

# On the way to the venue and back. Leave one out to see what it was good for.
guardian:
  clientOrderId: {}
  requestTimeout: {timeoutMs: 10s}
  confirmBeforeResend: {visibilityLagMs: 2s}
  retryCap: {tries: 3}
  backoff: {firstMs: 1s, longestMs: 30s}
  reconcileOnReconnect: {}
  # Two seconds after a stop was accepted: is it live? Without this the silent stop of the scenario goes unseen.
  verifyStop: {waitMs: 2s, tries: 3}
  stopHealth: {}
  localStop: {lossRatio: 0.05}
  emergencyClose: {}
  dedupeFills: {}
`;
