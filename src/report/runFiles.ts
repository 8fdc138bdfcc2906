import { canonicalJson } from '../core/hash.ts';
import type { Outcome } from '../stress/outcome.ts';
import { reproducingCommand } from './facts/verdict.ts';
import { auditNdjson } from './files/audit.ts';
import { junitXml } from './files/junit.ts';
import { ordersCsv } from './files/ordersCsv.ts';
import { resultOf } from './files/resultJson.ts';
import { summaryMarkdown } from './files/summary.ts';
import { equityCsv, timelineCsv, tradesCsv } from './files/tables.ts';
import type { PageOptions } from './page.ts';

/** A file of a run's folder. */
export interface RunFile {
  readonly name: string;
  readonly content: string;
}

/**
 * Every file of a run: `reports/<name>/`. The same outcome gives the same bytes.
 *
 * @param options.hasPage false leaves out `index.html`, whose charts take most of the time. Left out: true.
 */
export async function runFiles(
  outcome: Outcome,
  options: PageOptions & { readonly hasPage?: boolean } = {},
): Promise<RunFile[]> {
  const { hasPage = true, ...pageOptions } = options;
  const page = hasPage ? [{ name: 'index.html', content: await pageOf(outcome, pageOptions) }] : [];
  return [
    ...page,
    { name: 'result.json', content: `${JSON.stringify(resultOf(outcome), null, 2)}\n` },
    { name: 'audit.ndjson', content: auditNdjson(outcome) },
    { name: 'events.ndjson', content: eventsNdjson(outcome) },
    { name: 'trades.csv', content: tradesCsv(outcome) },
    { name: 'orders.csv', content: ordersCsv(outcome) },
    { name: 'equity.csv', content: equityCsv(outcome) },
    { name: 'timeline.csv', content: timelineCsv(outcome) },
    { name: 'junit.xml', content: junitXml(outcome, options.approval) },
    {
      name: 'summary.md',
      content: summaryMarkdown(outcome, {
        command: options.command ?? reproducingCommand(outcome),
        ...(options.approval === undefined ? {} : { approval: options.approval }),
      }),
    },
  ];
}

/** Vega is loaded where a page is drawn and nowhere else. */
async function pageOf(outcome: Outcome, options: PageOptions): Promise<string> {
  const { renderPage } = await import('./page.ts');
  return renderPage(outcome, options);
}

/** The canonical log of the faulted run, one entry a line: the SHA-256 of this file is the run's fingerprint. */
export function eventsNdjson({ faulted }: Outcome): string {
  return faulted.record.journal.map((entry) => `${canonicalJson(entry)}\n`).join('');
}
