/**
 * Text from a file or from somebody's code, safe to print: on one line, and with nothing in it that a terminal obeys or that a pipeline
 * takes for a command of its own at the start of a line.
 *
 * @example visible('a\nb\u001b[31m') // 'a\\nb\\u001b[31m'
 */
export function visible(text: string): string {
  return text.replace(
    CONTROLS,
    (control) => NAMES[control] ?? `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** Control characters of both sets, the separators of lines and paragraphs, and what turns the direction of writing. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be shown
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

const NAMES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };
