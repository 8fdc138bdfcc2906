/** Where a part of a document stands: `['files', 0, 'rows']`. */
export type DocumentPath = readonly (string | number)[];

/** Plain data that somebody wrote, and the line on which each part of it stands. */
export interface PlainDocument {
  /** The file as the user named it, or what the data is when it is no file: `policy`. */
  readonly file: string;
  readonly data: unknown;
  /** The part at a path; undefined where there is none. */
  at(path: DocumentPath): unknown;
  /** Line of the key at a path, counted from 1; of the nearest part above it that exists; null where the data has no lines. */
  lineOf(path: DocumentPath): number | null;
}

/** An object made in code as a document without lines, so that it is checked by the same readers as a file. */
export function documentOf(data: unknown, file: string): PlainDocument {
  return { file, data, at: (path) => partAt(data, path), lineOf: () => null };
}

/**
 * The part of plain data at a path; undefined where there is none.
 *
 * @example partAt({ a: [{ b: 3 }] }, ['a', 0, 'b']) // 3
 */
export function partAt(data: unknown, path: DocumentPath): unknown {
  let part = data;
  for (const name of path) {
    if (typeof part !== 'object' || part === null || !Object.hasOwn(part, name)) return undefined;
    part = (part as Record<string | number, unknown>)[name];
  }
  return part;
}
