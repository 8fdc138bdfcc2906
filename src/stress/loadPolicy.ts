import type { ParamSpecs, ParamValues } from '../core/params.ts';
import { type RecordReader, readRecord, show } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result, unknownWord } from '../core/result.ts';
import { parseYamlText } from '../core/yamlText.ts';
import { guardianBrakes } from '../risk/guardian/brakes.ts';
import type { Policy } from '../risk/policy.ts';
import { riskRules } from '../risk/rules/index.ts';
import { readNamedFile } from './readNamedFile.ts';
import { meansOff, readParams } from './readParams.ts';

export const POLICY_KEYS = ['version', 'name', 'why', 'rules', 'guardian'] as const;

/** A policy from its file, or everything that is wrong with it. `shownAs` is the file as the user named it. */
export function loadPolicy(path: string, shownAs: string = path): Result<Policy> {
  const text = readNamedFile(path, shownAs);
  return text.ok ? parsePolicy(text.value, shownAs) : text;
}

/** A policy from YAML: `{}` or nothing takes a rule's defaults; a rule that is left out is off, and there is no other way to say so. */
export function parsePolicy(text: string, file: string): Result<Policy> {
  const yaml = parseYamlText(text, file);
  if (!yaml.ok) return yaml;
  const problems: Problem[] = [];
  const root = readRecord(yaml.value, [], POLICY_KEYS, problems);
  if (root === null) return failed(problems);
  readVersion(root);
  const name = readName(root);
  const why = root.text('why');
  const rules = readEntries(root, 'rules', 'rule', riskRules);
  const guardian = readEntries(root, 'guardian', 'brake', guardianBrakes);
  if (problems.length > 0) return failed(problems);
  return ok({ name: name!, why: why!, rules, guardian } as Policy);
}

/** A name becomes a folder, or a part of one, so it must be one on every system. */
export function readName(root: RecordReader): string | null {
  const name = root.text('name');
  if (name === null || /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(name)) return name;
  root.problem(
    'name',
    `${show(name)} cannot name a folder; expected letters, digits, -, _ and ., at most 80`,
  );
  return null;
}

/** The one version that there is. */
export function readVersion(root: RecordReader): void {
  const version = root.value('version') ?? null;
  if (version === 1) return;
  const found = version === null ? 'is missing' : `is ${show(version)}`;
  root.problem('version', `${found}; expected 1, the only version that this brakecheck reads`);
}

function readEntries(
  root: RecordReader,
  section: 'rules' | 'guardian',
  kind: 'rule' | 'brake',
  registry: Readonly<Record<string, { readonly params: ParamSpecs }>>,
): Record<string, ParamValues> {
  const entries: Record<string, ParamValues> = {};
  if (!root.has(section)) return entries;
  const given = root.value(section);
  if (typeof given !== 'object' || Array.isArray(given)) {
    root.problem(
      section,
      `${show(given)} is not a mapping; expected ${kind}s by name, such as ${example(registry)}`,
    );
    return entries;
  }
  const names = Object.keys(given as object);
  const reader = root.record(section, names)!;
  for (const name of names) {
    const entry = Object.hasOwn(registry, name) ? registry[name] : undefined;
    const value = reader.value(name) ?? null;
    const leaveOut = `leave the ${kind} out to be without it`;
    if (entry === undefined) {
      reader.problem(name, unknownWord(kind, name, Object.keys(registry)));
    } else if (value !== null && meansOff(value)) {
      reader.problem(name, `${show(value)} does not switch a ${kind} off; ${leaveOut}`);
    } else if (value === true || value === 'on') {
      reader.problem(name, `${show(value)} is not a mapping; expected {}, which takes the defaults`);
    } else {
      const params = readParams(reader.place(name), entry.params, leaveOut);
      if (params !== null) entries[name] = params;
    }
  }
  return entries;
}

function example(registry: Readonly<Record<string, unknown>>): string {
  return `{${Object.keys(registry)[0]}: {}}`;
}
