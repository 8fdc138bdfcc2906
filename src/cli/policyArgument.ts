import { relative } from 'node:path';
import { failed, ok, type Result, unknownWord } from '../core/result.ts';
import { joinPath, listFiles, parentFolder } from '../market/files.ts';
import type { NamedFile } from '../stress/readNamedFile.ts';
import { PACKAGE_FOLDER } from './packageFolder.ts';

/**
 * The file that `--policy` names: a path as it stands, or a name, which is looked for in the folder `policies` beside the scenario and
 * then among those that brakecheck ships.
 */
export function findPolicy(policy: string, scenarioFile: string): Result<NamedFile> {
  if (/[\\/]|\.ya?ml$/.test(policy)) return ok({ path: policy, shownAs: policy });
  const names: string[] = [];
  for (const folder of policyFolders(parentFolder(scenarioFile))) {
    for (const name of yamlNames(folder)) {
      const path = joinPath(folder, name);
      if (stem(name) === policy) return ok({ path, shownAs: shownPath(path) });
      names.push(stem(name));
    }
  }
  const message = unknownWord('policy', policy, [...new Set(names)]);
  return failed([{ file: null, line: null, key: '--policy', message }]);
}

/** Where policies are, the nearest first. */
export function policyFolders(scenarioFolder: string): string[] {
  return [joinPath(scenarioFolder, 'policies'), joinPath(PACKAGE_FOLDER, 'scenarios', 'policies')];
}

/** The YAML files of a folder; none where there is no folder. */
export function yamlNames(folder: string): string[] {
  const names = listFiles(folder);
  return names.ok ? names.value.filter((name) => /\.ya?ml$/.test(name)) : [];
}

/** A path as one would type it here: from the working folder where that is shorter. */
export function shownPath(path: string): string {
  const here = relative('', path);
  return here.length < path.length && !here.startsWith('..') ? here : path;
}

function stem(name: string): string {
  return name.replace(/\.ya?ml$/, '');
}
