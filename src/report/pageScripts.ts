import { fileURLToPath } from 'node:url';
import { sha256 } from '../core/hash.ts';

/** A script as it stands in a page, and the source expression that lets it run under a content-security policy. */
export interface PageScript {
  readonly text: string;
  readonly source: string;
}

/** The page's own script, and Vega, which lies in the page as text until a chart comes near. */
export interface PageScripts {
  readonly page: PageScript;
  readonly vega: PageScript;
}

/** Parts of Vega that no chart of ours uses: maps, forces, trees, clouds. Without them it is a fifth smaller. */
const LEFT_OUT =
  /^(?:vega-(?:geo|force|hierarchy|voronoi|wordcloud|crossfilter|regression|label)|d3-(?:delaunay|force|hierarchy|dsv)|topojson-client)$/;

let bundled: Promise<PageScripts> | null = null;

/** The scripts of a page, put together once a process. Same versions, same bytes. */
export function pageScripts(): Promise<PageScripts> {
  bundled ??= bundle();
  return bundled;
}

async function bundle(): Promise<PageScripts> {
  const { build } = await import('esbuild');
  const bundleOf = async (name: string): Promise<PageScript> => {
    const { outputFiles } = await build({
      entryPoints: [fileURLToPath(new URL(`browser/${name}.js`, import.meta.url))],
      bundle: true,
      minifyWhitespace: true,
      minifySyntax: true,
      // Short names are chosen by the letters of the source, which are others once it was compiled.
      minifyIdentifiers: name === 'vegaRuntime',
      write: false,
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      legalComments: 'none',
      charset: 'utf8',
      logLevel: 'silent',
      // Whatever lies about: a clone and a compiled package make the same page.
      tsconfigRaw: '{}',
      plugins: [
        {
          name: 'without-what-is-not-used',
          setup(context) {
            context.onResolve({ filter: LEFT_OUT }, ({ path }) => ({ path, namespace: 'left-out' }));
            context.onLoad({ filter: /./, namespace: 'left-out' }, () => ({
              contents: 'module.exports = {};',
            }));
          },
        },
      ],
    });
    return scriptOf(outputFiles[0]!.text);
  };
  const [page, vega] = await Promise.all([bundleOf('page'), bundleOf('vegaRuntime')]);
  return { page, vega };
}

/** Text that ends no script element and opens no comment in one, with its hash. */
function scriptOf(text: string): PageScript {
  const safe = text
    .trim()
    .replace(/<\/(?=script)/gi, '<\\/')
    .replace(/<!--/g, '<\\!--');
  return { text: safe, source: `'sha256-${base64(sha256(safe))}'` };
}

/** A hash in hexadecimal as a content-security policy writes it. */
function base64(hex: string): string {
  return btoa(String.fromCharCode(...hex.match(/../g)!.map((pair) => Number.parseInt(pair, 16))));
}
