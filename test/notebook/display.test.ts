import { DataFrame, Series } from 'danfojs-node';
import { describe, expect, test } from 'vitest';
import { isChart, renderChart, standaloneSvg } from '../../src/report/notebook/chart.ts';
import { displayOf } from '../../src/report/notebook/display.ts';
import {
  type FrameTable,
  frameTableOf,
  plainTable,
  tableMarkup,
} from '../../src/report/notebook/frameTable.ts';
import { PAGE_STYLE } from '../../src/report/style.ts';

const THIN = '\u202F';
const table = (value: unknown): FrameTable => {
  const found = frameTableOf(value);
  if (found === null) throw new Error('no table');
  return found;
};

describe('tables', () => {
  test('an array of rows: every key is a column, what a row lacks is a dash', () => {
    expect(
      table([
        { a: 1, b: 'x' },
        { a: null, c: true },
      ]),
    ).toEqual({
      columns: [
        { name: 'a', isNumber: true },
        { name: 'b', isNumber: false },
        { name: 'c', isNumber: false },
      ],
      rows: [
        ['1', 'x', '—'],
        ['—', '—', 'true'],
      ],
      rowCount: 2,
      headCount: 2,
    });
  });

  test('numbers are shown in the unit that ends their name', () => {
    const [row] = table([
      {
        openMs: 1_700_000_000_123,
        durationMs: 90_000,
        'pnl Ratio': -0.125,
        lossRatio_mean: 0.5,
        qty: 0.1 + 0.2,
        count: 1_234_567,
        bad: Number.NaN,
        big: Number.POSITIVE_INFINITY,
      },
    ]).rows;
    expect(row).toEqual([
      '2023-11-14 22:13:20.123 UTC',
      `1${THIN}min 30${THIN}s`,
      `−12.50${THIN}%`,
      `50.00${THIN}%`,
      '0.3',
      '1,234,567',
      '—',
      'Infinity',
    ]);
  });

  test('a column of durations with one as long as an epoch stays one of durations', () => {
    const rows = table([{ waitMs: 1_000 }, { waitMs: 1_700_000_000_000 }]).rows.flat();
    expect(rows[0]).toBe(`1${THIN}s`);
    expect(rows[1]).not.toContain('UTC');
  });

  test('data frames and series of danfojs-node; an index that only counts is left out', () => {
    const frame = new DataFrame([
      { a: 1, b: 'x' },
      { a: 2, b: 'y' },
      { a: 3, b: 'z' },
    ]);
    expect(table(frame).rows).toEqual([
      ['1', 'x'],
      ['2', 'y'],
      ['3', 'z'],
    ]);
    expect(table(frame.tail(1))).toMatchObject({ rows: [['2', '3', 'z']], columns: [{ name: '' }, {}, {}] });
    expect(table(new Series([5, 6], { index: ['p', 'q'] })).rows).toEqual([
      ['p', '5'],
      ['q', '6'],
    ]);
  });

  test('of a long table the first and the last rows are shown, and how many are not', () => {
    const long = table(Array.from({ length: 1_000 }, (_, row) => ({ row })));
    expect(long.rows).toHaveLength(40);
    expect([long.rows[29], long.rows[30], long.rows[39]]).toEqual([['29'], ['990'], ['999']]);
    expect(plainTable(long).split('\n')[31]).toBe('(960 more rows)');
    expect(tableMarkup(long).text).toContain('<td colspan="1">960 more rows</td>');
    expect(tableMarkup(table(Array.from({ length: 40 }, (_, row) => ({ row })))).text).not.toContain(
      'more rows',
    );
  });

  test('names and texts are escaped', () => {
    const { text } = tableMarkup(table([{ '<b>': '<script>alert(1)</script>' }]));
    expect(text).toContain('&lt;b&gt;');
    expect(text).not.toContain('<script>');
  });

  test.each([[null], [[]], [[1, 2]], [[[1, 2]]], [[new Date(0)]], [[{}]], [{ a: 1 }], ['text'], [new Map()]])(
    '%j is none',
    (value) => {
      expect(frameTableOf(value)).toBeNull();
    },
  );
});

const LINE = {
  title: 'A <b>title</b> & "more"',
  data: {
    values: [
      { ms: 1_700_000_000_000, v: 1 },
      { ms: 1_700_000_600_000, v: 2 },
    ],
  },
  mark: 'line',
  encoding: { x: { field: 'ms', type: 'temporal' }, y: { field: 'v', type: 'quantitative' } },
};

describe('charts', () => {
  test('are what names the schema of Vega-Lite, or has marks', () => {
    expect(isChart(LINE)).toBe(true);
    expect(isChart({ layer: [LINE] })).toBe(true);
    expect(isChart({ facet: { field: 'a' }, spec: LINE })).toBe(true);
    expect(isChart({ $schema: 'https://vega.github.io/schema/vega-lite/v6.json' })).toBe(true);
    expect(isChart({ $schema: 'https://json-schema.org/draft/2020-12/schema', mark: 1, encoding: 2 })).toBe(
      false,
    );
    expect(isChart({ mark: 'x' })).toBe(false);
    expect(isChart([LINE])).toBe(false);
  });

  test('are SVG with ids of their own, colours of the page, and their title as a name', async () => {
    const clipped = { ...LINE, mark: { type: 'line', clip: true } };
    const { svg, label } = await renderChart(clipped, 'chart7');
    expect(label).toBe('A <b>title</b> & "more"');
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" width="\d+" height="\d+" viewBox="[^"]+" role="img" aria-label="A &lt;b&gt;title/,
    );
    expect(svg).not.toContain('<b>');
    expect(svg).toContain('var(--blue)');
    expect(svg).toContain('id="chart7-');
    for (const [, id] of svg.matchAll(/url\(#([^)]+)\)/g)) expect(svg).toContain(`id="${id}"`);
    expect(svg).not.toMatch(/\bclass="|\d\.\d{3,}"/);
  });

  test('stand alone in light colours on paper of their own', async () => {
    const { svg } = await renderChart(LINE, 'chart1');
    const alone = standaloneSvg(svg);
    expect(alone).not.toContain('var(');
    expect(alone).toMatch(/^<svg [^>]*><rect width="100%" height="100%" fill="#ffffff"\/>/);
    expect(alone).toContain(/--blue: (#\w+);/.exec(PAGE_STYLE)![1]);
  });

  test('draw times in UTC, whatever the machine thinks', async () => {
    const before = process.env.TZ;
    try {
      const drawn = [];
      for (const zone of ['UTC', 'Asia/Kolkata', 'America/New_York']) {
        process.env.TZ = zone;
        expect(new Date(1_700_000_000_000).getHours() === 22).toBe(zone === 'UTC');
        drawn.push((await renderChart(LINE, 'chart1')).svg);
      }
      expect(drawn[1]).toBe(drawn[0]);
      expect(drawn[2]).toBe(drawn[0]);
      expect(drawn[0]).toContain('>10:15<');
    } finally {
      if (before === undefined) delete process.env.TZ;
      else process.env.TZ = before;
    }
  });

  test('two that are drawn together do not number each other', async () => {
    const [alone] = await Promise.all([renderChart(LINE, 'a')]);
    const [first, second] = await Promise.all([renderChart(LINE, 'a'), renderChart(LINE, 'b')]);
    expect(first!.svg).toBe(alone!.svg);
    expect(second!.svg.replaceAll('"b-', '"a-').replaceAll('#b-', '#a-')).toBe(alone!.svg);
  });

  test('ask for nothing: data by URL is an error', async () => {
    const { data: _, ...rest } = LINE;
    await expect(
      renderChart({ ...rest, data: { url: 'https://example.invalid/a.csv' } }, 'c'),
    ).rejects.toThrow('a chart asks for https://example.invalid/a.csv');
    await expect(renderChart({ ...rest, data: { url: '/etc/passwd' } }, 'c')).rejects.toThrow('/etc/passwd');
    await expect(
      renderChart(
        { ...LINE, mark: 'image', encoding: { url: { value: 'https://example.invalid/a.png' } } },
        'c',
      ),
    ).rejects.toThrow('a.png');
  });

  test('that are wrong are an error', async () => {
    await expect(renderChart({ ...LINE, mark: 'no such mark' }, 'c')).rejects.toThrow();
  });
});

describe('values', () => {
  const options = { inspect: (value: unknown) => `<${String(value)}>`, chartId: 'chart1' };
  test('undefined shows nothing, text shows itself, the rest as it is inspected', async () => {
    expect(await displayOf(undefined, options)).toBeNull();
    expect(await displayOf('text', options)).toEqual({ kind: 'text', text: 'text' });
    expect(await displayOf(null, options)).toEqual({ kind: 'text', text: '<null>' });
    expect(await displayOf(4, options)).toEqual({ kind: 'text', text: '<4>' });
    expect(await displayOf([{ a: 1 }], options)).toMatchObject({ kind: 'table' });
    expect(await displayOf(LINE, options)).toMatchObject({ kind: 'chart', label: LINE.title });
  });
});
