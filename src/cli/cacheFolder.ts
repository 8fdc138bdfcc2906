import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/**
 * Where parsed columns of large candle files are kept: the folder that BRAKECHECK_CACHE names, `off` for none; else `brakecheck` in the
 * user's cache folder. https://specifications.freedesktop.org/basedir-spec/latest/ asks for an absolute path.
 */
export function cacheFolderOf(environment: Readonly<Record<string, string | undefined>>): string | null {
  const { BRAKECHECK_CACHE = '', XDG_CACHE_HOME = '' } = environment;
  if (BRAKECHECK_CACHE === 'off') return null;
  if (BRAKECHECK_CACHE !== '') return BRAKECHECK_CACHE;
  if (isAbsolute(XDG_CACHE_HOME)) return join(XDG_CACHE_HOME, 'brakecheck');
  const home = homedir();
  return home === '' ? null : join(home, '.cache', 'brakecheck');
}
