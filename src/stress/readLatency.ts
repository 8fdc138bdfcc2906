import { durationOf, type RecordReader, show } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { burstKeys, type LatencyBurst } from '../engine/latency/burst.ts';
import { type Delay, type LatencyModelName, latencyModels } from '../engine/latency/index.ts';
import { DEFAULT_LATENCY, type LatencyModel } from '../engine/latency/latency.ts';
import type { DelayInputs, DelayKey, LatencyModelDefinition } from '../engine/latency/latencyModel.ts';

const WAYS = ['command', 'reply', 'event'] as const;

/** The words that a delay's `model` may be. */
export const LATENCY_MODEL_NAMES = Object.keys(latencyModels) as LatencyModelName[];

/** Reads `clock.latencyMs` and `clock.latencyBurst`; the default of what is left out. */
export function readLatency(clock: RecordReader): LatencyModel | null {
  const ways = clock.has('latencyMs') ? readWays(clock) : DEFAULT_LATENCY;
  const burst = clock.has('latencyBurst') ? readBurst(clock) : undefined;
  if (ways === null || burst === null) return null;
  return burst === undefined ? ways : { ...ways, burst };
}

/** One delay for all three ways, or each on its own; a way that is left out keeps its default. */
function readWays(clock: RecordReader): LatencyModel | null {
  const given = clock.value('latencyMs');
  const isByWay = typeof given === 'object' && WAYS.some((way) => Object.hasOwn(given as object, way));
  if (!isByWay) {
    const delay = readDelay(clock, 'latencyMs');
    return delay === null ? null : { command: delay, reply: delay, event: delay };
  }
  const reader = clock.record('latencyMs', WAYS)!;
  const [command, reply, event] = WAYS.map((way) =>
    reader.has(way) ? readDelay(reader, way) : DEFAULT_LATENCY[way],
  );
  return command && reply && event ? { command, reply, event } : null;
}

/** `{min: 20, mean: 80}` is exponential; another model is named: `{model: lognormal, min: 20, mean: 80, sigma: 1}`. */
function readDelay(parent: RecordReader, key: string): Delay | null {
  const given = parent.value(key);
  const isNamed = typeof given === 'object' && given !== null && Object.hasOwn(given, 'model');
  const name = isNamed ? (given as { model: unknown }).model : 'exponential';
  if (typeof name !== 'string' || !Object.hasOwn(latencyModels, name)) {
    const said = typeof name === 'string' ? name : show(name);
    parent
      .place(key)
      .member('model')
      .problem(unknownWord('latency model', said, LATENCY_MODEL_NAMES));
    return null;
  }
  const model = latencyModels[name as LatencyModelName] as LatencyModelDefinition<Delay>;
  const names = Object.keys(model.keys);
  const reader = parent.record(key, isNamed ? ['model', ...names] : names);
  if (reader === null) return null;
  const read = names.map((one) => [one, readInput(reader, one, model.keys[one]!.kind)] as const);
  if (read.some(([, value]) => value === null)) return null;
  const made = model.make(Object.fromEntries(read) as DelayInputs);
  if (made.wrong === undefined) return made.delay;
  reader.problem(made.wrong.key, made.wrong.message);
  return null;
}

function readInput(
  reader: RecordReader,
  key: string,
  kind: DelayKey['kind'],
): number | readonly number[] | null {
  if (kind === 'duration') return reader.duration(key, 0);
  if (kind === 'number') return reader.number(key, 0, 'above');
  const list = reader.list(key);
  if (list === null) return null;
  const times = list.map(durationOf);
  const wrong = times.indexOf(null);
  if (wrong < 0) return times as number[];
  reader.problem(key, `${show(list[wrong])} is not a duration such as 500ms or 2s`);
  return null;
}

/** `{block: 10m, probability: 0.05, factor: 10}`. */
function readBurst(clock: RecordReader): LatencyBurst | null {
  const reader = clock.record('latencyBurst', Object.keys(burstKeys));
  if (reader === null) return null;
  const blockMs = reader.duration('block', 1_000);
  const probability = reader.number('probability', 0, 'above');
  const factor = reader.number('factor', 1);
  if (blockMs === null || probability === null || factor === null) return null;
  if (probability <= 1) return { blockMs, probability, factor };
  reader.problem('probability', `${probability} is more than 1`);
  return null;
}
