import { type ParamSpec, type ParamSpecs, type ParamValues, symbolsIn } from './params.ts';
import { durationOf, type Place, show } from './recordReader.ts';
import { unknownWord } from './result.ts';
import { formatDuration } from './time.ts';

type ParamValue = number | boolean | string;

/**
 * Reads parameters by their table. Nothing there, or `{}`, takes every default; what is wrong is said with the parameter's bounds.
 * `ifSwitchedOff` is added where somebody wrote 0, a negative number, `false` or `off` to be rid of a limit.
 */
export function readParams(
  place: Place,
  specs: ParamSpecs,
  ifSwitchedOff: string | null = null,
): ParamValues | null {
  const names = Object.keys(specs);
  const reader = place.given === null ? null : place.record(names);
  if (reader === null && place.given !== null) return null;
  const values: Record<string, ParamValue> = {};
  for (const name of names) {
    const spec = specs[name]!;
    const given = reader?.value(name) ?? null;
    const value = given === null ? spec.default : paramValue(spec, given);
    if (value !== null) {
      values[name] = value;
      continue;
    }
    const hint = ifSwitchedOff !== null && meansOff(given) ? `; ${ifSwitchedOff}` : '';
    if (reader === null) place.problem(`${name} is missing; expected ${describeParam(spec)}`);
    else reader.problem(name, `${whyNot(spec, given)}${hint}`);
  }
  return names.every((name) => name in values) ? values : null;
}

/** An entry of a registry, chosen by a file: `protected`, or `{protected: {withinMs: 10s}}`. */
export interface Named {
  readonly name: string;
  readonly params: ParamValues;
}

/** Reads one choice from a registry. `kind` is the word for it in problems; the name is told to `seen` even when its parameters are wrong. */
export function readNamed(
  place: Place,
  kind: string,
  registry: Readonly<Record<string, { readonly params: ParamSpecs }>>,
  seen: (name: string) => void = () => {},
): Named | null {
  const { given } = place;
  const names =
    typeof given === 'object' && given !== null && !Array.isArray(given) ? Object.keys(given) : [given];
  const name = names[0];
  if (names.length !== 1 || typeof name !== 'string') {
    const example = Object.keys(registry)[0];
    place.problem(
      `${show(given)} is not one ${kind}; expected its name, or {${example}: {...}} with parameters`,
    );
    return null;
  }
  const isMapping = name !== given;
  if (!Object.hasOwn(registry, name)) {
    (isMapping ? place.member(name) : place).problem(unknownWord(kind, name, Object.keys(registry)));
    return null;
  }
  seen(name);
  const { params: specs } = registry[name]!;
  const params = isMapping
    ? readParams(place.member(name), specs)
    : readParams({ ...place, given: null }, specs);
  return params === null ? null : { name, params };
}

/** What is written to be without something: 0, a negative number, `false`, `off`. */
export function meansOff(given: unknown): boolean {
  if (typeof given === 'number') return given <= 0;
  return given === false || (typeof given === 'string' && /^(off|no|none|false|disabled?)$/i.test(given));
}

/** `a number above 0 and at most 1`, `a duration of at least 1ms, such as 500ms or 2s`. */
export function describeParam(spec: ParamSpec): string {
  switch (spec.kind) {
    case 'flag':
      return 'true or false';
    case 'choice':
      return `one of ${spec.words.join(', ')}`;
    case 'symbols':
      return spec.isOne ? 'a symbol such as BTC-USDT' : 'a list of symbols such as [ETH-USDT, SOL-USDT]';
    case 'duration': {
      const least = (spec.min ?? 0) > 0 ? ` of at least ${formatDuration(spec.min!)}` : '';
      return `a duration${least}, such as 500ms or 2s`;
    }
    case 'number': {
      const bounds: string[] = [];
      if (spec.above !== undefined) bounds.push(`above ${spec.above}`);
      if (spec.min !== undefined) bounds.push(`of at least ${spec.min}`);
      if (spec.max !== undefined) bounds.push(`${bounds.length > 0 ? 'and ' : ''}at most ${spec.max}`);
      return ['a', spec.integer ? 'whole number' : 'number', ...bounds].join(' ');
    }
  }
}

/** The value of a parameter as a run uses it; null when the table does not allow it. */
function paramValue(spec: ParamSpec, given: unknown): ParamValue | null {
  switch (spec.kind) {
    case 'flag':
      return typeof given === 'boolean' ? given : null;
    case 'choice':
      return typeof given === 'string' && spec.words.includes(given) ? given : null;
    case 'symbols': {
      const list = typeof given === 'string' ? symbolsIn(given) : given;
      if (!Array.isArray(list) || list.length === 0) return null;
      if (spec.isOne && list.length > 1) return null;
      const isName = (symbol: unknown): boolean =>
        typeof symbol === 'string' && /^[^,]*[^,\s][^,]*$/.test(symbol);
      return list.every(isName) ? list.map((symbol: string) => symbol.trim()).join(', ') : null;
    }
    case 'duration': {
      const durationMs = durationOf(given);
      return durationMs !== null && durationMs >= (spec.min ?? 0) ? durationMs : null;
    }
    case 'number': {
      if (typeof given !== 'number' || !Number.isFinite(given)) return null;
      if (spec.integer && !Number.isInteger(given)) return null;
      if (spec.above !== undefined && given <= spec.above) return null;
      if (spec.min !== undefined && given < spec.min) return null;
      return spec.max !== undefined && given > spec.max ? null : given;
    }
  }
}

function whyNot(spec: ParamSpec, given: unknown): string {
  if (given === null) return `is missing; expected ${describeParam(spec)}`;
  if (spec.kind === 'choice' && typeof given === 'string') return unknownWord('word', given, spec.words);
  const percent = typeof given === 'string' ? /^(-?\d+(?:\.\d+)?)\s*%$/.exec(given) : null;
  if (percent !== null && spec.kind === 'number' && spec.unit === 'ratio') {
    return `${show(given)} is not a ratio; ${given} is written ${Number((Number(percent[1]) / 100).toPrecision(12))}`;
  }
  return `${show(given)} is not ${describeParam(spec)}`;
}
