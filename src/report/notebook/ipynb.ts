import { VERSION } from '../../core/version.ts';
import { html } from '../html.ts';
import { standaloneSvg } from './chart.ts';
import { plainTable, tableMarkup } from './frameTable.ts';
import {
  type CellOutput,
  type Display,
  type ExecutedCell,
  type ExecutedNotebook,
  errorText,
} from './outputs.ts';

/**
 * A notebook as Jupyter and code hosts read it: nbformat 4.5, outputs included. No time and no random id stands in it: the same run gives the
 * same bytes. https://nbformat.readthedocs.io/en/latest/format_description.html
 */
export function ipynbText(notebook: ExecutedNotebook): string {
  const document = {
    cells: notebook.cells.map((cell, index) => cellOf(cell, index + 1, notebook.file)),
    metadata: {
      brakecheck: { source: notebook.file, version: VERSION },
      // tslab is the TypeScript kernel on Node: https://github.com/yunabe/tslab
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
      language_info: {
        file_extension: '.ts',
        mimetype: 'text/typescript',
        name: 'typescript',
        pygments_lexer: 'typescript',
      },
    },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(document, null, 1)}\n`;
}

function cellOf({ cell, ordinal, outputs }: ExecutedCell, place: number, file: string): object {
  const id = `cell-${place}`;
  const source = linesOf(cell.source);
  if (cell.kind === 'markdown') return { cell_type: 'markdown', id, metadata: {}, source };
  return {
    cell_type: 'code',
    execution_count: ordinal,
    id,
    metadata: cell.title === null ? {} : { title: cell.title },
    outputs: outputs.map((output) => outputOf(output, ordinal, file)),
    source,
  };
}

function outputOf(output: CellOutput, ordinal: number | null, file: string): object {
  switch (output.kind) {
    case 'stream':
      return { name: output.name, output_type: 'stream', text: linesOf(output.text) };
    case 'display':
      return {
        data: bundleOf(output.display),
        execution_count: ordinal,
        metadata: {},
        output_type: 'execute_result',
      };
    case 'error':
      return {
        ename: output.name,
        evalue: output.message,
        output_type: 'error',
        traceback: [errorText(output), ...output.through.map((line) => `    at ${file}:${line}`)],
      };
  }
}

function bundleOf(display: Display): Record<string, string[]> {
  switch (display.kind) {
    case 'text':
      return { 'text/plain': linesOf(display.text) };
    case 'chart':
      return { 'image/svg+xml': linesOf(standaloneSvg(display.svg)), 'text/plain': linesOf(display.label) };
    case 'table':
      return {
        'text/html': linesOf(
          html`<table border="1" class="dataframe">
${tableMarkup(display.table)}
</table>`.text,
        ),
        'text/plain': linesOf(plainTable(display.table)),
      };
  }
}

/** Text as nbformat keeps it: one item a line, each but the last with its line break. */
function linesOf(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
