import { type RecordReader, show } from './recordReader.ts';

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
