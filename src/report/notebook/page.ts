import MarkdownIt from 'markdown-it';
import { VERSION } from '../../core/version.ts';
import { type Html, html, trusted } from '../html.ts';
import { counted } from '../numbers.ts';
import { PAGE_STYLE } from '../style.ts';
import { folded, scrollBox } from '../table.ts';
import { leftOut, tableMarkup } from './frameTable.ts';
import { highlight } from './highlight.ts';
import { type CellOutput, type ExecutedCell, type ExecutedNotebook, errorOf, errorText } from './outputs.ts';
import { NOTEBOOK_STYLE } from './style.ts';

/** Nothing runs and nothing is asked for: a notebook's page has no script. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Says that a file is ours and may be written again. */
export const GENERATOR = 'brakecheck notebook';

/** A notebook as one self-contained page: no script, no network, every chart drawn already. The same run gives the same bytes. */
export function notebookPage(notebook: ExecutedNotebook): string {
  const { name, file, cells } = notebook;
  const headings: Heading[] = [];
  const markdown = createMarkdown(headings);
  const body = cells.map((cell) =>
    cell.cell.kind === 'markdown'
      ? html`<section class="text">${trusted(markdown.render(cell.cell.source))}</section>
`
      : codeCell(cell, file),
  );
  const title = headings.find(({ level }) => level === 1)?.text ?? name;
  const chapters = headings.filter(({ level }) => level === 2);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${trusted(POLICY)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${GENERATOR}">
<title>${title} · brakecheck</title>
<style>${trusted(PAGE_STYLE)}${trusted(NOTEBOOK_STYLE)}</style>
</head>
<body>
<a class="skip" href="#notebook">Skip to the text</a>
${
  chapters.length > 1 &&
  html`<nav aria-label="Chapters"><ol>${chapters.map(({ id, text }) => html`<li><a href="#${id}">${text}</a></li>`)}</ol></nav>
`
}<main class="page notebook" id="notebook" tabindex="-1">
${!headings.some(({ level }) => level === 1) && html`<h1>${name}</h1>`}${stopped(notebook)}${body}<footer>${file}, executed by brakecheck ${VERSION} from its first cell to its last · all times UTC</footer>
</main>
</body>
</html>
`.text;
}

/** At the top, so that nobody takes half a notebook for a whole one. */
function stopped(notebook: ExecutedNotebook): Html | null {
  const error = errorOf(notebook);
  if (error === null) return null;
  const left = notebook.cells.filter(({ cell, ordinal }) => cell.kind === 'code' && ordinal === null).length;
  return html`<p class="stopped"><strong>This notebook stopped</strong> at line ${error.line} of ${notebook.file}: ${errorText(error)}. ${left > 0 && `${counted(left, 'cell')} after it did not run.`}</p>
`;
}

function codeCell({ cell, ordinal, outputs }: ExecutedCell, file: string): Html {
  const label = [ordinal === null ? 'not run' : `[${ordinal}]`, cell.title]
    .filter((part) => part !== null)
    .join(' ');
  const lineCount = cell.source.split('\n').length;
  const drawsChart = outputs.some((output) => output.kind === 'display' && output.display.kind === 'chart');
  // What draws a chart is mostly how it looks; the reader came for the chart.
  const isLong = drawsChart && lineCount > 12;
  const code = html`<pre class="code" tabindex="0" role="region" aria-label="Code of cell ${label}"><code>${highlight(cell.source)}</code></pre>`;
  return html`<section class="cell" aria-label="Cell ${label}">
<p class="label">${label}</p>
${isLong ? folded(`Code, ${counted(lineCount, 'line')}`, code) : code}
${outputs.map((output) => outputMarkup(output, label, file))}</section>
`;
}

function outputMarkup(output: CellOutput, label: string, file: string): Html {
  switch (output.kind) {
    case 'stream':
      return html`<pre class="output ${output.name}${DRAWN.test(output.text) && ' drawn'}" tabindex="0" role="region" aria-label="${output.name === 'stdout' ? 'Printed' : 'Noted'} by cell ${label}">${output.text.replace(/\n$/, '')}</pre>
`;
    case 'error':
      return html`<pre class="error">${errorText(output)}
${output.through.map((line) => `    at ${file}:${line}\n`)}</pre>
`;
    case 'display':
      break;
  }
  const { display } = output;
  switch (display.kind) {
    case 'text':
      return html`<pre class="output" tabindex="0" role="region" aria-label="Value of cell ${label}">${display.text}</pre>
`;
    case 'chart':
      return html`<figure class="chart" tabindex="0" role="region" aria-label="${display.label}">${trusted(display.svg)}</figure>
`;
    case 'table': {
      const { table } = display;
      const rest = leftOut(table) === null ? '' : `, ${counted(table.rows.length, 'row')} shown`;
      const caption = `${counted(table.rowCount, 'row')}${rest}`;
      return scrollBox(
        `Table of cell ${label}`,
        table.rows.length > 30,
        html`<table>
<caption>${caption}</caption>
${tableMarkup(table)}
</table>`,
      );
    }
  }
}

/** Lines and corners of a table in letters, which must not be broken. */
const DRAWN = /[\u2500-\u257F]/;

interface Heading {
  readonly level: number;
  readonly id: string;
  readonly text: string;
}

/** Markdown without raw HTML and without images, which would be requests; headings get names to link to. */
function createMarkdown(headings: Heading[]): MarkdownIt {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false }).disable('image');
  const { renderer } = markdown;
  renderer.rules.heading_open = (tokens, index, options, _environment, self) => {
    const text = (tokens[index + 1]!.children ?? []).map(({ content }) => content).join('');
    const level = Number(tokens[index]!.tag.slice(1));
    const slug =
      text
        .toLowerCase()
        .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
        .replace(/^-|-$/g, '') || 'chapter';
    const namesakes = headings.filter(({ id }) => id === slug || id.startsWith(`${slug}--`)).length;
    const id = namesakes === 0 ? slug : `${slug}--${namesakes + 1}`;
    headings.push({ level, id, text });
    tokens[index]!.attrSet('id', id);
    return self.renderToken(tokens, index, options);
  };
  renderer.rules.table_open = () =>
    '<div class="scroll" role="region" aria-label="Table" tabindex="0"><table>\n';
  renderer.rules.table_close = () => '</table></div>\n';
  return markdown;
}
