/**
 * The page's look: system type with tabular figures, one column, colours as custom properties with a light and a dark value. It is text in
 * a module, so that a clone runs without a build. Print is always light.
 */
const LIGHT = `
  --surface: #ffffff; --raised: #f6f7f9; --ink: #16191d; --muted: #5a626c; --rule: #d5d9de; --grid: #e6e9ed; --band: #c9ced6;
  --blue: #0067a3; --yellow: #8f7a00; --orange: #b86e00; --purple: #a3478a; --vermilion: #c04a00; --green: #00805c;
  --fault: rgba(230, 159, 0, 0.16); --good-tint: #e4f3ed; --bad-tint: #fbe9df; --unsure-tint: #fdf3dc; --link: #005a94;
`;

const DARK = `
  --surface: #14171b; --raised: #1c2026; --ink: #e7eaee; --muted: #a0a9b4; --rule: #353c45; --grid: #282e36; --band: #48515c;
  --blue: #5fb4ee; --yellow: #efe04a; --orange: #eda93b; --purple: #dd8ec6; --vermilion: #f5814a; --green: #3cc29a;
  --fault: rgba(237, 169, 59, 0.17); --good-tint: #14332a; --bad-tint: #3c2216; --unsure-tint: #37290f; --link: #79c0f2;
`;

export const PAGE_STYLE = `
:root { color-scheme: light dark; ${LIGHT} }
@media (prefers-color-scheme: dark) { :root { ${DARK} } }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 3.5rem; }
/* What is far below is laid out when it comes near: a third of the work of opening the page. The padding keeps outlines whole. */
@media screen { section[aria-labelledby] { content-visibility: auto; contain-intrinsic-size: auto 1000px; margin-inline: -6px; padding-inline: 6px; } }
body {
  margin: 0; background: var(--surface); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif;
  font-variant-numeric: tabular-nums; overflow-wrap: break-word;
}
.page { max-width: 1240px; margin: 0 auto; padding: 0 clamp(14px, 3vw, 40px) 64px; }
.skip { position: absolute; left: -9999px; top: 0; background: var(--ink); color: var(--surface); padding: 8px 14px; z-index: 9; }
.skip:focus { left: 8px; top: 8px; }
a { color: var(--link); text-underline-offset: 2px; }
:focus-visible { outline: 2px solid var(--blue); outline-offset: 2px; border-radius: 2px; }
nav { position: sticky; top: 0; z-index: 5; background: var(--surface); border-bottom: 1px solid var(--rule); }
nav ol { display: flex; gap: 4px 18px; margin: 0 auto; padding: 9px clamp(14px, 3vw, 40px); max-width: 1240px; list-style: none; overflow-x: auto; font-size: 13px; white-space: nowrap; }
nav a { color: var(--muted); text-decoration: none; }
nav a:hover { color: var(--ink); text-decoration: underline; }
header { padding: 30px 0 4px; }
.kicker { margin: 0; color: var(--muted); font-size: 13px; }
h1 { margin: 2px 0 4px; font-size: clamp(24px, 4vw, 32px); line-height: 1.2; letter-spacing: -0.015em; overflow-wrap: anywhere; }
.why { margin: 0; max-width: 76ch; color: var(--muted); }
h2 { margin: 56px 0 6px; padding-top: 18px; border-top: 2px solid var(--ink); font-size: 21px; line-height: 1.25; letter-spacing: -0.01em; }
h3, h2.minor { margin: 30px 0 6px; padding: 0; border: 0; font-size: 16px; letter-spacing: 0; }
p.lead { margin: 0 0 14px; max-width: 82ch; color: var(--muted); }
.mono { font-family: ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; font-size: 0.9em; }

.verdict { display: flex; gap: 18px; align-items: flex-start; margin: 22px 0 18px; padding: 18px 22px; border-radius: 8px; border-left: 6px solid; }
.verdict.good { background: var(--good-tint); border-color: var(--green); }
.verdict.bad { background: var(--bad-tint); border-color: var(--vermilion); }
.verdict.unsure { background: var(--unsure-tint); border-color: var(--orange); }
.verdict svg { flex: none; width: 44px; height: 44px; margin-top: 2px; }
.verdict.good svg { color: var(--green); } .verdict.bad svg { color: var(--vermilion); } .verdict.unsure svg { color: var(--orange); }
.verdict strong { display: block; font-size: 24px; line-height: 1.2; letter-spacing: 0.01em; }
.verdict p { margin: 4px 0 0; font-size: 16.5px; max-width: 84ch; }
.verdict ul { margin: 6px 0 0; padding-left: 1.2em; font-size: 14px; }

.tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 290px), 1fr)); gap: 1px; margin: 0 0 26px; padding: 0; background: var(--rule); border: 1px solid var(--rule); border-radius: 8px; overflow: hidden; }
.tile { background: var(--surface); padding: 14px 18px 13px; }
.tile dt { color: var(--muted); font-size: 13px; }
.tile dd { margin: 0; }
.tile .figure { font-size: 25px; line-height: 1.25; font-weight: 600; letter-spacing: -0.015em; }
.tile .figure small { display: inline-block; font-size: 15px; line-height: 1.3; font-weight: 500; color: var(--muted); letter-spacing: 0; }
.tile .note { margin-top: 2px; font-size: 13px; color: var(--muted); }
.two { display: grid; grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); gap: 8px 44px; }
@media (max-width: 900px) { .two { grid-template-columns: minmax(0, 1fr); } }

.invariants { list-style: none; margin: 8px 0 0; padding: 0; }
.invariants li { display: grid; grid-template-columns: 112px minmax(0, 1fr); gap: 2px 12px; padding: 9px 0; border-top: 1px solid var(--rule); }
.invariants li:first-child { border-top: 0; }
.invariants .what { min-width: 0; }
.invariants .what p { margin: 0; font-size: 13.5px; color: var(--muted); }
.invariants .what p.first { color: var(--ink); }
@media (max-width: 480px) { .invariants li { grid-template-columns: minmax(0, 1fr); } }
.mark { display: inline-flex; align-items: center; align-self: start; gap: 6px; font-weight: 600; font-size: 13.5px; white-space: nowrap; }
.mark::before { content: ''; flex: none; width: 12px; height: 12px; }
.mark.held { color: var(--green); } .mark.held::before { border-radius: 50%; background: currentColor; }
.mark.violated { color: var(--vermilion); } .mark.violated::before { transform: rotate(45deg) scale(0.85); background: currentColor; }
.mark.vacuous { color: var(--orange); } .mark.vacuous::before { border-radius: 50%; border: 3px solid currentColor; }
.mark.plain { color: var(--muted); font-weight: 400; } .mark.plain::before { display: none; }

.identity { margin: 8px 0 0; }
.identity > div { padding: 7px 0; border-top: 1px solid var(--rule); }
.identity > div:first-child { border-top: 0; }
.identity dt { color: var(--muted); font-size: 12.5px; }
.identity dd { margin: 0; overflow-wrap: anywhere; }
.command { display: block; margin: 2px 0; padding: 8px 10px; border-radius: 5px; background: var(--raised); border: 1px solid var(--rule); white-space: pre-wrap; overflow-wrap: anywhere; }

.scroll { overflow-x: auto; max-width: 100%; margin: 8px 0 4px; border: 1px solid var(--rule); border-radius: 6px; }
.scroll.tall { max-height: 640px; overflow-y: auto; }
table { width: 100%; border-collapse: collapse; font-size: 13.5px; line-height: 1.4; }
caption { padding: 8px 12px; text-align: left; color: var(--muted); font-size: 13px; }
th, td { padding: 6px 9px; text-align: left; vertical-align: top; border-top: 1px solid var(--grid); }
thead th { position: sticky; top: 0; background: var(--raised); border-top: 0; border-bottom: 1px solid var(--rule); font-weight: 600; white-space: nowrap; z-index: 1; }
tbody th { font-weight: 500; }
tbody.group > tr:first-child > th { padding-top: 14px; color: var(--muted); font-size: 12.5px; font-weight: 600; background: var(--surface); }
td.n, th.n { text-align: right; white-space: nowrap; }
.t { white-space: nowrap; }
td.wide { min-width: 30ch; }
td strong { font-weight: 600; }
td .reason, th .reason { display: block; color: var(--muted); font-size: 12.5px; white-space: normal; font-weight: 400; }
.t .reason { white-space: nowrap; }
td.n .reason { max-width: 24ch; margin-left: auto; }
td.undefined .reason { display: inline; margin-left: 8px; }
@media (max-width: 480px) {
  tbody th { min-width: 124px; }
  .verdict { gap: 12px; padding: 14px; border-left-width: 5px; } .verdict svg { width: 28px; height: 28px; margin-top: 0; }
  .verdict strong { font-size: 21px; } .verdict p { font-size: 15.5px; } .verdict ul { margin-left: -8px; }
  .tile { padding: 11px 14px; } h2 { margin-top: 42px; }
  .tools { top: 38px; } .range { margin-left: 0; }
}
tr.more td { color: var(--muted); font-style: italic; }
tr.total > * { border-top: 1px solid var(--ink); font-weight: 600; }
tbody tr:hover > *:not(.heat) { background: var(--raised); }
.matrix td.heat { min-width: 118px; }
.heat.limit { background: color-mix(in srgb, var(--orange) calc(var(--heat) * 0.34), var(--surface)); }
.heat.rank { background: color-mix(in srgb, var(--blue) calc(var(--heat) * 0.22), var(--surface)); }
.heat.over { background: color-mix(in srgb, var(--vermilion) 34%, var(--surface)); font-weight: 600; }
.heat .reason { color: var(--ink); opacity: 0.82; }
.matrix tbody tr:hover > .heat.limit, .matrix tbody tr:hover > .heat.rank, .matrix tbody tr:hover > .heat.over { outline: 1px solid var(--rule); outline-offset: -1px; }
.matrix th:first-child { position: sticky; left: 0; z-index: 1; background: var(--surface); }
.matrix thead th:first-child { z-index: 2; background: var(--raised); }
@media (max-width: 480px) { .matrix th:first-child { min-width: 104px; max-width: 132px; border-right: 1px solid var(--grid); } }
.legend { display: flex; flex-wrap: wrap; gap: 4px 22px; margin: 8px 0 0; color: var(--muted); font-size: 12.5px; }
.legend .key { display: inline-flex; align-items: center; gap: 7px; }
.ramp { width: 44px; height: 12px; border: 1px solid var(--rule); border-radius: 2px; }
.ramp.limit { background: linear-gradient(90deg, var(--surface), color-mix(in srgb, var(--orange) 34%, var(--surface))); }
.ramp.rank { background: linear-gradient(90deg, var(--surface), color-mix(in srgb, var(--blue) 22%, var(--surface))); }
.ramp.over { width: 20px; background: color-mix(in srgb, var(--vermilion) 34%, var(--surface)); }
.tiles.counts { grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); margin-top: 22px; }
.worse { color: var(--vermilion); } .better { color: var(--green); }
.empty { padding: 12px 14px; border: 1px dashed var(--rule); border-radius: 6px; color: var(--muted); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; margin: 12px 0 0; padding: 0; list-style: none; font-size: 13px; }
.chips > li { border: 1px solid var(--rule); border-radius: 15px; padding: 3px 11px; color: var(--ink); }
.chips > li:has(> button) { border: 0; padding: 0; }
.chips b { font-weight: 600; }
.chip { border-radius: 15px; }
.chip.silent { color: var(--muted); border-style: dashed; }
.chip[aria-pressed='true'] { background: var(--ink); border-color: var(--ink); color: var(--surface); }
.chip[aria-pressed='true']:hover:not(:disabled) { background: var(--ink); }
.two.even { grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); }
@media (max-width: 900px) { .two.even { grid-template-columns: minmax(0, 1fr); } }
.filter { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; margin: 14px 0 0; font-size: 13.5px; color: var(--muted); }
.filter label { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 10px; }
.filter input { font: inherit; color: var(--ink); background: var(--surface); border: 1px solid var(--muted); border-radius: 5px; padding: 5px 9px; width: 300px; max-width: 100%; }

.timeline { position: relative; overflow-x: auto; overflow-y: hidden; margin-top: 10px; }
.timeline { cursor: crosshair; touch-action: pan-x pan-y; user-select: none; }
.timeline figure { min-width: 980px; margin: 0 0 10px; }
.timeline .plot { position: relative; }
.readout { position: absolute; top: -3px; right: 6.6%; padding: 0 4px; background: var(--surface); color: var(--ink); font-size: 12px; line-height: 16px; white-space: nowrap; pointer-events: none; }
.tools { position: sticky; top: 40px; z-index: 4; display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 12px 0 0; padding: 8px 0; background: var(--surface); border-bottom: 1px solid var(--grid); font-size: 13px; }
button { min-width: 32px; height: 30px; padding: 0 9px; border: 1px solid var(--rule); border-radius: 6px; background: var(--surface); color: var(--ink); font: inherit; font-size: 13px; cursor: pointer; }
button:hover:not(:disabled) { background: var(--raised); border-color: var(--muted); }
button:disabled { color: var(--muted); opacity: 0.55; cursor: default; }
.jumps { display: inline-flex; flex-wrap: wrap; align-items: center; gap: 6px; margin-left: 10px; color: var(--muted); }
.range { margin-left: auto; color: var(--ink); font-weight: 500; }
@media (max-width: 620px) { .range { margin-left: 0; } .tools { top: 38px; } .jumps { margin-left: 0; } }
.hint { margin: 6px 0 0; color: var(--muted); font-size: 12.5px; }
.unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.brush { position: absolute; top: 0; bottom: 0; background: var(--blue); opacity: 0.16; border: solid var(--blue); border-width: 0 1px; pointer-events: none; }
.tip { position: absolute; z-index: 3; width: max-content; max-width: 320px; padding: 5px 9px; border-radius: 5px; background: var(--ink); color: var(--surface); font-size: 12.5px; pointer-events: none; }
.tip.flipped { transform: translateX(-100%); }
figcaption { position: sticky; left: 0; display: flex; flex-wrap: wrap; gap: 2px 16px; max-width: min(100%, calc(100vw - 28px)); font-size: 13.5px; }
figcaption strong { font-weight: 600; }
figcaption .key { display: inline-flex; align-items: center; gap: 6px; color: var(--muted); font-size: 12.5px; }
figcaption svg.swatch { flex: none; width: 22px; height: 14px; }
figure .plot svg { display: block; width: 100%; height: auto; }
figure .plot svg text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-variant-numeric: tabular-nums; }
figure .plot svg text[font-weight="600"] { font-weight: 600; }
.crosshair { position: absolute; top: 0; bottom: 0; width: 0; border-left: 1px dashed var(--ink); pointer-events: none; }
.crosshair span { position: absolute; left: 8px; padding: 2px 8px; border-radius: 4px; background: var(--ink); color: var(--surface); font-size: 12px; white-space: nowrap; }
.crosshair.flipped span { left: auto; right: 8px; }
/* Value at risk: charts beside the linked timeline. */
.tail-chart { overflow-x: auto; margin: 10px 0 4px; }
.tail-chart figure { min-width: 860px; margin: 0; }
.tail-chart.narrow figure { min-width: 500px; }
.tail-chart svg { display: block; width: 100%; height: auto; }
.tail-chart svg text { font: 12px system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-variant-numeric: tabular-nums; paint-order: stroke; stroke: var(--surface); stroke-width: 3px; stroke-linejoin: round; }
.tail-chart svg text[font-weight="600"] { font-weight: 600; }
.tail-pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 8px 36px; }
@media (max-width: 1000px) { .tail-pair { grid-template-columns: minmax(0, 1fr); } }
.reason.brief { min-width: 9ch; }
.subject { display: inline-block; min-width: 18ch; }
@media print { .tail-chart { overflow: visible; } .tail-chart figure, .tail-chart.narrow figure { min-width: 0; } }
.light { font-weight: 600; white-space: nowrap; }
.light::before { content: ''; display: inline-block; width: 10px; height: 10px; margin-right: 6px; border-radius: 50%; }
.light.green::before { background: var(--green); } .light.yellow::before { background: var(--orange); } .light.red::before { background: var(--vermilion); }
details { margin: 6px 0; }
summary { cursor: pointer; color: var(--link); font-size: 13.5px; width: fit-content; }
dl.terms { display: grid; grid-template-columns: minmax(150px, 1fr) minmax(0, 4fr); gap: 6px 22px; margin: 8px 0; font-size: 14px; }
dl.terms dt { font-weight: 600; } dl.terms dd { margin: 0; max-width: 90ch; }
@media (max-width: 620px) { dl.terms { grid-template-columns: minmax(0, 1fr); gap: 0; } dl.terms dd { margin-bottom: 10px; } }
ul.plain { margin: 8px 0; padding-left: 1.2em; font-size: 14px; max-width: 96ch; }
footer { margin-top: 64px; padding-top: 14px; border-top: 1px solid var(--rule); color: var(--muted); font-size: 12.5px; }

@media print {
  :root { color-scheme: light; ${LIGHT} }
  body { font-size: 10pt; }
  nav, .skip, .filter, .crosshair, .tools, .hint, .tip, .brush, .chip.silent { display: none; }
  .page { max-width: none; padding: 0; }
  .scroll, .scroll.tall { overflow: visible; max-height: none; border: 0; }
  .timeline { overflow: visible; } .timeline figure { min-width: 0; }
  table { font-size: 6.5pt; } caption { font-size: 7.5pt; }
  table .mark { font-size: inherit; gap: 3px; } table .mark::before { width: 6px; height: 6px; }
  th, td { padding: 2px 4px; } td .reason, th .reason { font-size: 6pt; }
  .t, .n, td.n, thead th, .t .reason { white-space: normal; } td.wide { min-width: 0; }
  thead th { position: static; }
  thead { display: table-header-group; }
  tr, figure, .tile, .verdict, .invariants li { break-inside: avoid; }
  h2, h3, figcaption { break-after: avoid; }
  details::details-content { content-visibility: visible; block-size: auto; }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
`;
