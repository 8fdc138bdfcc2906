import { readName, readVersion } from '../core/fileHeader.ts';
import type { ParamSpecs, ParamValues } from '../core/params.ts';
import { meansOff, readParams } from '../core/readParams.ts';
import { type RecordReader, show } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { guardianBrakes } from './guardian/brakes.ts';
import type { Policy } from './policy.ts';
import { riskRules } from './rules/index.ts';
import { sizers } from './sizing/index.ts';
import { sizingsOf } from './sizing/sizingsOf.ts';

export const POLICY_KEYS = ['version', 'name', 'why', 'rules', 'sizing', 'guardian'] as const;

/**
 * A policy from a mapping, of a file or made in code: `{}` or nothing takes a rule's defaults; a rule that is left out is off, and there is
 * no other way to say so. What is wrong is told to the reader; what is returned is then not to be used.
 */
export function readPolicy(root: RecordReader): Policy {
  readVersion(root);
  const name = readName(root);
  const why = root.text('why');
  const rules = readEntries(root, 'rules', 'rule', riskRules);
  const guardian = readEntries(root, 'guardian', 'brake', guardianBrakes);
  checkMarginWatch(root, guardian.marginWatch);
  const sizing = sizingsOf(readEntries(root, 'sizing', 'sizer', sizers));
  return { name: name!, why: why!, rules, guardian, ...(sizing.length === 0 ? {} : { sizing }) } as Policy;
}

function readEntries(
  root: RecordReader,
  section: 'rules' | 'sizing' | 'guardian',
  kind: 'rule' | 'sizer' | 'brake',
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

/** A panic that comes before the reduction would leave the reduction without a use. */
function checkMarginWatch(root: RecordReader, params: ParamValues | undefined): void {
  if (params === undefined) return;
  const { reduceBelowRatio, panicBelowRatio } = params as {
    reduceBelowRatio: number;
    panicBelowRatio: number;
  };
  if (panicBelowRatio < reduceBelowRatio) return;
  root
    .record('guardian', Object.keys(guardianBrakes))
    ?.problem(
      'marginWatch',
      `panicBelowRatio ${panicBelowRatio} is not below reduceBelowRatio ${reduceBelowRatio}; expected such as {reduceBelowRatio: 0.5, panicBelowRatio: 0.15}`,
    );
}

function example(registry: Readonly<Record<string, unknown>>): string {
  return `{${Object.keys(registry)[0]}: {}}`;
}
