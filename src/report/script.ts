/**
 * The one script of a page. Everything on the page is there without it; it adds a filter to the long tables, a cross-hair over the linked
 * charts, and opens the folded tables before printing. It is inline, runs under a hash in the content-security policy, uses no eval and
 * asks the network for nothing.
 */
export const PAGE_SCRIPT = `
'use strict';
for (const table of document.querySelectorAll('table[data-filter]')) {
  const rows = [...table.tBodies[0].rows].map((row) => [row, row.textContent.toLowerCase()]);
  const label = document.createElement('label');
  label.className = 'filter';
  label.append(table.dataset.filter + ' ');
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = 'rule, symbol, order, time';
  input.spellcheck = false;
  const count = document.createElement('output');
  const show = () => {
    const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, text] of rows) {
      row.hidden = !words.every((word) => text.includes(word));
      if (!row.hidden) shown++;
    }
    count.value = words.length === 0 ? rows.length + ' rows' : shown + ' of ' + rows.length + ' rows';
  };
  input.addEventListener('input', show);
  label.append(input, count);
  table.closest('.scroll').before(label);
  show();
}
const timeline = document.querySelector('.timeline');
if (timeline) {
  const line = document.createElement('div');
  line.className = 'crosshair';
  line.hidden = true;
  const stamp = document.createElement('span');
  line.append(stamp);
  timeline.append(line);
  const { from, to, left, right, width } = timeline.dataset;
  const move = (event) => {
    const chart = timeline.querySelector('figure > svg').getBoundingClientRect();
    const scale = chart.width / Number(width);
    const start = Number(left) * scale;
    const end = (Number(width) - Number(right)) * scale;
    const x = event.clientX - chart.left;
    line.hidden = x < start || x > end;
    if (line.hidden) return;
    const timeMs = Number(from) + ((x - start) / (end - start)) * (Number(to) - Number(from));
    const box = timeline.getBoundingClientRect();
    line.style.left = event.clientX - box.left + timeline.scrollLeft + 'px';
    line.classList.toggle('flipped', event.clientX > box.left + box.width / 2);
    stamp.textContent = new Date(Math.round(timeMs / 60000) * 60000).toISOString().slice(0, 16).replace('T', ' ') + ' UTC';
    stamp.style.top = Math.max(0, event.clientY - box.top - 28) + 'px';
  };
  timeline.addEventListener('pointermove', move);
  timeline.addEventListener('pointerleave', () => { line.hidden = true; });
}
addEventListener('beforeprint', () => {
  for (const folded of document.querySelectorAll('details')) folded.open = true;
});
`;
