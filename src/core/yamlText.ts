import { isMap, LineCounter, type Node, parseDocument } from 'yaml';
import { type DocumentPath, type PlainDocument, partAt } from './plainDocument.ts';
import { failed, ok, type Problem, type Result } from './result.ts';

/** Where a part of a document stands: `['files', 0, 'rows']`. */
export type YamlPath = DocumentPath;

/** A YAML text as plain data, and the line on which each part of it stands. */
export type YamlText = PlainDocument;

/** Reads a YAML text. Every syntax error is a problem with its line; a key that stands twice is one. */
export function parseYamlText(text: string, file: string): Result<YamlText> {
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false });
  if (document.errors.length > 0) {
    return failed(
      document.errors.map((error): Problem => {
        const line = lineCounter.linePos(error.pos[0]).line;
        return { file, line, key: null, message: `is not YAML: ${error.message}` };
      }),
    );
  }
  const lineOf = (path: YamlPath): number | null => {
    for (let depth = path.length; depth > 0; depth--) {
      const parent = depth === 1 ? document.contents : document.getIn(path.slice(0, depth - 1), true);
      const name = path[depth - 1];
      const pair = isMap(parent) ? parent.items.find((item) => String(item.key) === String(name)) : undefined;
      const node = (pair?.key ?? document.getIn(path.slice(0, depth), true)) as Node | undefined;
      if (node?.range) return lineCounter.linePos(node.range[0]).line;
    }
    return null;
  };
  let data: unknown;
  try {
    data = document.toJS();
  } catch (error) {
    // An alias to an anchor that does not exist, or aliases of aliases that would fill the memory.
    return failed([{ file, line: null, key: null, message: `is not YAML: ${(error as Error).message}` }]);
  }
  return ok({ file, data, at: (path) => partAt(data, path), lineOf });
}
