/**
 * Colours of the charts, as the page's custom properties: a light and a dark value of each stand in style.ts, so that one pre-rendered chart
 * serves both. They are Okabe and Ito's, which colour-blind readers tell apart; none is the only sign of what it means.
 * https://jfly.uni-koeln.de/color/
 */
export const palette = {
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  grid: 'var(--grid)',
  band: 'var(--band)',
  surface: 'var(--surface)',
  faulted: 'var(--blue)',
  baseline: 'var(--muted)',
  buy: 'var(--blue)',
  sell: 'var(--orange)',
  stop: 'var(--purple)',
  emergency: 'var(--vermilion)',
  liquidation: 'var(--ink)',
  limit: 'var(--vermilion)',
  fault: 'var(--fault)',
  faultEdge: 'var(--orange)',
  protected: 'var(--green)',
  pending: 'var(--orange)',
  unknown: 'var(--purple)',
  useYellow: 'var(--yellow)',
  naked: 'var(--vermilion)',
} as const;
