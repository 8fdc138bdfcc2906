import { type SectionName, scenarioText } from '../stress/scenarioText.ts';

/** Four days of one symbol, bought and held: it passes, and takes no time. */
export function smallScenario(replaced: Partial<Record<SectionName, string | null>> = {}): string {
  return scenarioText({
    name: 'name: small',
    data: 'data: {source: data/daily, symbols: [BTC-USDT], from: 2022-05-01, to: 2022-05-05, refine: 1h}',
    strategy: 'strategy: {name: buyAndHold}',
    policy: 'policy: policies/all-brakes.yaml',
    faults: 'faults: [{id: F1, fault: duplicateFill, on: {event: fill, nth: 1}}]',
    heal: null,
    invariants: 'invariants: [bookedOnce, conservation, {protected: {withinMs: 10s}}]',
    ...replaced,
  });
}
