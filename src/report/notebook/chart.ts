/** Vega-Lite specifications of a notebook as inline SVG: the same bytes on every machine, no request, the page's colours. */

import { palette } from '../charts/palette.ts';
import { escapeMarkup } from '../html.ts';
import { PAGE_STYLE } from '../style.ts';

type Specification = Readonly<Record<string, unknown>>;

/** Colours of categories, in this order: Okabe and Ito's, as everywhere in the report. */
const CATEGORIES = [
  palette.faulted,
  palette.sell,
  palette.protected,
  palette.stop,
  palette.naked,
  palette.muted,
];

/** Pixels of a plot that does not say how large it is. */
const DEFAULT_SIZE = { width: 640, height: 260 };

/** Whether a value is a chart: it names Vega-Lite's schema, or it has marks and says what they encode. */
export function isChart(value: unknown): value is Specification {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const spec = value as Specification;
  if (typeof spec.$schema === 'string') return spec.$schema.includes('/vega-lite/');
  const isComposed = ['layer', 'hconcat', 'vconcat', 'concat'].some((name) => Array.isArray(spec[name]));
  const isRepeated = 'spec' in spec && ('facet' in spec || 'repeat' in spec);
  return isComposed || isRepeated || ('mark' in spec && 'encoding' in spec);
}

/**
 * Renders a specification. Times are drawn in UTC unless the specification says otherwise. `id` is unique in the page.
 *
 * @throws Error when the specification is wrong, or when it asks for data by URL: a notebook reads its data itself.
 */
export async function renderChart(spec: Specification, id: string): Promise<{ svg: string; label: string }> {
  const [vega, vegaLite] = await Promise.all([import('vega'), import('vega-lite')]);
  // Text is estimated, never measured, even where a canvas is installed: else two machines would draw two pictures.
  (vega as unknown as { textMetrics: { canvas(use: boolean): void } }).textMetrics.canvas(false);
  const wrong: string[] = [];
  const refuse = async (uri: string): Promise<never> => {
    wrong.push(`a chart asks for ${uri}; read the data in the notebook and give it as data.values`);
    throw new Error(wrong.at(-1));
  };
  const logger = quietLogger(wrong);
  const compiled = vegaLite.compile(inUtc(withDefaults(spec)) as never, { logger: logger as never }).spec;
  const view = new vega.View(vega.parse(compiled), {
    renderer: 'none',
    logger: logger as never,
    loader: { load: refuse, sanitize: refuse, http: refuse, file: refuse } as never,
  });
  try {
    await view.runAsync();
    vega.resetSVGDefIds();
    const svg = await view.toSVG();
    if (wrong.length > 0) throw new Error(wrong[0]);
    const label = labelOf(spec);
    return { svg: ownIds(svg, id, label), label };
  } finally {
    view.finalize();
  }
}

/** Vega says what is wrong to a logger and goes on; here what it calls an error stops the cell. Warnings are its business. */
function quietLogger(wrong: string[]) {
  const logger = {
    level: () => logger,
    error: (...messages: unknown[]) => {
      wrong.push(
        messages.map((message) => (message instanceof Error ? message.message : String(message))).join(' '),
      );
      return logger;
    },
    warn: () => logger,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

function withDefaults(spec: Specification): Specification {
  const isComposed = ['hconcat', 'vconcat', 'concat', 'facet', 'repeat'].some((name) => name in spec);
  const text = { labelColor: palette.muted, titleColor: palette.ink, labelFontSize: 12, titleFontSize: 12 };
  return {
    ...(isComposed ? {} : DEFAULT_SIZE),
    ...spec,
    background: null,
    config: {
      aria: false,
      font: 'system-ui, sans-serif',
      view: { stroke: null, continuousWidth: DEFAULT_SIZE.width, continuousHeight: DEFAULT_SIZE.height },
      title: { color: palette.ink, fontSize: 14, fontWeight: 600, anchor: 'start', offset: 12 },
      axis: {
        ...text,
        titleFontWeight: 'normal',
        gridColor: palette.grid,
        tickColor: palette.grid,
        domainColor: palette.muted,
      },
      legend: { ...text, titleFontWeight: 'normal' },
      header: text,
      range: { category: CATEGORIES },
      mark: { color: palette.faulted },
      bar: { color: palette.faulted },
      line: { color: palette.faulted },
      point: { color: palette.faulted },
      rule: { color: palette.muted },
      text: { color: palette.ink, fontSize: 12 },
      ...((spec.config as object | undefined) ?? {}),
    },
  };
}

/** Gives every temporal channel a scale in UTC: Vega-Lite's default is the time zone of the machine. */
function inUtc(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(inUtc);
  if (typeof part !== 'object' || part === null) return part;
  const turned = Object.fromEntries(
    // Data is data: it may have members of any name.
    Object.entries(part).map(([name, member]) => [
      name,
      name === 'data' || name === 'datasets' ? member : inUtc(member),
    ]),
  );
  if (turned.type !== 'temporal' || !('field' in turned || 'aggregate' in turned)) return turned;
  const scale = turned.scale as { type?: unknown } | null | undefined;
  if (scale === null || scale?.type !== undefined) return turned;
  return { ...turned, scale: { ...scale, type: 'utc' } };
}

function labelOf({ description, title }: Specification): string {
  if (typeof description === 'string') return description;
  const text = typeof title === 'object' && title !== null ? (title as { text?: unknown }).text : title;
  if (Array.isArray(text)) return text.join(' ');
  return typeof text === 'string' ? text : 'Chart';
}

/** The drawing as one image with its name, ids of its own, and no digits beyond a hundredth of a pixel. */
function ownIds(svg: string, id: string, label: string): string {
  const [opening] = /^<svg [^>]*>/.exec(svg)!;
  const size = opening.match(/ (?:width|height|viewBox)="[^"]*"/g)!.join('');
  const body = svg.slice(opening.length).replace(/<[^>]*>/g, (tag) =>
    tag
      .replace(/ (?:role|aria-[a-z]+|pointer-events|class)="[^"]*"/g, '')
      .replace(/ opacity="1"/g, '')
      .replace(/ id="([^"]+)"/g, ` id="${id}-$1"`)
      .replace(/url\(#([^)]+)\)/g, `url(#${id}-$1)`)
      .replace(
        / (transform|d|x|y|x1|y1|x2|y2|width|height)="([^"]*)"/g,
        (_, name: string, numbers: string) => {
          return ` ${name}="${numbers.replace(/(\.\d\d)\d+/g, '$1')}"`;
        },
      ),
  );
  const name = escapeMarkup(label);
  return `<svg xmlns="http://www.w3.org/2000/svg"${size} role="img" aria-label="${name}">${body}`;
}

/** The light values of the page's colours, by custom property. */
const LIGHT_COLOURS: ReadonlyMap<string, string> = new Map(
  [...(/:root\s*\{([^}]*)\}/.exec(PAGE_STYLE)?.[1] ?? '').matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(
    ([, name, value]) => [name!, value!.trim()],
  ),
);

/** The same drawing for a page that is not ours: light, on paper of its own. */
export function standaloneSvg(svg: string): string {
  return svg
    .replace(/var\((--[\w-]+)\)/g, (_, name: string) => LIGHT_COLOURS.get(name) ?? '#16191d')
    .replace(/^(<svg [^>]*>)/, '$1<rect width="100%" height="100%" fill="#ffffff"/>');
}
