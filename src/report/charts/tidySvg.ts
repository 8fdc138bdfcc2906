import { escapeMarkup } from '../html.ts';
import { PLOT, type Plot } from './plot.ts';

/** What Vega writes, without what the page does not need: fixed size, roles of each group, empty paths, and digits beyond a tenth of a pixel. */
export function tidySvg(svg: string, plot: Plot): string {
  // Vega counts the ids of clip paths over all drawings at once; two that are drawn together would number each other's.
  const ids = new Map<string, string>();
  const own = (id: string): string => {
    const known = ids.get(id) ?? `${plot.id}-clip${ids.size + 1}`;
    ids.set(id, known);
    return known;
  };
  const body = svg
    .replace(/^<svg [^>]*>/, '')
    .replace(/ (?:role|aria-roledescription|aria-hidden|pointer-events|font-family|xmlns:xlink)="[^"]*"/g, '')
    .replace(/<path class="(?:background|foreground)"[^>]*\/>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ opacity="1"/g, '')
    .replace(/<g>(?:<\/g>)/g, '')
    .replace(/(id="|url\(#)(clip\d+)/g, (_, before: string, id: string) => `${before}${own(id)}`)
    .replace(/ (transform|d|x|y|x2|y2|width|height)="([^"]*)"/g, (_, name: string, numbers: string) => {
      return ` ${name}="${numbers.replace(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 10) / 10))}"`;
    });
  const width = PLOT.left + PLOT.width + PLOT.right;
  const height = PLOT.top + plot.height + (plot.hasTimeLabels ? 26 : 6);
  const describedBy = `${plot.id}-about`;
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeMarkup(plot.label)}" aria-describedby="${describedBy}"><desc id="${describedBy}">${escapeMarkup(plot.description)}</desc>${body}`;
}
