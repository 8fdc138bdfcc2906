import type { ParamSpecs } from '../core/params.ts';
import { readParams } from '../core/readParams.ts';
import { type Place, type RecordReader, show } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import type { Fault, FaultTrigger, ScheduledFault } from '../faults/fault.ts';
import { faults } from '../faults/index.ts';
import { type TruthTriggerName, truthTriggers } from '../faults/truthTrigger.ts';
import { readMoment, type Window } from './readMoment.ts';

const FAULT_KEYS = ['id', 'fault', 'params', 'at', 'during', 'on', 'withProbability', 'limit'] as const;
const ON_KEYS = ['event', 'nth', 'after', 'symbol', 'from'] as const;
const DURING_KEYS = ['from', 'to', 'symbol'] as const;
const TRIGGERS = ['at', 'during', 'on'] as const;

/** What the faults of a scenario are checked against. */
export interface FaultContext {
  readonly window: Window | null;
  readonly symbols: readonly string[] | null;
  /** Where everything heals; null when it is not known. */
  readonly healMs: number | null;
}

type AnyFault = Fault<ParamSpecs>;

/** Reads `faults:`. What contradicts itself, or could never fire, is a problem: nothing is decided by which came last. */
export function readFaults(root: RecordReader, context: FaultContext): ScheduledFault[] {
  if (!root.has('faults')) return [];
  const list = root.list('faults') ?? [];
  const ids = new Set<string>();
  return list.flatMap((_item, index) => readFault(root.place('faults').member(index), context, ids) ?? []);
}

function readFault(place: Place, context: FaultContext, ids: Set<string>): ScheduledFault | null {
  const reader = place.record(FAULT_KEYS);
  if (reader === null) return null;
  const id = readId(reader, ids);
  const name = reader.text('fault');
  const fault =
    name !== null && Object.hasOwn(faults, name)
      ? (faults as never as Record<string, AnyFault>)[name]!
      : null;
  if (name !== null && fault === null)
    reader.problem('fault', unknownWord('fault', name, Object.keys(faults)));
  const params = fault === null ? null : readParams(reader.place('params'), fault.params);
  const trigger = readTrigger(reader, fault, context);
  if (id === null || name === null || params === null || trigger === null) return null;
  return { id, fault: name, params, trigger };
}

function readId(reader: RecordReader, ids: Set<string>): string | null {
  const id = reader.text('id');
  if (id === null) return null;
  if (!/^[A-Za-z0-9_-]{1,40}$/.test(id)) {
    reader.problem('id', `${show(id)} is not an id; expected letters, digits, - and _, at most 40`);
  } else if (ids.has(id)) {
    reader.problem(
      'id',
      `another fault has the id ${id} already; its draws and its line in the report go by it`,
    );
  }
  ids.add(id);
  return id;
}

function readTrigger(
  reader: RecordReader,
  fault: AnyFault | null,
  context: FaultContext,
): FaultTrigger | null {
  const given = TRIGGERS.filter((key) => reader.has(key));
  if (given.length !== 1) {
    const found =
      given.length === 0 ? 'nothing says when it fires' : `${given.join(' and ')} contradict each other`;
    reader.problem(given[1] ?? null, `${found}; expected one of ${TRIGGERS.join(', ')}`);
    return null;
  }
  const probability = reader.has('withProbability') ? readProbability(reader) : 1;
  const maxFires = reader.has('limit') ? readMaxFires(reader) : null;
  const chance = { probability: probability ?? 1, maxFires };
  switch (given[0]!) {
    case 'at':
      return readAt(reader, fault, context);
    case 'during':
      return readDuring(reader, fault, context, chance);
    case 'on':
      return readOn(reader, fault, context, chance);
  }
}

interface Chance {
  readonly probability: number;
  readonly maxFires: number | null;
}

function readProbability(reader: RecordReader): number | null {
  const probability = reader.number('withProbability', 0, 'above');
  if (probability === null || probability <= 1) return probability;
  reader.problem('withProbability', `${probability} is more than certain; expected at most 1`);
  return null;
}

function readMaxFires(reader: RecordReader): number | null {
  return reader.record('limit', ['maxFires'])?.count('maxFires', 1) ?? null;
}

function readAt(reader: RecordReader, fault: AnyFault | null, context: FaultContext): FaultTrigger | null {
  if (fault !== null && fault.actsOn !== null) {
    const needs = `${fault.name} acts on ${fault.actsOn}, and no clock knows when that is`;
    reader.problem('at', `${needs}; expected on: {event: ${fault.actsOn}} or during`);
  }
  refuseChance(reader, 'a fault at a time fires once, surely');
  const symbol = readAtSymbol(reader, fault, context);
  const timeMs = readMoment(reader, 'at', context.window, 'start', ['symbol']);
  if (timeMs === null) return null;
  refuseAfterHeal(reader, 'at', timeMs, context);
  return { kind: 'at', timeMs, symbol };
}

/** `at: {bar: 60, symbol: ETH-USDT}`. */
function readAtSymbol(reader: RecordReader, fault: AnyFault | null, context: FaultContext): string | null {
  const given = reader.value('at');
  if (typeof given !== 'object' || given === null || !('symbol' in given)) return null;
  const at = reader.record('at', ['bar', 'time', 'symbol'])!;
  if (fault !== null) refuseSymbol(at, fault);
  return readSymbol(at, context);
}

function refuseSymbol(reader: RecordReader, fault: AnyFault): void {
  if (fault.takesSymbol === true) return;
  reader.problem('symbol', `${fault.name} does not act on one symbol; expected none`);
}

function readDuring(
  reader: RecordReader,
  fault: AnyFault | null,
  context: FaultContext,
  chance: Chance,
): FaultTrigger | null {
  const during = reader.record('during', DURING_KEYS);
  if (during === null) return null;
  const fromMs = readMoment(during, 'from', context.window);
  const toMs = readMoment(during, 'to', context.window, 'end');
  const symbol = readSymbol(during, context);
  if (fault !== null && fault.actsOn === null) {
    refuseChance(reader, `${fault.name} holds from end to end of the window`);
    if (symbol !== null) refuseSymbol(during, fault);
    const given = reader.value('params') as { durationMs?: unknown } | null | undefined;
    if (given?.durationMs !== undefined) {
      reader.problem('params', 'durationMs and during contradict each other; expected one of them');
    }
  }
  if (fromMs === null || toMs === null) return null;
  if (fromMs >= toMs) during.problem('to', 'is not after from');
  else if (
    !refuseAfterHeal(during, 'from', fromMs, context) &&
    context.healMs !== null &&
    toMs > context.healMs
  ) {
    during.problem('to', 'is after heal, where every fault ends; expected at most heal');
  }
  return { kind: 'during', fromMs, toMs, symbol, ...chance };
}

function readOn(
  reader: RecordReader,
  fault: AnyFault | null,
  context: FaultContext,
  chance: Chance,
): FaultTrigger | null {
  const on = reader.record('on', ON_KEYS);
  if (on === null) return null;
  const event = on.text('event');
  const isEvent = event !== null && Object.hasOwn(truthTriggers, event);
  if (event !== null && !isEvent)
    on.problem('event', unknownWord('event', event, Object.keys(truthTriggers)));
  if (isEvent && fault !== null && fault.actsOn !== null && !isKindOf(event, fault.actsOn)) {
    on.problem('event', `${fault.name} acts on ${fault.actsOn}; at ${event} it would find nothing to act on`);
  }
  const nth = on.has('nth') ? on.count('nth', 1) : null;
  const afterMs = on.has('after') ? on.duration('after', 0) : 0;
  const symbol = readSymbol(on, context);
  const fromMs = on.has('from') ? readMoment(on, 'from', context.window) : null;
  if (fromMs !== null) refuseAfterHeal(on, 'from', fromMs, context);
  if (!isEvent || afterMs === null) return null;
  return { kind: 'on', event: event as TruthTriggerName, symbol, fromMs, nth, afterMs, ...chance };
}

/** `fill.increasing` is a kind of `fill`, and `stop.accepted` one of `order.accepted`. */
function isKindOf(event: string, general: string): boolean {
  if (event === general || event.startsWith(`${general}.`)) return true;
  return general.startsWith('order.') && event.endsWith(general.slice('order'.length));
}

function readSymbol(reader: RecordReader, context: FaultContext): string | null {
  if (!reader.has('symbol')) return null;
  const symbol = reader.text('symbol');
  if (symbol !== null && context.symbols !== null && !context.symbols.includes(symbol)) {
    reader.problem(
      'symbol',
      `${symbol} is not a symbol of the scenario, which has ${context.symbols.join(', ')}`,
    );
  }
  return symbol;
}

function refuseChance(reader: RecordReader, because: string): void {
  for (const key of ['withProbability', 'limit']) {
    if (reader.has(key)) reader.problem(key, `has no effect: ${because}`);
  }
}

function refuseAfterHeal(reader: RecordReader, key: string, timeMs: number, context: FaultContext): boolean {
  if (context.healMs === null || timeMs < context.healMs) return false;
  reader.problem(key, 'is not before heal, from where nothing fires any more');
  return true;
}
