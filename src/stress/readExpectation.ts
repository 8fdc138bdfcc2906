import { readNamed } from '../core/readParams.ts';
import { type Place, type RecordReader, show } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { metrics } from '../metrics/index.ts';
import { invariants } from './invariants/index.ts';
import type { Expectation, MetricBound, ScenarioInvariant } from './scenario.ts';

/** Every run is watched for it, whatever a scenario lists. */
export const STRATEGY_ERROR = 'strategyError';

/** Reads `invariants:`, each by its name or with its bounds. The names are told even where the bounds are wrong. */
export function readInvariants(root: RecordReader): { list: ScenarioInvariant[]; names: Set<string> } {
  const names = new Set<string>();
  const given = root.list('invariants');
  if (given?.length === 0) root.problem('invariants', 'is empty; a scenario that checks nothing cannot fail');
  const list = (given ?? []).flatMap((_item, index) => {
    const place = root.place('invariants').member(index);
    return (
      readNamed(place, 'invariant', invariants, (name) => {
        if (names.has(name)) place.problem(`${name} stands twice; expected each invariant once`);
        names.add(name);
      }) ?? []
    );
  });
  return { list, names };
}

/** Reads `expect:`: `pass`, or what is violated and what bounds metrics keep. Left out, it is `pass`. */
export function readExpectation(root: RecordReader, listed: ReadonlySet<string>): Expectation {
  const given = root.value('expect') ?? null;
  if (given === null || given === 'pass') return { violates: [], metrics: [] };
  if (typeof given !== 'object' || Array.isArray(given)) {
    root.problem('expect', `${show(given)} is not pass or a mapping such as {violates: [protected]}`);
    return { violates: [], metrics: [] };
  }
  const reader = root.record('expect', ['violates', 'metrics'])!;
  const violates = reader.has('violates') ? readViolates(reader, listed) : [];
  const bounds = reader.has('metrics') ? readBounds(reader) : [];
  return { violates, metrics: bounds };
}

function readViolates(reader: RecordReader, listed: ReadonlySet<string>): string[] {
  const violates: string[] = [];
  for (const [index, name] of (reader.list('violates') ?? []).entries()) {
    const place = reader.place('violates').member(index);
    if (typeof name !== 'string') place.problem(`${show(name)} is not the name of an invariant`);
    else if (name !== STRATEGY_ERROR && !listed.has(name)) {
      const isKnown = Object.hasOwn(invariants, name);
      const missing = `${name} is not among the scenario's invariants, so nothing would see it violated`;
      place.problem(isKnown ? missing : unknownWord('invariant', name, Object.keys(invariants)));
    } else if (violates.includes(name)) place.problem(`${name} stands twice`);
    else violates.push(name);
  }
  return violates;
}

function readBounds(expect: RecordReader): MetricBound[] {
  const place: Place = expect.place('metrics');
  const names =
    typeof place.given === 'object' && !Array.isArray(place.given) ? Object.keys(place.given!) : [];
  if (names.length === 0) {
    place.problem(
      `${show(place.given)} is not a mapping of metrics to bounds such as {maxDrawdown: {min: -0.2}}`,
    );
  }
  const bounds: MetricBound[] = [];
  for (const metric of names) {
    if (!Object.hasOwn(metrics, metric)) {
      place.member(metric).problem(unknownWord('metric', metric, Object.keys(metrics)));
      continue;
    }
    const reader = place.member(metric).record(['min', 'max']);
    if (reader === null) continue;
    if (!reader.has('min') && !reader.has('max'))
      reader.problem(null, 'bounds nothing; expected min, max or both');
    const min = reader.has('min') ? reader.number('min', Number.NEGATIVE_INFINITY) : null;
    const max = reader.has('max') ? reader.number('max', Number.NEGATIVE_INFINITY) : null;
    if (min !== null && max !== null && min > max) reader.problem('max', `${max} is less than min, ${min}`);
    bounds.push({ metric, min, max });
  }
  return bounds;
}
