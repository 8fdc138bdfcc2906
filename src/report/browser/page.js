/**
 * The script of a page. Everything on the page is there without it; it adds filters to the long tables, zoom and a reading line to the
 * charts, and opens the folded tables before printing. It asks the network for nothing and evaluates no text.
 */
import { startFilters } from './filters.js';
import { startTimeline } from './timeline.js';

startFilters();
startTimeline();
addEventListener('beforeprint', () => {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
});
