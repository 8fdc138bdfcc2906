#!/usr/bin/env node
// A clone runs without a build: tsx reads the TypeScript source, and a user's TypeScript strategy with it. No tsconfig of the folder that
// the command is started in may change how.
import module from 'node:module';

if ('registerHooks' in module) {
  const { register } = await import('tsx/esm/api');
  register({ tsconfig: false });
} else {
  // Before Node 22.15 the hooks live in a thread of their own. Handing tsx to that thread alone, instead of loading it here as well, saves
  // a third of the start.
  module.register('tsx/esm', import.meta.url, { data: { tsconfig: false } });
  process.setSourceMapsEnabled(true);
}
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
