import type { ParamSpec, ParamSpecs } from '../core/params.ts';
import { formatDuration } from '../core/time.ts';
import { type FaultName, faults } from '../faults/index.ts';
import { isKindOf } from '../faults/trigger.ts';
import { metrics } from '../metrics/index.ts';

/** What one writes to have a thing, and where. */
export interface Snippet {
  readonly where: 'policy file' | 'scenario file' | "strategy's code";
  readonly text: string;
}

type Params = ParamSpecs | undefined;

/** What one writes for an entry of each kind of the catalogue, with every parameter at its default. Kinds without an entry here are files. */
export const snippetOf: Readonly<Record<string, (name: string, params: Params) => Snippet>> = {
  rules: (name, params) => policy(`rules:\n  ${name}: ${mapping(params)}`),
  brakes: (name, params) => policy(`guardian:\n  ${name}: ${mapping(params)}`),
  faults: (name, params) =>
    scenario(`faults:\n  - {id: F1, fault: ${name}, ${trigger(name)}${given(params)}}`),
  triggers: (name) =>
    scenario(`faults:\n  - {id: F1, fault: ${faultFor(name)}, on: {event: ${name}, nth: 1}}`),
  invariants: (name, params) =>
    scenario(`invariants:\n  - ${isEmpty(params) ? name : `${name}: ${mapping(params)}`}`),
  strategies: (name, params) => scenario(`strategy: {name: ${name}${given(params)}}`),
  // What only splits an entry cannot stand alone.
  sizers: (name, params) =>
    scenario(`sizing: {${name === 'tranches' ? 'fixedFraction: {}, ' : ''}${name}: ${mapping(params)}}`),
  stops: (name, params) => ({
    where: "strategy's code",
    text: `submit({ kind: 'enter', symbol, side: 'buy', stop: { kind: '${name}', ${plain(params)} } });`,
  }),
  targets: (name, params) => ({
    where: "strategy's code",
    text: `submit({ kind: 'enter', symbol, side: 'buy', stop: { kind: 'fixedRatio', distanceRatio: 0.05 }, takeProfit: { kind: '${name}', ${plain(params)} } });`,
  }),
  metrics: (name) => scenario(`expect:\n  metrics:\n    ${name}: {${bound(name)}: 0}`),
  profiles: (name) => scenario(`venue: {profile: ${name}}`),
};

function policy(text: string): Snippet {
  return { where: 'policy file', text };
}

function scenario(text: string): Snippet {
  return { where: 'scenario file', text };
}

function isEmpty(params: Params): boolean {
  return Object.keys(params ?? {}).length === 0;
}

/** `limitRatio: 0.1, onBreach: refuse`. */
function plain(params: Params): string {
  return Object.entries(params ?? {})
    .filter(([, spec]) => spec.kind !== 'symbols')
    .map(([name, spec]) => `${name}: ${valueText(spec)}`)
    .join(', ');
}

function mapping(params: Params): string {
  return `{${plain(params)}}`;
}

/** `, params: {…}`; nothing where there are none. */
function given(params: Params): string {
  return plain(params) === '' ? '' : `, params: ${mapping(params)}`;
}

/** The default; of a number that must be given, one that its bounds allow. */
function valueText(spec: ParamSpec): string {
  if (spec.default !== null)
    return spec.kind === 'duration' ? formatDuration(spec.default) : String(spec.default);
  if (spec.kind === 'duration') return formatDuration(Math.max(spec.min ?? 0, 1_000));
  if (spec.kind !== 'number') return '';
  if (spec.integer === true) return String(Math.max(spec.min ?? 1, 14));
  const wanted = spec.unit === 'ratio' ? 0.05 : 2;
  return String(Math.min(Math.max(spec.min ?? wanted, wanted), spec.max ?? wanted));
}

/** When a fault can fire: at what it acts on, else at the bar or in the window that it needs. */
function trigger(name: string): string {
  const { actsOn, tapeTrigger } = { tapeTrigger: undefined, ...faults[name as FaultName] } as {
    actsOn: string | null;
    tapeTrigger?: 'at' | 'during';
  };
  if (actsOn !== null) return `on: {event: ${actsOn}, nth: 1}`;
  return tapeTrigger === 'during' ? 'during: {from: {bar: 24}, to: {bar: 48}}' : 'at: {bar: 24}';
}

/** The first fault that a trigger can set off. */
function faultFor(event: string): string {
  const isSetOff = ([, fault]: [string, { actsOn: string | null; tapeTrigger?: string }]): boolean =>
    fault.tapeTrigger === undefined && (fault.actsOn === null || isKindOf(event, fault.actsOn));
  const all = Object.entries(faults) as [string, { actsOn: string | null; tapeTrigger?: string }][];
  // One that acts on this very thing tells more than one that merely happens then.
  const aimed = all.filter(([, { actsOn }]) => actsOn !== null).find(isSetOff);
  return (aimed ?? all.find(isSetOff)!)[0];
}

/** The bound that a worse account would cross. */
function bound(name: string): 'min' | 'max' {
  return metrics[name as keyof typeof metrics].better === 'higher' ? 'min' : 'max';
}
