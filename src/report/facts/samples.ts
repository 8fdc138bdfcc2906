import { metrics } from '../../metrics/index.ts';
import type { Outcome } from '../../stress/outcome.ts';
import { counted } from '../numbers.ts';

/** Figures that rest on too little to be judged, as full sentences. */
export function smallSamples({ faulted }: Outcome): string[] {
  const sentences: string[] = [];
  const { fromMs, toMs } = faulted.record;
  const dayCount = Math.floor((toMs - fromMs) / 86_400_000);
  if (dayCount < 60) {
    sentences.push(
      `The window holds ${counted(dayCount, 'whole day')}: ratios of daily returns (Sharpe, Sortino, Calmar, Omega, volatility) describe this window and estimate nothing.`,
    );
  }
  const closedCount = faulted.trades.filter(({ exitCause }) => exitCause !== 'open').length;
  if (closedCount < 30) {
    sentences.push(
      `${counted(closedCount, 'closed trade')}: fewer than 30 are too few to judge win rate, profit factor, payoff, expectancy, system quality and Kelly fraction.`,
    );
  }
  const marked = Object.entries(faulted.metrics)
    .filter(([, metric]) => (metric as { insufficientSample?: boolean }).insufficientSample === true)
    .map(([name]) => metricTitle(name));
  if (marked.length > 0) {
    sentences.push(
      `The tail holds less than one observation, so the figure is only the worst that was seen: ${marked.join('; ')}.`,
    );
  }
  return sentences;
}

/** The registry's title of a metric; its name where the registry does not know it. */
export function metricTitle(name: string): string {
  return Object.hasOwn(metrics, name) ? metrics[name as keyof typeof metrics].title : name;
}
