import { nearestWord, type Result } from '../core/result.ts';
import { fileName, joinPath, listFiles, parentFolder, readTextFile, resolvePath } from '../market/files.ts';

/** The text of a file that a user named. One that does not exist is answered with the nearest that does. */
export function readNamedFile(path: string, shownAs: string): Result<string> {
  const text = readTextFile(path);
  if (text.ok) return text;
  const problems = text.problems.map((problem) => {
    const hint = problem.message === 'does not exist' ? `; ${nearestFile(path, shownAs)}` : '';
    return { ...problem, file: shownAs, message: `${problem.message}${hint}` };
  });
  return { ok: false, problems };
}

/** The file beside the missing one that was perhaps meant, as the user would write it; else what is there. */
export function nearestFile(path: string, shownAs: string): string {
  const folder = parentFolder(path);
  const names = listFiles(folder);
  const shownFolder = shownAs.slice(0, shownAs.length - fileName(shownAs).length);
  if (!names.ok) return `there is no folder ${shownFolder === '' ? folder : shownFolder}`;
  const wanted = fileName(path);
  // By the names without their endings: "luna.yaml" and "mine.yaml" have only those in common.
  const nearest = nearestWord(stem(wanted), names.value.map(stem));
  if (nearest !== null) {
    const namesakes = names.value.filter((name) => stem(name) === nearest);
    const name = namesakes.find((candidate) => extension(candidate) === extension(wanted)) ?? namesakes[0]!;
    return `did you mean "${shownFolder}${name}"?`;
  }
  const alike = names.value.filter((name) => extension(name) === extension(wanted));
  if (alike.length === 0) return `${shownFolder === '' ? 'its folder' : shownFolder} has no file of its kind`;
  return `${shownFolder === '' ? 'its folder' : shownFolder} has ${alike.slice(0, 12).join(', ')}`;
}

/** A file that a user named, and how it is shown to the user. */
export interface NamedFile {
  readonly path: string;
  readonly shownAs: string;
}

/** A file that another file names counts from the folder of that other. */
export function fileBeside(file: string, named: string): NamedFile {
  const path = resolvePath(parentFolder(file), named);
  const folder = file.slice(0, file.length - fileName(file).length);
  return { path, shownAs: path === named ? named : joinPath(folder, named) };
}

function extension(name: string): string {
  return name.slice(stem(name).length);
}

function stem(name: string): string {
  return name.replace(/\.[^.]*$/, '');
}
