import { describe, expect, test } from 'vitest';
import { renderChart } from '../../src/report/notebook/chart.ts';
import { frameTableOf } from '../../src/report/notebook/frameTable.ts';
import { ipynbText } from '../../src/report/notebook/ipynb.ts';
import type { CellOutput, ExecutedCell, ExecutedNotebook } from '../../src/report/notebook/outputs.ts';
import { notebookPage } from '../../src/report/notebook/page.ts';
import { parseIpynb, problemsOfIpynb } from './validateIpynb.ts';

const HOSTILE = '</code></pre><script>alert(1)</script>"><img src=x onerror=alert(2)>';

const code = (source: string, ordinal: number | null, outputs: CellOutput[], title: string | null = null) =>
  ({ cell: { kind: 'code', title, source, line: 1 }, ordinal, outputs }) satisfies ExecutedCell;
const text = (source: string): ExecutedCell => ({
  cell: { kind: 'markdown', title: null, source, line: 1 },
  ordinal: null,
  outputs: [],
});

async function everything(word: string): Promise<ExecutedNotebook> {
  const chart = await renderChart(
    {
      title: word,
      data: { values: [{ x: word, y: 1 }] },
      mark: 'bar',
      encoding: { x: { field: 'x', type: 'nominal' }, y: { field: 'y', type: 'quantitative' } },
    },
    'chart1',
  );
  return {
    name: word,
    file: `${word}.nb.ts`,
    cells: [
      text(
        `# ${word}\n\n[link](javascript:alert(3)) ![image](https://example.invalid/a.png) <b>raw</b>\n\n## One`,
      ),
      code(
        `const a = '${word}';\n// ${word}\n`,
        1,
        [
          { kind: 'stream', name: 'stdout', text: `${word}\nsecond` },
          { kind: 'stream', name: 'stderr', text: word },
          { kind: 'display', display: { kind: 'text', text: word } },
        ],
        word,
      ),
      text('## Two'),
      code('table;', 2, [
        { kind: 'display', display: { kind: 'table', table: frameTableOf([{ [word]: word }])! } },
      ]),
      code('chart;', 3, [{ kind: 'display', display: { kind: 'chart', ...chart } }]),
      code('throw 1;', 4, [{ kind: 'error', name: 'Error', message: word, line: 7, through: [7, 3] }]),
      code('never;', null, []),
    ],
  };
}

describe('the page', () => {
  test('escapes everything, runs nothing, asks for nothing', async () => {
    const page = notebookPage(await everything(HOSTILE));
    expect(page).not.toMatch(/<script|<img|<b>raw/i);
    expect(page).not.toContain('href="javascript:');
    expect(page).not.toMatch(/\b(?:src|href|xlink:href)="(?!#|https:\/\/example\.invalid\/a\.png")/);
    expect(page).toContain(
      `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">`,
    );
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  test('says at its top that it stopped, and where', async () => {
    const page = notebookPage(await everything('word'));
    const [top] = page.split('<section');
    expect(top).toContain('<strong>This notebook stopped</strong> at line 7 of word.nb.ts: Error: word.');
    expect(top).toContain('1 cell after it did not run.');
    expect(page).toContain('Error: word\n    at word.nb.ts:7\n    at word.nb.ts:3\n');
  });

  test('has its title, its chapters, and one heading where no cell has one', async () => {
    const page = notebookPage(await everything('word'));
    expect(page).toContain('<title>word · brakecheck</title>');
    expect(page).toContain('<li><a href="#one">One</a></li><li><a href="#two">Two</a></li>');
    expect(page.match(/<h1/g)).toHaveLength(1);
    const bare = notebookPage({ name: 'bare', file: 'bare.nb.ts', cells: [code('1;', 1, [])] });
    expect(bare).toContain('<h1>bare</h1>');
    expect(bare).not.toContain('stopped</strong>');
  });

  test('gives headings of one text two names', () => {
    const page = notebookPage({ name: 'a', file: 'a.nb.ts', cells: [text('# Same\n\n## Same\n\n## Same')] });
    expect([...page.matchAll(/<h\d id="([^"]+)"/g)].map(([, id]) => id)).toEqual([
      'same',
      'same--2',
      'same--3',
    ]);
  });
});

describe('.ipynb', () => {
  test.each(['word', HOSTILE, 'Ünïcödé 🚀', ' '])('is a notebook of nbformat 4.5: %j', async (word) => {
    expect(problemsOfIpynb(ipynbText(await everything(word)))).toEqual([]);
  });

  test('the check can fail', async () => {
    const document = JSON.parse(ipynbText(await everything('word')));
    document.cells[1].outputs[0].output_type = 'strean';
    expect(problemsOfIpynb(JSON.stringify(document))).not.toEqual([]);
    delete document.cells[1].id;
    expect(problemsOfIpynb(JSON.stringify(document)).join()).toContain("'id'");
  });

  test('carries source, outputs and errors; what did not run has no number', async () => {
    const { cells } = parseIpynb(ipynbText(await everything('word')));
    expect(cells.map(({ id }) => id)).toEqual(cells.map((_, index) => `cell-${index + 1}`));
    expect(cells[1]).toMatchObject({
      execution_count: 1,
      source: ["const a = 'word';\n", '// word\n'],
      outputs: [
        { output_type: 'stream', name: 'stdout', text: ['word\n', 'second'] },
        { output_type: 'stream', name: 'stderr', text: ['word'] },
        { output_type: 'execute_result', data: { 'text/plain': ['word'] } },
      ],
    });
    expect(cells[3]!.outputs![0]!.data!['text/html']!.join('')).toMatch(
      /^<table[\s\S]*<td class="t">word<\/td>[\s\S]*<\/table>$/,
    );
    expect(cells[3]!.outputs![0]!.data!['text/plain']).toEqual(['word\n', 'word']);
    const svg = cells[4]!.outputs![0]!.data!['image/svg+xml']!.join('');
    expect(svg).toMatch(/^<svg [\s\S]*<\/svg>$/);
    expect(svg).not.toContain('var(');
    expect(cells[5]!.outputs![0]).toMatchObject({
      output_type: 'error',
      ename: 'Error',
      evalue: 'word',
      traceback: ['Error: word', '    at word.nb.ts:7', '    at word.nb.ts:3'],
    });
    expect(cells[6]).toMatchObject({ execution_count: null, outputs: [] });
  });
});
