import { MARGIN_WATCH } from './guardian/marginWatch.ts';
import { PREFLIGHT } from './guardian/preflight.ts';
import { riskRules } from './rules/index.ts';

/** The rules and brakes whose answer an operator ends: what a reset may name. */
export const RESETTABLE: readonly string[] = [
  ...Object.values(riskRules)
    .filter(({ answer }) => answer?.end === 'reset')
    .map(({ name }) => name),
  MARGIN_WATCH,
  PREFLIGHT,
];
