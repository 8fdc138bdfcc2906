import type { HeldTail } from '../facts/valueAtRisk.ts';
import { type Html, html } from '../html.ts';
import { counted, fixed, money } from '../numbers.ts';
import { palette } from './palette.ts';
import { linearAxis, priceLabel } from './scales.ts';

/** Pixels of the drawing: the page scales it to its own width. The room above the bars is for the names of the lines. */
const FRAME = { width: 640, left: 40, right: 30, top: 84, height: 190, bottom: 44 } as const;
const BIN_COUNT = 36;
/** Gains are cut at this multiple of the worst loss, and stand in the last bar: one of many times that would flatten all the rest. */
const UPPER_MULTIPLE = 2;
/** A name to the right of its line may begin up to here; beyond it stands to the left. */
const ROOM_FOR_NAME = 0.62;

export interface Bin {
  readonly from: number;
  readonly to: number;
  /** Days at or below -VaR 99 %, between that and -VaR 95 %, and the rest. */
  readonly counts: readonly [beyond99: number, beyond95: number, rest: number];
}

/** A line of the drawing. */
interface Line {
  readonly name: string;
  readonly value: number;
  readonly color: string;
  readonly dash: string;
}

/**
 * What the positions held would have made on each past day, as a histogram with its VaR and ES, and what the next day really brought.
 *
 * The x axis is money, not time, so that it is drawn here and not with the linked charts.
 */
export function returnHistogram(tail: HeldTail, currency: string): Html {
  const { pnlQuote, nextDayQuote } = tail;
  const lines = linesOf(tail);
  const values = [
    ...pnlQuote,
    ...lines.map(({ value }) => value),
    ...(nextDayQuote === null ? [] : [nextDayQuote]),
  ];
  const lowest = values.reduce((a, b) => Math.min(a, b), 0);
  const highest = values.reduce((a, b) => Math.max(a, b), 0);
  const axis = linearAxis(
    [lowest, lowest < 0 ? Math.min(highest, UPPER_MULTIPLE * -lowest) : highest],
    priceLabel,
    6,
  );
  const beyondCount = pnlQuote.filter((value) => value > axis.max).length;
  const bins = histogramBins(tail, axis);
  const most = Math.max(...bins.map(({ counts }) => counts[0] + counts[1] + counts[2]));
  const innerWidth = FRAME.width - FRAME.left - FRAME.right;
  const x = (value: number) => round(FRAME.left + ((value - axis.min) / (axis.max - axis.min)) * innerWidth);
  const floor = FRAME.top + FRAME.height;
  const y = (count: number) => round(floor - (count / most) * FRAME.height);
  const colors = [palette.limit, palette.sell, palette.band];

  const bars = bins.map(({ from, to, counts }) => {
    let below = 0;
    return counts.map((count, part) => {
      if (count === 0) return null;
      const top = y(below + count);
      const bar = html`<rect x="${x(from)}" y="${top}" width="${round(Math.max(0.8, x(to) - x(from) - 0.8))}" height="${round(y(below) - top)}" fill="${colors[part]!}"/>`;
      below += count;
      return bar;
    });
  });
  // The line furthest to the right is named lowest, so that none crosses a name.
  const named = lines.toSorted((a, b) => b.value - a.value);
  const marks = named.map(({ name, value, color, dash }, index) => {
    const nameY = FRAME.top - 12 - 17 * index;
    const isLeft = x(value) > FRAME.left + ROOM_FOR_NAME * innerWidth;
    return html`<path d="M${x(value)} ${nameY - 9}V${floor}" stroke="${color}" stroke-width="1.6" stroke-dasharray="${dash}"/><text x="${x(value) + (isLeft ? -5 : 5)}" y="${nameY}" text-anchor="${isLeft ? 'end' : 'start'}" fill="${color}" font-weight="600">${name} ${fixed(value, Math.abs(value) < 100 ? 2 : 0)}</text>`;
  });
  const came =
    nextDayQuote === null
      ? null
      : html`<path d="M${x(nextDayQuote)} ${floor - 8}l5 7-5 7-5-7z" fill="${palette.ink}" stroke="${palette.surface}"/>`;
  const ticks = axis.ticks.map(
    ({ value, label }) =>
      html`<path d="M${x(value)} ${floor}v5" stroke="${palette.muted}"/><text x="${x(value)}" y="${floor + 18}" text-anchor="middle" fill="${palette.muted}">${label}</text>`,
  );
  const height = floor + FRAME.bottom;
  return html`<svg viewBox="0 0 ${FRAME.width} ${height}" role="img" aria-label="Histogram of what the positions held would have made on past days, with value at risk and expected shortfall" aria-describedby="tail-histogram-about"><desc id="tail-histogram-about">${describe(tail, lines, currency)}</desc><path d="M${FRAME.left} ${floor}H${FRAME.width - FRAME.right}" stroke="${palette.muted}"/>${[most, Math.round(most / 2)].map((count) => html`<path d="M${FRAME.left} ${y(count)}H${FRAME.width - FRAME.right}" stroke="${palette.grid}"/><text x="${FRAME.left - 6}" y="${y(count) + 4}" text-anchor="end" fill="${palette.muted}">${count}</text>`)}${bars}${marks}${ticks}${came}<text x="${FRAME.width - FRAME.right}" y="${floor + 37}" text-anchor="end" fill="${palette.muted}">P&amp;L of one day, ${currency}${beyondCount > 0 && html`; the last bar holds ${counted(beyondCount, 'day')} beyond the edge`}</text></svg>`;
}

/** VaR and ES of the historical method, as places on the axis of gains and losses. */
function linesOf({ methods }: HeldTail): Line[] {
  const historical = methods.find(({ method }) => method === 'historical')!;
  const looks = [
    { level: '95', color: palette.sell },
    { level: '99', color: palette.limit },
  ];
  return looks.flatMap(({ level, color }, index) => {
    const lines: Line[] = [];
    const atRisk = historical.valueAtRisk[index]!.value;
    const shortfall = historical.expectedShortfall[index]!.value;
    if (atRisk !== null) lines.push({ name: `VaR ${level} %`, value: -atRisk, color, dash: '' });
    if (shortfall !== null) lines.push({ name: `ES ${level} %`, value: -shortfall, color, dash: '4 3' });
    return lines;
  });
}

/** Bins of one width from end to end of the axis. A value on an edge belongs to the bin above it, the highest to the last. */
export function histogramBins(
  { pnlQuote, methods }: Pick<HeldTail, 'pnlQuote' | 'methods'>,
  axis: { readonly min: number; readonly max: number },
): Bin[] {
  const [atRisk95, atRisk99] = methods.find(({ method }) => method === 'historical')!.valueAtRisk;
  const width = (axis.max - axis.min) / BIN_COUNT;
  const counts = Array.from({ length: BIN_COUNT }, (): [number, number, number] => [0, 0, 0]);
  for (const value of pnlQuote) {
    const bin = Math.min(BIN_COUNT - 1, Math.max(0, Math.floor((value - axis.min) / width)));
    const part = isBeyond(value, atRisk99!.value) ? 0 : isBeyond(value, atRisk95!.value) ? 1 : 2;
    counts[bin]![part]++;
  }
  return counts.map((parts, index) => ({
    from: axis.min + index * width,
    to: axis.min + (index + 1) * width,
    counts: parts,
  }));
}

function isBeyond(value: number, atRisk: number | null): boolean {
  return atRisk !== null && value <= -atRisk;
}

function describe({ pnlQuote, nextDayQuote }: HeldTail, lines: readonly Line[], currency: string): string {
  const next =
    nextDayQuote === null ? '' : ` The next day the account made ${money(nextDayQuote, currency)}.`;
  return `${counted(pnlQuote.length, 'past day')}, from ${money(Math.min(...pnlQuote), currency)} to ${money(Math.max(...pnlQuote), currency)}. ${lines.map(({ name, value }) => `${name}: ${money(value, currency)}.`).join(' ')}${next}`;
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10;
}
