import { endOf, knownMs, lagMs, startOf } from '../../engine/journeyTimes.ts';
import type { OrderAttempt, OrderJourney } from '../../engine/orderJourney.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { JOURNEY_MARKS, journeyLanes, journeyMark } from '../charts/journeyLanes.ts';
import {
  endingOf,
  type JudgedJourney,
  judgedJourneys,
  type StepDelays,
  stepDelays,
  TROUBLES,
  type Trouble,
} from '../facts/journeys.ts';
import { endReasonOf, fillPriceOf, slippageOf, wholeQtyOf } from '../facts/orderTable.ts';
import { priceFormat } from '../facts/symbols.ts';
import { type Html, type HtmlPart, html } from '../html.ts';
import { counted, duration, fixed, NO_VALUE, significant, THIN, utcTime } from '../numbers.ts';
import { firstRows, type Row, table } from '../table.ts';

/** Rows of orders in trouble, and of all where fewer are; orders.csv has all. */
const TROUBLE_LIMIT = 120;
const ROW_LIMIT = 60;
/** Orders in trouble that are drawn; the table has all. */
const LANE_LIMIT = 8;

/** The way of every order: those in trouble first, and in a picture; how long each step took. */
export function journeys(outcome: Outcome): Html {
  const { record } = outcome.faulted;
  const judged = judgedJourneys(record);
  const inTrouble = judged.filter(({ troubles }) => troubles.length > 0);
  const isManySessions = new Set(record.orderJourneys.map(({ sessionId }) => sessionId)).size > 1;
  const look: RowLook = { priceText: priceFormat(outcome), showsSession: isManySessions };
  return html`<section aria-labelledby="journeys">
<h2 id="journeys">Order journeys</h2>
<p class="lead">Each order from its decision to its end at the venue, and when its session knew. ${counted(judged.length, 'order')}, ${fixed(inTrouble.length, 0)} of them in trouble. All of them, with every time, stand in <span class="mono">orders.csv</span>.</p>
${picture(inTrouble, record.toMs)}${judged.length === 0 ? null : delayTable(stepDelays(record))}${chips(inTrouble)}
${table({
  caption:
    'Orders of the faulted run, those in trouble first, and then those first of which something was unknown for longest',
  filter: 'Filter orders',
  hint: 'order, trouble, end',
  columns: [
    { title: 'Order', kind: 'name' },
    { title: 'Trouble', kind: 'name' },
    { title: 'Longest unknown', kind: 'number' },
    { title: 'Sends', kind: 'name' },
    { title: 'Filled' },
    { title: 'End at the venue' },
    { title: 'The session knew' },
    { title: 'Decided', kind: 'time' },
  ],
  rows: firstRows(
    judged,
    Math.max(ROW_LIMIT, Math.min(inTrouble.length, TROUBLE_LIMIT)),
    (one) => journeyRow(one, look),
    (count) =>
      `${fixed(count, 0)} more${inTrouble.length > TROUBLE_LIMIT ? '' : ', none of them in trouble'}, stand in orders.csv.`,
  ),
  whenEmpty: 'No order was sent.',
})}</section>
`;
}

function picture(inTrouble: readonly JudgedJourney[], toMs: number): Html | null {
  if (inTrouble.length === 0) return null;
  const drawn = inTrouble.slice(0, LANE_LIMIT);
  const title =
    drawn.length < inTrouble.length ? `The first ${drawn.length} orders in trouble` : 'Orders in trouble';
  return html`<div class="tail-chart" role="region" aria-label="${title}" tabindex="0"><figure><figcaption><strong>${title}</strong>${keys()}</figcaption><div class="plot">${journeyLanes(drawn, toMs)}</div></figure></div>
`;
}

function keys(): HtmlPart {
  const key = (swatch: HtmlPart, title: string) =>
    html`<span class="key"><svg class="swatch" viewBox="0 0 22 14" aria-hidden="true">${swatch}</svg>${title}</span>`;
  const names = Object.keys(JOURNEY_MARKS) as (keyof typeof JOURNEY_MARKS)[];
  return [
    ...names.map((name) => key(journeyMark(name, 'translate(11 7)', false), JOURNEY_MARKS[name].title)),
    key(journeyMark('fill', 'translate(11 7)', true), 'hollow, below: the session knows'),
    key(html`<rect width="22" height="14" fill="var(--fault)"/>`, 'longest unknown'),
  ];
}

const STEPS: Readonly<Record<StepDelays['step'], readonly [step: string, missing: string]>> = {
  arrival: ['From a send to its arrival at the venue', 'never arrived'],
  answer: ['From a send to its answer', 'never answered'],
  acceptance: ["From an acceptance to the session's knowledge of it", 'never known'],
  fill: ["From a fill to the session's knowledge of it", 'never known'],
  end: ["From an end at the venue to the session's knowledge of it", 'never known'],
};

function delayTable(steps: readonly StepDelays[]): Html {
  return table({
    caption: 'How long each step took',
    columns: [
      { title: 'Step' },
      { title: 'Times', kind: 'number' },
      { title: 'Median', kind: 'number' },
      { title: 'Worst', kind: 'number' },
      { title: 'Worst of', kind: 'name' },
      { title: 'Never', kind: 'number' },
    ],
    rows: steps.map(({ step, count, medianMs, worstMs, worstKey, missingCount }) => ({
      cells: [
        STEPS[step][0],
        fixed(count, 0),
        medianMs === null ? NO_VALUE : duration(medianMs),
        worstMs === null ? NO_VALUE : duration(worstMs),
        worstKey ?? NO_VALUE,
        missingCount === 0 ? '0' : html`<strong>${fixed(missingCount, 0)}</strong> ${STEPS[step][1]}`,
      ],
    })),
    whenEmpty: '',
  });
}

/** Each trouble with its orders, those that did not occur last: a list, and with the page's script switches over the table. */
function chips(inTrouble: readonly JudgedJourney[]): Html {
  const counts = (Object.keys(TROUBLES) as Trouble[])
    .map((trouble) => ({
      trouble,
      count: inTrouble.filter(({ troubles }) => troubles.includes(trouble)).length,
    }))
    .sort((a, b) => Number(b.count > 0) - Number(a.count > 0));
  return html`<ul class="chips" aria-label="Orders by trouble" data-chips-of="Filter orders">
${counts.map(
  ({
    trouble,
    count,
  }) => html`<li data-value="${trouble}" data-count="${count}" title="${TROUBLES[trouble].meaning}">${TROUBLES[trouble].title} <b>${fixed(count, 0)}</b></li>
`,
)}</ul>
`;
}

interface RowLook {
  readonly priceText: ReturnType<typeof priceFormat>;
  readonly showsSession: boolean;
}

function journeyRow({ journey, troubles }: JudgedJourney, { priceText, showsSession }: RowLook): Row {
  const { key, symbol, side, type, qty, limitPrice, triggerPrice, sessionId, isByVenue, longestLag } =
    journey;
  const at = triggerPrice ?? limitPrice;
  const what = `${side} ${significant(qty, 7)} ${TYPES[type]}${at === null ? '' : ` at ${priceText(symbol, at)}`}`;
  const startMs = startOf(journey);
  const after = (timeMs: number): string =>
    timeMs === startMs ? 'at once' : `after ${duration(timeMs - startMs)}`;
  return {
    group: troubles.join(' '),
    cells: [
      html`${key}<span class="reason">${isByVenue ? `${symbol} ${what}` : what}${showsSession && !isByVenue && `, session ${sessionId}`}</span>`,
      lines(troubles.map((trouble) => html`<strong>${TROUBLES[trouble].title}</strong>`)),
      duration(lagMs(longestLag)),
      journey.attempts.length === 0
        ? unsentText(journey, after)
        : journey.attempts.map((attempt) => html`<div>${sendText(attempt, after)}</div>`),
      html`<span class="subject">${filledText(journey, after, priceText)}</span>`,
      html`<span class="subject">${endText(journey, after)}</span>`,
      html`<span class="subject">${knownText(journey)}</span>`,
      journey.decidedMs === null
        ? html`${utcTime(startMs)}<span class="reason">by the venue</span>`
        : utcTime(journey.decidedMs),
    ],
  };
}

const TYPES: Readonly<Record<OrderJourney['type'], string>> = {
  market: 'market',
  limit: 'limit',
  stopMarket: 'stop',
  stopLimit: 'stop limit',
  trailingStop: 'trailing stop',
  takeProfitMarket: 'take profit',
  takeProfitLimit: 'take profit limit',
  bracket: 'bracket',
};

/** A leg is opened by the venue for what its entry has filled. */
function unsentText({ venueOrders: [opened] }: OrderJourney, after: (timeMs: number) => string): HtmlPart {
  return opened === undefined
    ? NO_VALUE
    : html`with its entry<span class="reason">opened ${after(opened.acceptedMs)}</span>`;
}

function lines(parts: readonly HtmlPart[]): HtmlPart {
  return parts.map((part, index) => html`${index > 0 && html`<br>`}${part}`);
}

function sendText(
  { sentMs, fate, arrivedMs, replyFate, replyMs, heldBackMs }: OrderAttempt,
  after: (timeMs: number) => string,
): HtmlPart {
  const sent = `sent ${after(sentMs)}`;
  if (arrivedMs === null)
    return html`${sent}: <strong>${fate === 'lost' ? 'lost' : 'still on its way'}</strong>`;
  const held = heldBackMs > 0 && html`, <strong>held back ${duration(heldBackMs)}</strong>`;
  const answer =
    replyMs === null
      ? html`<strong>answer ${replyFate === 'lost' ? 'lost' : 'still on its way'}</strong>`
      : `answer in ${duration(replyMs - sentMs)}`;
  return html`${sent}<span class="reason">arrived in ${duration(arrivedMs - sentMs)}${held}, ${answer}</span>`;
}

function filledText(
  journey: OrderJourney,
  after: (timeMs: number) => string,
  priceText: RowLook['priceText'],
): HtmlPart {
  const { fills, symbol } = journey;
  const qty = wholeQtyOf(journey);
  const triggeredMs = journey.venueOrders.find((order) => order.triggeredMs !== null)?.triggeredMs ?? null;
  const trigger = triggeredMs === null ? null : `triggered ${after(triggeredMs)}`;
  const [first] = fills;
  if (first === undefined) return trigger ?? NO_VALUE;
  const filledQty = fills.reduce((sum, fill) => sum + fill.qty, 0);
  const slippageBps = slippageOf(journey);
  const isWhole = Math.abs(filledQty - qty) <= 1e-9 * qty;
  const lastMs = fills.at(-1)!.venueMs;
  return html`${significant(filledQty, 7)}${!isWhole && html` of ${significant(qty, 7)}`} at ${priceText(symbol, fillPriceOf(journey)!)}<span class="reason">${trigger !== null && html`${trigger}<br>`}${fills.length > 1 && `${counted(fills.length, 'fill')}, `}${after(first.venueMs)}${lastMs > first.venueMs && ` to ${duration(lastMs - first.venueMs)} later`}${slippageBps !== null && `, slippage ${significant(slippageBps, 3)}${THIN}bps`}</span>`;
}

function endText(journey: OrderJourney, after: (timeMs: number) => string): HtmlPart {
  const { venueOrders, isByVenue } = journey;
  const ending = ENDINGS[endingOf(journey)] ?? endingOf(journey);
  const reason = endReasonOf(journey);
  const endedMs = endOf(journey);
  const copies = venueOrders.length > 1 && html`, <strong>${fixed(venueOrders.length, 0)} orders</strong>`;
  if (isByVenue) return ending;
  return html`${ending}${copies}<span class="reason">${endedMs !== null && after(endedMs)}${reason !== null && reason !== endingOf(journey) && `${endedMs === null ? '' : ', '}${reason}`}</span>`;
}

const ENDINGS: Readonly<Record<string, string>> = {
  live: 'live at the end',
  lost: 'never arrived',
  onItsWay: 'still on its way',
  failed: 'dropped',
};

/** When the session knew what was true, each as the time that it took. */
function knownText(journey: OrderJourney): HtmlPart {
  const { venueOrders, fills, belief, isByVenue, attempts } = journey;
  const facts: HtmlPart[] = [];
  const say = (name: string, fromMs: number, knewMs: number | null): void => {
    facts.push(
      knewMs === null
        ? html`${name} <strong>never</strong>`
        : knewMs < fromMs
          ? html`${name} <strong>${duration(fromMs - knewMs)} too early</strong>`
          : `${name} in ${duration(knewMs - fromMs)}`,
    );
  };
  if (venueOrders[0] !== undefined) say('acceptance', venueOrders[0].acceptedMs, belief.acceptedMs);
  const unknown = fills.find((fill) => knownMs(fill) === null);
  const slowest = fills.reduce<OrderJourney['fills'][number] | null>(
    (worst, fill) => (worst === null || lagOf(fill) > lagOf(worst) ? fill : worst),
    null,
  );
  const fill = unknown ?? slowest;
  if (fill !== null) say(fills.length > 1 ? 'slowest fill' : 'fill', fill.venueMs, knownMs(fill));
  const rebooked = fills.filter(({ bookedCount }) => bookedCount > 1).length;
  if (rebooked > 0) facts.push(html`<strong>${counted(rebooked, 'fill')} booked twice</strong>`);
  const endedMs = endOf(journey);
  if (endedMs !== null && !isByVenue) say('end', endedMs, belief.endedMs);
  else if (!isByVenue && belief.endedMs !== null && attempts.length > 0)
    facts.push(`held it for over: ${belief.outcome}`);
  return html`<span class="reason">${lines(facts)}</span>`;
}

function lagOf(fill: OrderJourney['fills'][number]): number {
  return (knownMs(fill) ?? Number.MAX_SAFE_INTEGER) - fill.venueMs;
}
