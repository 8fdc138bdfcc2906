import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import type { TestProject } from 'vitest/node';

const ROOT = fileURLToPath(new URL('../', import.meta.url));

/**
 * Puts the package into a folder as it is installed, compiled, so that the many processes of the tests start in half the time. That a clone,
 * which runs from its source, does the same to the fingerprint is what test/library/package.test.ts holds.
 */
export default function setup(project: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'brakecheck-staged-'));
  cpSync(join(ROOT, 'bin'), join(folder, 'bin'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(folder, 'package.json'));
  for (const name of ['data', 'scenarios', 'docs', 'node_modules', 'README.md', 'LICENSE'])
    symlinkSync(join(ROOT, name), join(folder, name));
  for (const file of readdirSync(join(ROOT, 'src'), { recursive: true, encoding: 'utf8' })) {
    if (/\.[jt]s$/.test(file))
      compile(join(ROOT, 'src', file), join(folder, 'dist', file.replace(/\.ts$/, '.js')));
  }
  project.provide('binFile', join(folder, 'bin/brakecheck.js'));
  return () => rmSync(folder, { recursive: true, force: true });
}

function compile(source: string, target: string): void {
  const { outputText } = ts.transpileModule(readFileSync(source, 'utf8'), {
    compilerOptions: {
      target: ts.ScriptTarget.ES2023,
      module: ts.ModuleKind.ESNext,
      rewriteRelativeImportExtensions: true,
      verbatimModuleSyntax: true,
    },
  });
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The command of the staged package. */
    binFile: string;
  }
}
