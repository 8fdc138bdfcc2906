#!/usr/bin/env node
// A clone runs without a build, from its TypeScript source. A package that was installed has no source: it runs what was compiled, and reads
// TypeScript only where a user's strategy is written in it.
import { existsSync } from 'node:fs';
import { registerTypeScript } from './registerTypeScript.js';

const source = new URL('../src/cli/main.ts', import.meta.url);
const isClone = existsSync(source);
if (isClone) await registerTypeScript();
const { main } = await import(isClone ? source.href : new URL('../dist/cli/main.js', import.meta.url).href);
process.exitCode = await main(process.argv.slice(2));
