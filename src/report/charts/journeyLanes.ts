import { endOf, knownMs, lagMs, startOf } from '../../engine/journeyTimes.ts';
import type { OrderAttempt, OrderJourney } from '../../engine/orderJourney.ts';
import { type JudgedJourney, TROUBLES } from '../facts/journeys.ts';
import { type Html, type HtmlPart, html } from '../html.ts';
import { duration } from '../numbers.ts';
import { palette } from './palette.ts';
import { shortName } from './price.ts';

/** Pixels of the drawing: the page scales it to its own width. */
const FRAME = { width: 1154, left: 196, right: 96, top: 26, bottom: 24 } as const;
const LANE = 52;
/** From the middle of a lane up to the track of the venue and down to that of the session. */
const TRACK = 11;
/** Up to here the axis is nearly linear, beyond it logarithmic. */
const LINEAR_MS = 25;
const TICKS_MS = [
  0, 50, 200, 1_000, 5_000, 30_000, 300_000, 3_600_000, 43_200_000, 432_000_000, 5_184_000_000,
];

/** What each mark looks like: shape and colour say the same. Those of the venue are filled, those of the session hollow. */
export const JOURNEY_MARKS = {
  send: { title: 'sent', shape: 'M-1 -10h2v20h-2z', color: palette.ink },
  arrival: {
    title: 'arrived, and its answer',
    shape: 'M0 -4.5a4.5 4.5 0 1 1 0 9a4.5 4.5 0 1 1 0-9z',
    color: palette.buy,
  },
  trigger: { title: 'triggered', shape: 'M-4.5 -4.5h9v9h-9z', color: palette.stop },
  fill: { title: 'filled', shape: 'M0 -6l5 6-5 6-5-6z', color: palette.sell },
  end: { title: 'over', shape: 'M-5 4L0 -5l5 9z', color: palette.protected },
  lost: { title: 'lost', shape: 'M-4 -4L4 4M4 -4L-4 4', color: palette.limit },
} as const;

/**
 * One lane an order, the venue above and its session below: each line goes from what happened to when the other side had it. What belief did not
 * know for longest is shaded. The x axis is the time since the order was decided, so that it is drawn here and not with the linked charts.
 */
export function journeyLanes(judged: readonly JudgedJourney[], toMs: number): Html {
  const lanes = judged.map(({ journey, troubles }) => ({
    journey,
    title: troubleText(troubles),
    startMs: startOf(journey),
  }));
  const mostMs = Math.max(...lanes.map(({ journey, startMs }) => lastOf(journey, toMs) - startMs), 1_000);
  const innerWidth = FRAME.width - FRAME.left - FRAME.right;
  const place = (ms: number): number => Math.log1p(Math.max(0, ms) / LINEAR_MS);
  const x = (ms: number): number => round(FRAME.left + (place(ms) / place(mostMs)) * innerWidth);
  const floor = FRAME.top + lanes.length * LANE;
  const ticks = TICKS_MS.filter((ms) => ms <= mostMs).map(
    (ms) =>
      html`<path d="M${x(ms)} ${FRAME.top}V${floor}" stroke="${palette.grid}"/><text x="${x(ms)}" y="${floor + 18}" text-anchor="middle" fill="${palette.muted}">${ms === 0 ? '0' : duration(ms)}</text>`,
  );
  const drawn = lanes.map(({ journey, title, startMs }, lane) => {
    const middle = FRAME.top + lane * LANE + LANE / 2;
    return laneOf(journey, { title, middle, toMs, x: (timeMs) => x(timeMs - startMs) });
  });
  const about = lanes
    .map(({ journey, title }) => `${journey.key}: ${title}, longest unknown ${lagText(journey)}.`)
    .join(' ');
  return html`<svg viewBox="0 0 ${FRAME.width} ${floor + FRAME.bottom}" role="img" aria-label="Orders in trouble, one lane an order" aria-describedby="journey-lanes-about"><desc id="journey-lanes-about">${about}</desc><text x="${FRAME.left}" y="14" fill="${palette.muted}">since the decision</text><text x="${FRAME.width}" y="14" text-anchor="end" fill="${palette.muted}">longest unknown</text>${ticks}${drawn}</svg>`;
}

interface Look {
  readonly title: string;
  readonly middle: number;
  readonly toMs: number;
  x(timeMs: number): number;
}

function laneOf(journey: OrderJourney, { title, middle, toMs, x }: Look): Html {
  const { key, attempts, venueOrders, fills, belief, longestLag, isByVenue } = journey;
  const [venueY, sessionY] = [middle - TRACK, middle + TRACK];
  const parts: HtmlPart[] = [];
  /** From what happened to who heard of it; a broken line where nobody did. */
  const link = (fromMs: number, toX: number, isDown: boolean, isBroken = false): void => {
    const [y1, y2] = isDown ? [venueY, sessionY] : [sessionY, venueY];
    parts.push(
      html`<path d="M${x(fromMs)} ${y1}L${toX} ${y2}" stroke="${palette.muted}"${isBroken && html` stroke-dasharray="2 3"`}/>`,
    );
  };
  const mark = (name: keyof typeof JOURNEY_MARKS, atX: number, y: number, isHollow = false): void => {
    parts.push(journeyMark(name, `translate(${atX} ${y})`, isHollow));
  };
  const told = (name: 'arrival' | 'fill' | 'end', atMs: number, knowsMs: number | null): void => {
    link(atMs, x(knowsMs ?? toMs), true, knowsMs === null);
    mark(name, x(atMs), venueY);
    if (knowsMs === null) mark('lost', x(toMs), sessionY);
    else mark(name, x(knowsMs), sessionY, true);
  };
  for (const attempt of attempts) sendOf(attempt);
  // A leg is opened by the venue, which tells of it.
  if (attempts.length === 0 && venueOrders[0] !== undefined)
    told('arrival', venueOrders[0].acceptedMs, belief.acceptedMs);
  for (const { triggeredMs } of venueOrders)
    if (triggeredMs !== null) mark('trigger', x(triggeredMs), venueY);
  for (const fill of fills) told('fill', fill.venueMs, knownMs(fill));
  const endedMs = endOf(journey);
  const isFilled = fills.some(({ venueMs }) => venueMs === endedMs);
  if (endedMs !== null && !isFilled) told('end', endedMs, belief.endedMs);
  else if (endedMs === null && belief.endedMs !== null && !isByVenue)
    mark('end', x(belief.endedMs), sessionY, true);

  function sendOf({ sentMs, fate, arrivedMs, replyFate, replyMs }: OrderAttempt): void {
    if (arrivedMs !== null) link(sentMs, x(arrivedMs), false);
    if (replyMs !== null) link(arrivedMs!, x(replyMs), true);
    mark('send', x(sentMs), sessionY);
    if (fate === 'lost') {
      link(sentMs, x(sentMs) + 8, false, true);
      mark('lost', x(sentMs) + 8, venueY);
    }
    if (arrivedMs === null) return;
    mark('arrival', x(arrivedMs), venueY);
    if (replyMs !== null) mark('arrival', x(replyMs), sessionY, true);
    else if (replyFate === 'lost') {
      link(arrivedMs, x(arrivedMs) + 8, true, true);
      mark('lost', x(arrivedMs) + 8, sessionY);
    }
  }

  const shade =
    longestLag !== null &&
    html`<rect x="${x(longestLag.fromMs)}" y="${middle - LANE / 2 + 4}" width="${round(Math.max(2, x(longestLag.toMs) - x(longestLag.fromMs)))}" height="${LANE - 8}" fill="${palette.fault}"/>`;
  return html`${shade}<path d="M${FRAME.left} ${venueY}H${FRAME.width - FRAME.right}M${FRAME.left} ${sessionY}H${FRAME.width - FRAME.right}" stroke="${palette.grid}"/><text x="${FRAME.left - 10}" y="${middle - 4}" text-anchor="end" fill="${palette.ink}" font-weight="600">${shortName(key, 26)}</text><text x="${FRAME.left - 10}" y="${middle + 12}" text-anchor="end" fill="${palette.muted}">${title}</text>${parts}<text x="${FRAME.width}" y="${middle + 4}" text-anchor="end" fill="${palette.ink}">${lagText(journey)}</text>`;
}

/** A mark at a place of a drawing. */
export function journeyMark(name: keyof typeof JOURNEY_MARKS, place: string, isHollow: boolean): Html {
  const { shape, color } = JOURNEY_MARKS[name];
  const isStroke = name === 'lost';
  const paint =
    isHollow || isStroke
      ? html`fill="${isStroke ? 'none' : palette.surface}" stroke="${color}" stroke-width="2"`
      : html`fill="${color}" stroke="${palette.surface}"`;
  return html`<path transform="${place}" d="${shape}" ${paint}/>`;
}

/** The gravest, and how many more. */
function troubleText([gravest, ...others]: JudgedJourney['troubles']): string {
  const title = gravest === undefined ? '' : TROUBLES[gravest].title;
  return others.length === 0 ? title : `${title}, ${others.length} more`;
}

function lagText({ longestLag }: OrderJourney): string {
  return longestLag === null ? '0' : duration(lagMs(longestLag));
}

/** The last that the lane of an order shows. */
function lastOf({ attempts, venueOrders, fills, belief, longestLag }: OrderJourney, toMs: number): number {
  const times = [
    ...attempts.flatMap(({ sentMs, arrivedMs, replyMs }) => [sentMs, arrivedMs, replyMs]),
    ...venueOrders.flatMap(({ triggeredMs, endedMs }) => [triggeredMs, endedMs]),
    ...fills.flatMap((fill) => [fill.venueMs, knownMs(fill) ?? toMs]),
    belief.endedMs,
    longestLag?.toMs ?? null,
  ];
  return times.reduce<number>((last, timeMs) => Math.max(last, timeMs ?? 0), 0);
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
