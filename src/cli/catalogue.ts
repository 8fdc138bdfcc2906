import type { ParamSpecs } from '../core/params.ts';
import { parseYamlText } from '../core/yamlText.ts';
import { faults } from '../faults/index.ts';
import type { TriggerName } from '../faults/trigger.ts';
import { joinPath, readTextFile } from '../market/files.ts';
import { metrics } from '../metrics/index.ts';
import { guardianBrakes } from '../risk/guardian/brakes.ts';
import { riskRules } from '../risk/rules/index.ts';
import { sizers } from '../risk/sizing/index.ts';
import { stopKinds } from '../risk/stops/stopPrices.ts';
import { targetKinds } from '../risk/targets/targetPrices.ts';
import { strategies } from '../strategy/index.ts';
import { invariants } from '../stress/invariants/index.ts';
import { profiles } from '../venue/profiles/index.ts';
import type { ListedEntry } from './commands/list.ts';
import { PACKAGE_FOLDER } from './packageFolder.ts';
import { policyFolders, shownPath, yamlNames } from './policyArgument.ts';
import { SCENARIO_FOLDER } from './scenarioArguments.ts';

interface Described {
  readonly summary: string;
  readonly params: ParamSpecs;
}

/** The events at the venue, and the orders on their way to it, that `on: {event: …}` can wait for. */
const TRIGGERS: Readonly<Record<TriggerName, string>> = {
  'order.accepted': 'The venue accepted an order of any kind.',
  'entry.accepted': 'The venue accepted an order that may increase a position.',
  'stop.accepted': 'The venue accepted a stop order.',
  'order.rejected': 'The venue refused an order.',
  'stop.triggered': 'Price reached a stop.',
  'order.cancelled': 'The venue cancelled an order.',
  fill: 'An order was filled, wholly or in part.',
  'fill.increasing': 'A fill made a position larger.',
  'fill.reducing': 'A fill made a position smaller.',
  'order.sent': 'A client sends an order of any kind; each try is one.',
  'entry.sent': 'A client sends an order that may increase a position.',
  'stop.sent': 'A client sends a stop order.',
  'exit.sent': 'A client sends a reducing order that is no stop.',
};

/** Everything that a scenario or a policy may name, by kind, read from the registries and from the folders here. */
export const catalogue: Readonly<Record<string, () => ListedEntry[]>> = {
  rules: () =>
    Object.entries(riskRules).map(([name, rule]) => {
      const { answer } = rule;
      const ends = {
        clear: 'it is well within its limit',
        reset: 'an operator resets it',
        utcDay: 'the next UTC day',
        reconciled: 'the account is reconciled',
        never: 'nothing: the process exits',
      };
      const text =
        answer === null ? 'the order is refused, or resized' : `${answer.state}, until ${ends[answer.end]}`;
      return { name, summary: rule.summary, facts: { 'at the limit': text }, params: rule.params };
    }),
  brakes: () =>
    Object.entries(guardianBrakes).map(([name, brake]) => ({
      name,
      summary: brake.summary,
      facts: { 'when off': brake.whenOff },
      params: brake.params,
    })),
  faults: () =>
    Object.entries(faults).map(([name, fault]) => {
      const { summary, layer, actsOn, params } = fault;
      const ofTape = 'tapeTrigger' in fault ? `the tape, before the run: ${fault.tapeTrigger}` : null;
      return {
        name,
        summary,
        facts: { layer, 'acts on': ofTape ?? actsOn ?? 'a time: at, during or on' },
        params,
      };
    }),
  triggers: () => Object.entries(TRIGGERS).map(([name, summary]) => ({ name, summary })),
  invariants: () =>
    Object.entries(invariants).map(([name, { summary, vacuousReason, params }]) => ({
      name,
      summary,
      facts: { 'says nothing when': vacuousReason },
      params,
    })),
  strategies: () => fromRegistry(strategies),
  sizers: () => fromRegistry(sizers),
  stops: () => fromRegistry(stopKinds),
  targets: () => fromRegistry(targetKinds),
  metrics: () =>
    Object.entries(metrics).map(([name, { title, unit, better, definition }]) => ({
      name,
      summary: `${title}.`,
      facts: { unit, better, definition },
    })),
  profiles: () =>
    Object.entries(profiles).map(([name, { source }]) => ({ name, summary: `Venue profile, ${source}.` })),
  policies: () => fromFolders(policyFolders(SCENARIO_FOLDER)),
  scenarios: () => fromFolders([SCENARIO_FOLDER, joinPath(PACKAGE_FOLDER, SCENARIO_FOLDER)]),
};

function fromRegistry(registry: Readonly<Record<string, Described>>): ListedEntry[] {
  return Object.entries(registry).map(([name, { summary, params }]) => ({ name, summary, params }));
}

/** Files by their own name and their `why`; of two with one name the nearer. */
function fromFolders(folders: readonly string[]): ListedEntry[] {
  const entries = new Map<string, ListedEntry>();
  for (const folder of folders) {
    for (const fileName of yamlNames(folder)) {
      const path = joinPath(folder, fileName);
      const text = readTextFile(path);
      const yaml = text.ok ? parseYamlText(text.value, path) : text;
      const name = fileName.replace(/\.ya?ml$/, '');
      const why = yaml.ok ? yaml.value.at(['why']) : null;
      const summary = typeof why === 'string' ? why : 'cannot be read; `brakecheck validate` says why';
      if (!entries.has(name)) entries.set(name, { name, summary, facts: { file: shownPath(path) } });
    }
  }
  return [...entries.values()];
}
