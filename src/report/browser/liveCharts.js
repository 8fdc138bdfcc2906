/** The charts as Vega draws them in the browser, for any part of their time. They take the place of the drawings that the page came with. */
import { rowsOf, seenValues } from '../charts/feed.ts';
import { axisFor, timeTicks } from '../charts/scales.ts';
import { tickSignals } from '../charts/vegaSpec.ts';

/** Starts Vega: its text lies in the page unread until now, and runs under a hash of its own. */
function wakeVega() {
  if (globalThis.brakecheckVega === undefined) {
    const script = document.createElement('script');
    script.textContent = document.getElementById('vega').textContent;
    document.body.append(script);
  }
  return globalThis.brakecheckVega;
}

export class LiveCharts {
  #charts;
  #drawn = [];
  #width;
  #span;
  #tell;

  /** `tell` is called with what a mark says of itself, and where; with null when the pointer leaves it. */
  constructor(charts, { span, width, tell }) {
    this.#charts = charts;
    this.#span = span;
    this.#width = width;
    this.#tell = tell;
  }

  get isComplete() {
    return this.#drawn.length === this.#charts.length;
  }

  /** Brings one more chart to life. */
  async wakeOne() {
    const chart = this.#charts[this.#drawn.length];
    if (chart === undefined) return;
    const vega = wakeVega();
    const figure = document.getElementById(`${chart.id}-figure`);
    const still = figure.querySelector('.plot > svg');
    const box = document.createElement('div');
    box.className = 'live';
    const view = new vega.View(vega.parse(chart.spec, null, { ast: true }), {
      expr: vega.expressionInterpreter,
      renderer: 'svg',
      logLevel: vega.errorLevel,
      container: box,
      hover: false,
      tooltip: (_handler, event, _item, text) =>
        this.#tell(text ? { text, x: event.clientX, y: event.clientY } : null),
    });
    const live = { chart, view };
    this.#drawn.push(live);
    await this.#draw(live);
    const svg = box.querySelector('svg');
    for (const name of ['role', 'aria-label', 'aria-describedby'])
      svg.setAttribute(name, still.getAttribute(name));
    svg.removeAttribute('width');
    svg.removeAttribute('height');
    // The picture's description goes with it: the words are of the whole run, whatever part is shown.
    svg.prepend(still.querySelector('desc'));
    still.replaceWith(box);
  }

  /** Draws a part of the time in every chart that is alive; those that wake later draw it at once. */
  async show(span) {
    this.#span = span;
    await Promise.all(this.#drawn.map((live) => this.#draw(live)));
  }

  async #draw({ chart, view }) {
    const [fromMs, toMs] = this.#span;
    const frame = { fromMs, toMs, width: this.#width, height: chart.height, axis: null };
    const parts = chart.feeds.map(({ name, feed }) => ({ name, feed, rows: rowsOf(feed, frame) }));
    const axis = this.#axisOf(chart, parts);
    const signals = [{ name: 'span', value: [fromMs, toMs] }, ...tickSignals('x', timeTicks(fromMs, toMs))];
    if (axis !== null)
      signals.push({ name: 'yDomain', value: [axis.min, axis.max] }, ...tickSignals('y', axis.ticks));
    for (const { name, value } of signals) view.signal(name, value);
    for (const { name, feed, rows } of parts) {
      // Labels stand beside values, so their rows need the axis.
      const isLabel = feed.kind === 'end' || feed.kind === 'label';
      view.data(name, isLabel ? rowsOf(feed, { ...frame, axis }) : rows);
    }
    await view.runAsync();
  }

  #axisOf(chart, parts) {
    if (chart.axisRule === null || this.#isWhole()) return chart.axis;
    const values = seenValues(parts);
    return values.length === 0 ? chart.axis : axisFor(chart.axisRule, values);
  }

  #isWhole() {
    const { signals } = this.#charts[0].spec;
    const [fromMs, toMs] = signals.find(({ name }) => name === 'span').value;
    return this.#span[0] === fromMs && this.#span[1] === toMs;
  }

  /** What every chart shows now: of use to whoever asks whether they agree. */
  get spans() {
    return this.#drawn.map(({ view }) => view.signal('span'));
  }
}
