import { bindingLimits, type SizeLimit, TYPICAL_ENTRY, type TypicalEntry } from '../risk/bindingLimits.ts';
import type { Policy } from '../risk/policy.ts';

/** Which rule a first entry runs into, and what the others would allow it, as lines for a person. */
export function describeBinding(policy: Policy, entry: TypicalEntry = TYPICAL_ENTRY): string[] {
  const limits = bindingLimits(policy, entry);
  const tightest = limits[0];
  if (tightest === undefined) return ['no rule bounds the size of an entry'];
  const allowed = ({ notionalRatio }: SizeLimit): string => percent(notionalRatio);
  const binding = limits.filter((limit) => allowed(limit) === allowed(tightest));
  const others = limits.filter((limit) => !binding.includes(limit));
  const names = binding.map(({ rule }) => rule).join(' and ');
  const { equityQuote, leverage, stopDistanceRatio } = entry;
  return [
    `${names}, at ${allowed(tightest)} of equity`,
    ...others.map((limit) => {
      const { bindsFromStopRatio } = limit;
      const from =
        bindsFromStopRatio === null
          ? ''
          : `, and binds where the stop is ${percent(bindsFromStopRatio)} away or more`;
      return `${limit.rule} would allow ${allowed(limit)}${from}`;
    }),
    `said of a first entry with its stop ${percent(stopDistanceRatio)} away, ${equityQuote} of equity, leverage ${leverage}`,
  ];
}

/** Two significant digits: `1.4 %`. */
function percent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}
