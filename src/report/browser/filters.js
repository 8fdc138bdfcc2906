/** A search field over each long table, and a chip for each word that its rows are sorted by, such as the rule of a decision. A row may have several. */
export function startFilters() {
  for (const table of document.querySelectorAll('table[data-filter]')) addFilter(table);
}

function addFilter(table) {
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row,
    text: row.textContent.toLowerCase(),
    groups: (row.dataset.group ?? '').split(' '),
  }));
  const bar = document.createElement('div');
  bar.className = 'filter';
  const label = document.createElement('label');
  label.append(`${table.dataset.filter} `);
  const input = document.createElement('input');
  input.type = 'search';
  input.placeholder = table.dataset.hint ?? 'any word of a row';
  input.spellcheck = false;
  label.append(input);
  const count = document.createElement('output');
  bar.append(label, count);

  let group = null;
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const entry of rows) {
      const isShown =
        (group === null || entry.groups.includes(group)) && words.every((word) => entry.text.includes(word));
      entry.row.hidden = !isShown;
      if (isShown) shown++;
    }
    count.value =
      words.length === 0 && group === null ? `${rows.length} rows` : `${shown} of ${rows.length} rows`;
  };
  input.addEventListener('input', show);

  // The list of rules above the table is a plain list without this script; with it each becomes a switch.
  const list = document.querySelector(`[data-chips-of="${CSS.escape(table.dataset.filter)}"]`);
  const switches = [];
  for (const item of list?.children ?? []) {
    const chip = document.createElement('button');
    chip.type = 'button';
    chip.className = item.dataset.count === '0' ? 'chip silent' : 'chip';
    chip.append(...item.childNodes);
    chip.setAttribute('aria-pressed', 'false');
    chip.addEventListener('click', () => {
      group = group === item.dataset.value ? null : item.dataset.value;
      for (const other of switches) other.chip.setAttribute('aria-pressed', String(other.value === group));
      show();
    });
    item.replaceChildren(chip);
    switches.push({ chip, value: item.dataset.value });
  }
  table.closest('.scroll').before(bar);
  show();
}
