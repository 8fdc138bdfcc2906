import type { MetricDefinition } from '../metricDefinition.ts';

/** Metrics of the tail of one day. */
export const tailRiskMetrics = {
  valueAtRisk95: {
    name: 'valueAtRisk95',
    title: "Value at risk, 95 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: '-x_(k), k = ceil(0.05 N - 1e-9), of the last 252 daily returns in ascending order.',
  },
  valueAtRisk99: {
    name: 'valueAtRisk99',
    title: "Value at risk, 99 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: '-x_(k), k = ceil(0.01 N - 1e-9), of the last 252 daily returns in ascending order.',
  },
  expectedShortfall95: {
    name: 'expectedShortfall95',
    title: "Expected shortfall, 95 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: 'Mean loss of the worst 5 % of the last 252 daily returns, exact alpha (Acerbi-Tasche).',
  },
  expectedShortfall99: {
    name: 'expectedShortfall99',
    title: "Expected shortfall, 99 %, one day, of the strategy's returns",
    unit: 'ratio',
    better: 'lower',
    definition: 'Mean loss of the worst 1 % of the last 252 daily returns, exact alpha (Acerbi-Tasche).',
  },
  valueAtRisk95Normal: {
    name: 'valueAtRisk95Normal',
    title: "Value at risk, 95 %, one day, of the strategy's returns, normal",
    unit: 'ratio',
    better: 'lower',
    definition:
      '-(mean + z x sd) of the last 252 daily returns, sample standard deviation; not under 30 daily returns.',
  },
  valueAtRisk99Normal: {
    name: 'valueAtRisk99Normal',
    title: "Value at risk, 99 %, one day, of the strategy's returns, normal",
    unit: 'ratio',
    better: 'lower',
    definition:
      '-(mean + z x sd) of the last 252 daily returns, sample standard deviation; not under 30 daily returns.',
  },
  valueAtRisk95CornishFisher: {
    name: 'valueAtRisk95CornishFisher',
    title: "Value at risk, 95 %, one day, of the strategy's returns, Cornish-Fisher",
    unit: 'ratio',
    better: 'lower',
    definition:
      '-(mean + h x sqrt(m2)), h the normal quantile corrected for skewness and kurtosis of the last 252 daily returns; not under 30 daily returns.',
  },
  valueAtRisk99CornishFisher: {
    name: 'valueAtRisk99CornishFisher',
    title: "Value at risk, 99 %, one day, of the strategy's returns, Cornish-Fisher",
    unit: 'ratio',
    better: 'lower',
    definition:
      '-(mean + h x sqrt(m2)), h the normal quantile corrected for skewness and kurtosis of the last 252 daily returns; not under 30 daily returns.',
  },
  valueAtRisk95Ewma: {
    name: 'valueAtRisk95Ewma',
    title: "Value at risk, 95 %, one day, of the strategy's returns, EWMA",
    unit: 'ratio',
    better: 'lower',
    definition:
      '-z x exponentially weighted volatility (0.94) of the last 252 daily returns, mean zero; not under 30 daily returns.',
  },
  valueAtRisk99Ewma: {
    name: 'valueAtRisk99Ewma',
    title: "Value at risk, 99 %, one day, of the strategy's returns, EWMA",
    unit: 'ratio',
    better: 'lower',
    definition:
      '-z x exponentially weighted volatility (0.94) of the last 252 daily returns, mean zero; not under 30 daily returns.',
  },
  valueAtRisk95Filtered: {
    name: 'valueAtRisk95Filtered',
    title: "Value at risk, 95 %, one day, of the strategy's returns, filtered",
    unit: 'ratio',
    better: 'lower',
    definition:
      'Order statistic of the last 252 daily returns, each rescaled to the volatility of today (Hull-White, 0.94); not under 30 daily returns.',
  },
  valueAtRisk99Filtered: {
    name: 'valueAtRisk99Filtered',
    title: "Value at risk, 99 %, one day, of the strategy's returns, filtered",
    unit: 'ratio',
    better: 'lower',
    definition:
      'Order statistic of the last 252 daily returns, each rescaled to the volatility of today (Hull-White, 0.94); not under 30 daily returns.',
  },
  positionValueAtRisk95: {
    name: 'positionValueAtRisk95',
    title: 'Value at risk, 95 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      '-x_(k), k = ceil(0.05 N - 1e-9), of signed exposures x the last 252 daily returns of their assets.',
  },
  positionValueAtRisk99: {
    name: 'positionValueAtRisk99',
    title: 'Value at risk, 99 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      '-x_(k), k = ceil(0.01 N - 1e-9), of signed exposures x the last 252 daily returns of their assets.',
  },
  positionExpectedShortfall95: {
    name: 'positionExpectedShortfall95',
    title: 'Expected shortfall, 95 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      'Mean loss of the worst 5 % of signed exposures x the last 252 daily returns of their assets (Acerbi-Tasche).',
  },
  positionExpectedShortfall99: {
    name: 'positionExpectedShortfall99',
    title: 'Expected shortfall, 99 %, one day, of the positions held',
    unit: 'quote',
    better: 'lower',
    definition:
      'Mean loss of the worst 1 % of signed exposures x the last 252 daily returns of their assets (Acerbi-Tasche).',
  },
} as const satisfies Record<string, MetricDefinition>;
