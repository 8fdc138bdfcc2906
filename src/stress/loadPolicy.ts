import { readRecord } from '../core/recordReader.ts';
import { failed, ok, type Problem, type Result } from '../core/result.ts';
import { parseYamlText } from '../core/yamlText.ts';
import type { Policy } from '../risk/policy.ts';
import { POLICY_KEYS, readPolicy } from '../risk/readPolicy.ts';
import { readNamedFile } from './readNamedFile.ts';

/** A policy from its file, or everything that is wrong with it. `shownAs` is the file as the user named it. */
export function loadPolicy(path: string, shownAs: string = path): Result<Policy> {
  const text = readNamedFile(path, shownAs);
  return text.ok ? parsePolicy(text.value, shownAs) : text;
}

/** A policy from YAML, or everything that is wrong with it. */
export function parsePolicy(text: string, file: string): Result<Policy> {
  const yaml = parseYamlText(text, file);
  if (!yaml.ok) return yaml;
  const problems: Problem[] = [];
  const root = readRecord(yaml.value, [], POLICY_KEYS, problems);
  if (root === null) return failed(problems);
  const policy = readPolicy(root);
  return problems.length > 0 ? failed(problems) : ok(policy);
}
