import type { ParamSpec } from '../core/params.ts';
import { describeParam } from '../core/readParams.ts';
import { failed, ok, type Result, unknownWord } from '../core/result.ts';
import { formatDuration } from '../core/time.ts';
import { catalogue } from './catalogue.ts';
import { RELATED } from './related.ts';
import { type Snippet, snippetOf } from './snippets.ts';

/** One parameter, ready to be read. */
export interface ExplainedParam {
  readonly name: string;
  readonly unit: string | null;
  /** Null when it must be given. */
  readonly default: string | null;
  /** `a number above 0 and at most 1`. */
  readonly bounds: string;
  readonly doc: string;
}

/** Everything that the registries say of one name. */
export interface Explanation {
  /** `rule`, `brake`, `fault`, ... */
  readonly kind: string;
  readonly name: string;
  readonly summary: string;
  readonly facts: Readonly<Record<string, string>>;
  readonly params: readonly ExplainedParam[];
  readonly snippet: Snippet;
  /** Names that have to do with it: what it acts on, what answers it, what would show it. */
  readonly related: readonly string[];
  /** Where it is defined, in the repository. */
  readonly source: string;
}

interface Kind {
  readonly singular: string;
  readonly source: (name: string) => string;
}

/** The kinds of the catalogue that can be explained; policies and scenarios are files, which `validate` explains. */
export const explainedKinds: Readonly<Record<string, Kind>> = {
  rules: { singular: 'rule', source: (name) => `src/risk/rules/${name}.ts` },
  brakes: { singular: 'brake', source: () => 'src/risk/guardian/brakes.ts' },
  faults: { singular: 'fault', source: (name) => `src/faults/${name}.ts` },
  triggers: {
    singular: 'trigger',
    source: (name) => `src/faults/${name.endsWith('.sent') ? 'requestTrigger' : 'truthTrigger'}.ts`,
  },
  invariants: { singular: 'invariant', source: (name) => `src/stress/invariants/${name}.ts` },
  strategies: { singular: 'strategy', source: () => 'src/strategy/index.ts' },
  sizers: { singular: 'sizer', source: (name) => `src/risk/sizing/${name}.ts` },
  stops: { singular: 'stop', source: (name) => `src/risk/stops/${name}.ts` },
  targets: { singular: 'target', source: (name) => `src/risk/targets/${name}.ts` },
  metrics: { singular: 'metric', source: () => 'src/metrics/index.ts' },
  profiles: { singular: 'profile', source: (name) => `src/venue/profiles/${name}.ts` },
};

/**
 * What a name means, one explanation for each kind that has it: a brake and a metric may share one.
 *
 * @returns the explanations in the order of the kinds, or the nearest name that there is.
 */
export function explain(name: string): Result<Explanation[]> {
  const found = explainableNames().filter((entry) => entry.name === name);
  if (found.length > 0) return ok(found.map(({ kind }) => explainIn(kind, name)));
  const message = Object.hasOwn(catalogue, name)
    ? `${name} are many; \`brakecheck list ${name}\` shows each, and one of them can be explained`
    : unknownWord('name', name, [...new Set(explainableNames().map((entry) => entry.name))]);
  return failed([{ file: null, line: null, key: null, message }]);
}

/** Every name that can be explained, with its kind. */
export function explainableNames(): { readonly kind: string; readonly name: string }[] {
  return Object.keys(explainedKinds).flatMap((kind) =>
    catalogue[kind]!().map(({ name }) => ({ kind, name })),
  );
}

function explainIn(kind: string, name: string): Explanation {
  const { summary, facts = {}, params = {} } = catalogue[kind]!().find((entry) => entry.name === name)!;
  const { singular, source } = explainedKinds[kind]!;
  return {
    kind: singular,
    name,
    summary,
    facts,
    params: Object.entries(params).map(([param, spec]) => ({ name: param, ...explainParam(spec) })),
    snippet: snippetOf[kind]!(name, params),
    related: relatedTo(name, { summary, facts }),
    source: source(name),
  };
}

function explainParam(spec: ParamSpec): Omit<ExplainedParam, 'name'> {
  const text = spec.default === null ? null : String(spec.default);
  return {
    unit: spec.kind === 'number' ? spec.unit : spec.kind === 'duration' ? 'ms, or as 2s' : null,
    default: spec.kind === 'duration' && spec.default !== null ? formatDuration(spec.default) : text,
    bounds: describeParam(spec),
    doc: spec.doc,
  };
}

/** What the table of companions joins it with, and every name that its own text speaks of. */
function relatedTo(name: string, said: { readonly summary: string; readonly facts: object }): string[] {
  const text = [said.summary, ...Object.values(said.facts)].join(' ');
  const words = new Set(text.match(/[A-Za-z][\w.]*\w/g) ?? []);
  const names = new Set(explainableNames().map((entry) => entry.name));
  // A name of one plain word (`fill`, `gap`) is a word of the language, too: it counts where it stands alone as a fact.
  const spoken = [...names].filter(
    (other) => words.has(other) && (/[A-Z.]/.test(other) || Object.values(said.facts).includes(other)),
  );
  const companions = RELATED.flatMap((group) => (group.includes(name) ? group : []));
  return [...new Set([...companions, ...spoken])].filter((other) => other !== name && names.has(other));
}
