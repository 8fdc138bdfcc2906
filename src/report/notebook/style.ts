/** What a notebook's page adds to the look of the report. */
export const NOTEBOOK_STYLE = `
.notebook { max-width: 980px; }
.notebook section.text { max-width: 78ch; }
.notebook section.text:first-of-type { padding-top: 26px; }
.notebook h1 { margin: 2px 0 10px; }
.notebook h2 { margin-top: 44px; }
.notebook section.text p, .notebook section.text li { font-size: 15.5px; line-height: 1.6; }
.notebook section.text .scroll table { margin: 0; }
.notebook blockquote { margin: 14px 0; padding: 2px 16px; border-left: 4px solid var(--rule); color: var(--muted); }
.notebook :not(pre) > code { padding: 1px 4px; border-radius: 4px; background: var(--raised); font: 0.9em ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
.cell { margin: 18px 0; min-width: 0; }
.cell .label { margin: 0 0 3px; color: var(--muted); font-size: 12.5px; }
.notebook pre { margin: 0; padding: 10px 14px; overflow-x: auto; font: 13px/1.5 ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace; tab-size: 2; }
.notebook pre.code { border: 1px solid var(--rule); border-left: 4px solid var(--blue); border-radius: 6px; background: var(--raised); }
.notebook pre.output { padding: 8px 14px; white-space: pre-wrap; overflow-wrap: anywhere; }
.notebook pre.drawn { white-space: pre; }
.notebook pre.error { white-space: pre-wrap; overflow-wrap: anywhere; }
nav ol { max-width: 980px; }
.notebook pre.stderr { border-left: 4px solid var(--orange); }
.notebook pre.error { margin: 8px 0; border: 1px solid var(--vermilion); border-left-width: 6px; border-radius: 6px; background: var(--bad-tint); }
.code .comment { color: var(--muted); font-style: italic; } .code .text { color: var(--green); } .code .keyword { color: var(--purple); } .code .number { color: var(--blue); }
.chart { margin: 12px 0 4px; overflow-x: auto; }
.chart > svg { display: block; max-width: none; width: auto; height: auto; }
.chart > svg text { font-family: system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif; font-variant-numeric: tabular-nums; }
.notebook .scroll { width: fit-content; }
.notebook .scroll table { width: auto; }
.notebook .scroll td { max-width: 60ch; }
.stopped { margin: 18px 0; padding: 12px 18px; border-left: 6px solid var(--vermilion); border-radius: 8px; background: var(--bad-tint); }
@media print { .notebook { max-width: none; } .cell, .chart { break-inside: avoid; } .notebook pre { white-space: pre-wrap; overflow: visible; } .chart > svg { max-width: 100%; } }
`;
