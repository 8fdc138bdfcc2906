// TypeScript modules run without a build: tsx reads them. No tsconfig of the folder that a command is started in may change how.
// A strategy that imports `brakecheck` gets this one, wherever its file stands and whether or not its project has one installed.
import module from 'node:module';
import { fileURLToPath } from 'node:url';
import { ownFile, resolve } from './resolveOwnName.js';

let isRegistered = false;

/** From here on this process imports TypeScript. A second call does nothing. */
export async function registerTypeScript() {
  if (isRegistered) return;
  isRegistered = true;
  resolveOwnNameInCommonJs();
  if ('registerHooks' in module) {
    const { register } = await import('tsx/esm/api');
    register({ tsconfig: false });
    module.registerHooks({ resolve });
  } else {
    // Before Node 22.15 the hooks live in a thread of their own. Handing tsx to that thread alone, instead of loading it here as well,
    // saves a third of the start.
    module.register('tsx/esm', import.meta.url, { data: { tsconfig: false } });
    module.register('./resolveOwnName.js', import.meta.url);
    process.setSourceMapsEnabled(true);
  }
}

/** The hooks of modules do not see what CommonJS requires, which is what a strategy is in a package without `type: module`. */
function resolveOwnNameInCommonJs() {
  const resolveFilename = module._resolveFilename;
  module._resolveFilename = (request, ...rest) => {
    const file = ownFile(request);
    return resolveFilename.call(module, file === null ? request : fileURLToPath(file), ...rest);
  };
}
