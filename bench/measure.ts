import { median } from 'simple-statistics';
import type { Base, BenchCase, Work } from './benchCase.ts';

export interface Measured {
  readonly name: string;
  readonly what: string;
  readonly unit: string;
  /** In the unit. */
  readonly value: number;
  readonly base: string;
  /** Median of the ratios of neighbouring measurements, so that a machine that slows down slows both. */
  readonly ratio: number;
  readonly aim: number | null;
  readonly isMet: boolean | null;
}

const WARM_UPS = 2;

/** Measures a case and its base in turns: only their ratio says something on a machine that others use too. */
export function measure(benchCase: BenchCase, repetitions: number): Measured {
  const { clock } = benchCase.base;
  const base = benchCase.base.prepare();
  const work = benchCase.prepare();
  for (let round = 0; round < WARM_UPS; round++) {
    base.run();
    work.run();
  }
  const costs: number[] = [];
  const ratios: number[] = [];
  for (let round = 0; round < repetitions; round++) {
    const baseNs = costNs(base, clock);
    const workNs = costNs(work, clock);
    costs.push(workNs);
    ratios.push(workNs / baseNs);
  }
  const ratio = median(ratios);
  const { name, what, unit, aim } = benchCase;
  return {
    name,
    what,
    unit,
    value: inUnit(median(costs), unit),
    base: benchCase.base.name,
    ratio,
    aim,
    isMet: aim === null ? null : ratio <= aim,
  };
}

/** Nanoseconds that one of `count` takes. */
function costNs(work: Work, clock: Base['clock']): number {
  const startNs = nowNs(clock);
  work.run();
  return (nowNs(clock) - startNs) / work.count;
}

function nowNs(clock: Base['clock']): number {
  if (clock === 'wall') return performance.now() * 1e6;
  const { user, system } = process.cpuUsage();
  return (user + system) * 1_000;
}

function inUnit(costNs: number, unit: BenchCase['unit']): number {
  if (unit === 'ms') return costNs / 1e6;
  // The count of such a case is bytes, and a byte a nanosecond is 1,000 MB a second.
  return unit === 'MB/s' ? 1_000 / costNs : costNs;
}
