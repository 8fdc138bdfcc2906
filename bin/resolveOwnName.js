// Resolves the package's own name to the package itself: in a clone, where nothing is built, to its source.
import { existsSync, readFileSync } from 'node:fs';

const root = new URL('../', import.meta.url);
const { name, exports } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const isClone = existsSync(new URL('src/cli/main.ts', root));

/** The file that `brakecheck` or `brakecheck/risk` stands for; null for every other name. */
export function ownFile(specifier) {
  if (specifier !== name && !specifier.startsWith(`${name}/`)) return null;
  const target = exports[`.${specifier.slice(name.length)}`]?.default;
  if (target === undefined) return null;
  const file = isClone ? target.replace(/^\.\/dist\//, './src/').replace(/\.js$/, '.ts') : target;
  return new URL(file, root);
}

/**
 * The module hook of Node, for its thread of hooks and for its synchronous hooks alike:
 * https://nodejs.org/api/module.html#resolvespecifier-context-nextresolve
 */
export function resolve(specifier, context, nextResolve) {
  return nextResolve(ownFile(specifier)?.href ?? specifier, context);
}
