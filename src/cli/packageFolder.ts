import { fileURLToPath } from 'node:url';

/** Where brakecheck itself is installed, with its data, scenarios and policies. */
export const PACKAGE_FOLDER = fileURLToPath(new URL('../../', import.meta.url)).replace(/[\\/]$/, '');
