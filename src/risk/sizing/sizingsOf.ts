import type { ParamValues } from '../../core/params.ts';
import { type SizerName, type Sizing, sizers } from './index.ts';

/**
 * Sizers by name as a list, in the registry's order and not in a file's: no decision depends on how a file was written down.
 *
 * @example sizingsOf({ atrSize: { multiple: 2 }, fixedFraction: {} }).map(({ name }) => name) // ['fixedFraction', 'atrSize']
 */
export function sizingsOf(byName: Readonly<Record<string, ParamValues>>): Sizing[] {
  return (Object.keys(sizers) as SizerName[])
    .filter((name) => Object.hasOwn(byName, name))
    .map((name) => ({ name, params: byName[name] }) as Sizing);
}
