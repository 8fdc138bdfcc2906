#!/usr/bin/env node
// A clone runs without a build: tsx reads the TypeScript source, and a user's TypeScript strategy with it.
import { register } from 'tsx/esm/api';

register();
const { main } = await import('../src/cli/main.ts');
process.exitCode = await main(process.argv.slice(2));
