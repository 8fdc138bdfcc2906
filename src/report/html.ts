/**
 * HTML that is safe by construction: everything that a template takes in is escaped, unless it is already `Html`. There is no other way to
 * make `Html` but `trusted`, which is for text that this project wrote itself.
 */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in a template: text and numbers are escaped, lists are joined, null and false leave nothing. */
export type HtmlPart = Html | string | number | null | false | readonly HtmlPart[];

/**
 * A piece of a page.
 *
 * @example html`<b>${'<script>'}</b>`.text // '<b>&lt;script&gt;</b>'
 */
export function html(strings: TemplateStringsArray, ...parts: readonly HtmlPart[]): Html {
  let text = strings[0]!;
  for (let index = 0; index < parts.length; index++) text += render(parts[index]!) + strings[index + 1]!;
  return new Html(text);
}

/** Markup of our own making: a style sheet, a script, a chart that was rendered here. Never text from outside. */
export function trusted(markup: string): Html {
  return new Html(markup);
}

/** Data for a script of the page. Every `<` is written as an escape, so that no name ends the element. */
export function jsonScript(id: string, data: unknown): Html {
  return trusted(
    `<script type="application/json" id="${escapeMarkup(id)}">${JSON.stringify(data).replaceAll('<', '\\u003c')}</script>`,
  );
}

function render(part: HtmlPart): string {
  if (part === null || part === false) return '';
  if (part instanceof Html) return part.text;
  if (typeof part === 'object') return part.map(render).join('');
  return escapeMarkup(String(part));
}

/**
 * Text as HTML or XML text or as a quoted attribute. Characters that XML cannot hold at all become U+FFFD.
 *
 * @example escapeMarkup('a < "b" & c') // 'a &lt; &quot;b&quot; &amp; c'
 */
export function escapeMarkup(text: string): string {
  return text.replace(UNSAFE, (character) => ESCAPES[character] ?? '\uFFFD');
}

/** The five characters of markup, and what XML 1.0 forbids: control characters and halves of surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to be removed
const UNSAFE = /[&<>"'\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF\p{Cs}]/gu;

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
