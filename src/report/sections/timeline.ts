import type { Outcome } from '../../stress/outcome.ts';
import { DECISION_MARKS, decisionLanesPlot } from '../charts/decisionLanes.ts';
import { equityPlot } from '../charts/equity.ts';
import { exposurePlot } from '../charts/exposure.ts';
import { limitUsePlot, USE_LOOK } from '../charts/limitUse.ts';
import { marginBufferPlot } from '../charts/marginBuffer.ts';
import { dataName, drawPlot, PLOT, type Plot } from '../charts/plot.ts';
import { ITEM_LIMIT, isCut, type LiveChart, pack } from '../charts/portable.ts';
import { type FaultSpan, FILL_MARKS, pricePlot } from '../charts/price.ts';
import { PROTECTION_LOOK, protectionPlot } from '../charts/protection.ts';
import { underwaterPlot } from '../charts/underwater.ts';
import { PROTECTION_MEANING, PROTECTION_ORDER } from '../facts/protection.ts';
import { symbolsByDamage } from '../facts/symbols.ts';
import { type Html, type HtmlPart, html, jsonScript } from '../html.ts';
import { barTable, fillTable, protectionTable, sampleTable } from './timelineTables.ts';

/** Small price panels beside the large one; further symbols are named. */
const SMALL_PANELS = 5;

interface Panel {
  readonly title: string;
  readonly keys: HtmlPart;
  readonly plot: Plot;
}

/** Every chart of the run over one stretch of time, drawn before the page is opened, and the tables of what they show. */
export async function timeline(outcome: Outcome): Promise<Html> {
  const { record } = outcome.faulted;
  const faults = faultSpans(outcome);
  const [focus, ...others] = symbolsByDamage(outcome);
  const small = others.slice(0, SMALL_PANELS);
  const panels: Panel[] = [];
  const add = (title: string, keys: HtmlPart, plot: Plot | null): void => {
    if (plot !== null) panels.push({ title, keys, plot });
  };

  for (const [index, symbol] of [focus!, ...small].entries()) {
    const isFocus = index === 0;
    const tapeSymbol = outcome.tape.symbols.find(({ instrument }) => instrument.symbol === symbol)!;
    const plot = pricePlot(record, tapeSymbol, {
      height: isFocus ? 300 : 84,
      hasTimeLabels: isFocus || index === small.length,
      faults: faults.filter((fault) => fault.symbol === null || fault.symbol === symbol),
      namesFaults: isFocus,
    });
    add(
      isFocus ? `Price of ${symbol}, logarithmic` : index === 1 ? 'The other symbols' : '',
      isFocus ? priceKeys(faults.length > 0) : null,
      plot,
    );
  }
  add('Equity', runKeys(), equityPlot(outcome, faults));
  add('Drawdown from the high-water mark', null, underwaterPlot(outcome, faults));
  add('Gross exposure, share of equity', null, exposurePlot(outcome, faults));
  add('Margin buffer, share of maintenance margin', null, marginBufferPlot(outcome, faults));
  add('Protection of the positions', protectionKeys(), protectionPlot(record, faults));
  add('Use of limits, one lane a limit, and the most of each', useKeys(), limitUsePlot(outcome, faults));
  add('Decisions, one lane a rule or brake', decisionKeys(), decisionLanesPlot(record, faults));

  const drawn: Html[] = [];
  const live: LiveChart[] = [];
  for (const { title, keys, plot } of panels) {
    const { svg, spec } = await drawPlot(plot);
    const { id, label, height, axis, axisRule, layers, readings } = plot;
    const feeds = layers.flatMap(({ feed }, index) =>
      feed === undefined ? [] : [{ name: dataName(index), feed }],
    );
    live.push({
      id,
      label,
      height,
      axis,
      axisRule: axisRule ?? null,
      spec,
      feeds,
      readings: readings ?? [],
    });
    drawn.push(html`<figure id="${id}-figure">${(title !== '' || keys !== null) && html`<figcaption><strong>${title}</strong>${keys}</figcaption>`}<div class="plot">${svg}<span class="readout"></span></div></figure>
`);
  }
  const left = others.slice(SMALL_PANELS);
  const jumps = outcome.faults.flatMap(({ id, firings: [first] }) =>
    first === undefined ? [] : [[id, first.atMs, Math.max(first.atMs, first.untilMs)]],
  );
  return html`<section aria-labelledby="timeline">
<h2 id="timeline">Timeline</h2>
<p class="lead">One axis of time for all, in UTC. The large panel is the symbol that lost the most. Orange marks where faults were in force${left.length > 0 && html`; without a panel: ${left.join(', ')}`}. The numbers behind the pictures stand in tables below them.${isCut(live) && html` Where JavaScript runs, a chart has the first ${ITEM_LIMIT} marks of a kind; the pictures without it and the files of the run have all.`}</p>
<div class="timeline" id="charts" role="region" aria-label="Linked charts of the run" tabindex="0" data-from="${record.fromMs}" data-to="${record.toMs}" data-bar="${outcome.tape.intervalMs}" data-left="${PLOT.left}" data-plot="${PLOT.width}" data-width="${PLOT.left + PLOT.width + PLOT.right}" data-jumps="${JSON.stringify(jumps)}">
${drawn}</div>
${jsonScript('chart-data', pack(live, record.fromMs))}
<h3>The charts as tables</h3>
${fillTable(outcome)}${outcome.tape.symbols.map((tapeSymbol) => barTable(outcome, tapeSymbol))}${sampleTable(outcome)}${protectionTable(outcome)}</section>
`;
}

/** Each firing of each fault. */
function faultSpans({ faults }: Outcome): FaultSpan[] {
  return faults.flatMap(({ id, firings }) =>
    firings.map(({ atMs, untilMs, symbol }) => ({
      faultId: id,
      fromMs: atMs,
      toMs: Math.max(atMs, untilMs),
      symbol,
    })),
  );
}

function key(swatch: Html, title: string): Html {
  return html`<span class="key"><svg class="swatch" viewBox="0 0 22 14" aria-hidden="true">${swatch}</svg>${title}</span>`;
}

const SHAPES: Readonly<Record<string, string>> = {
  'triangle-up': 'M11 2l5 9H6z',
  'triangle-down': 'M11 12L6 3h10z',
  square: 'M6.5 2.5h9v9h-9z',
  diamond: 'M11 1l4 6-4 6-4-6z',
  cross: 'M9 2h4v3h3v4h-3v3H9V9H6V5h3z',
  stroke: 'M10 1h2v12h-2z',
};

function shapeKey(look: { shape: string; color: string; title: string }): Html {
  return key(html`<path d="${SHAPES[look.shape]!}" fill="${look.color}"/>`, look.title);
}

function lineKey(color: string, dash: string, title: string): Html {
  return key(html`<path d="M0 7h22" stroke="${color}" stroke-width="2" stroke-dasharray="${dash}"/>`, title);
}

function priceKeys(hasFaults: boolean): HtmlPart {
  return [
    ...Object.values(FILL_MARKS).map(shapeKey),
    lineKey('var(--purple)', '4 2', 'stop level'),
    hasFaults &&
      key(
        html`<rect width="22" height="14" fill="var(--fault)"/><path d="M1 0v14" stroke="var(--orange)" stroke-dasharray="2 2"/>`,
        'fault in force',
      ),
  ];
}

function runKeys(): HtmlPart {
  return [lineKey('var(--blue)', '', 'faulted'), lineKey('var(--muted)', '5 3', 'baseline')];
}

function protectionKeys(): HtmlPart {
  return PROTECTION_ORDER.map((status) => {
    const { height, color, isHollow } = PROTECTION_LOOK[status];
    const tall = Math.min(12, height * 0.65);
    const swatch = isHollow
      ? html`<rect x="1" y="${7 - tall / 2}" width="20" height="${tall}" fill="none" stroke="${color}" stroke-width="1.5"/>`
      : html`<rect y="${7 - tall / 2}" width="22" height="${tall}" fill="${color}"/>`;
    return key(swatch, `${status}: ${PROTECTION_MEANING[status]}`);
  });
}

function useKeys(): HtmlPart {
  return Object.entries(USE_LOOK).map(([level, { height, color }]) =>
    key(html`<rect y="${7 - height * 0.35}" width="22" height="${height * 0.7}" fill="${color}"/>`, level),
  );
}

function decisionKeys(): HtmlPart {
  return Object.values(DECISION_MARKS).map(shapeKey);
}
