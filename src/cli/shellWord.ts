/**
 * An argument as a shell would need it typed.
 *
 * @example shellWord('scenarios/luna-2022.yaml') // 'scenarios/luna-2022.yaml'
 * @example shellWord('my file') // "'my file'"
 */
export function shellWord(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
