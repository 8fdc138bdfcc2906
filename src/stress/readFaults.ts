import type { ParamSpecs } from '../core/params.ts';
import { readParams } from '../core/readParams.ts';
import { type Place, type RecordReader, show } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { formatTime } from '../core/time.ts';
import type { Fault, FaultTrigger, ScheduledFault } from '../faults/fault.ts';
import { type FaultName, faults } from '../faults/index.ts';
import { isTapeFault } from '../faults/tapeFaults.ts';
import { isKindOf, isRequestTrigger, TRIGGER_NAMES, type TriggerName } from '../faults/trigger.ts';
import { readMoment, type Window } from './readMoment.ts';

const FAULT_KEYS = ['id', 'fault', 'params', 'at', 'during', 'on', 'withProbability', 'limit'] as const;
const ON_KEYS = ['event', 'nth', 'after', 'symbol', 'from'] as const;
const DURING_KEYS = ['from', 'to', 'symbol'] as const;
const TRIGGERS = ['at', 'during', 'on'] as const;

/** The faults that `market:` may list: those that change the tape before the run. */
export const TAPE_FAULTS = Object.keys(faults).filter(isTapeFault);

/** What the faults of a scenario are checked against. */
export interface FaultContext {
  readonly window: Window | null;
  readonly symbols: readonly string[] | null;
  /** Where everything heals; null when it is not known. */
  readonly healMs: number | null;
}

type AnyFault = Fault<ParamSpecs>;

/** What a scenario schedules: shocks of the tape in baseline and faulted run alike, and faults of the faulted run alone. */
export interface ReadFaults {
  readonly market: readonly ScheduledFault[];
  readonly faults: readonly ScheduledFault[];
}

/** Reads `market:` and `faults:`. What contradicts itself, or could never fire, is a problem: nothing is decided by which came last. */
export function readFaults(root: RecordReader, context: FaultContext): ReadFaults {
  const ids = new Set<string>();
  return {
    // Part of the world and not of what goes wrong in it: heal does not end it.
    market: readList(root, 'market', { ...context, healMs: null }, ids),
    faults: readList(root, 'faults', context, ids),
  };
}

function readList(
  root: RecordReader,
  key: 'market' | 'faults',
  context: FaultContext,
  ids: Set<string>,
): ScheduledFault[] {
  if (!root.has(key)) return [];
  const read: { place: Place; fault: ScheduledFault }[] = [];
  for (const index of (root.list(key) ?? []).keys()) {
    const place = root.place(key).member(index);
    const fault = readFault(place, { ...context, isMarket: key === 'market' }, ids);
    if (fault !== null) read.push({ place, fault });
  }
  refuseOverlaps(read, context);
  refuseSameRequest(read);
  return read.map(({ fault }) => fault);
}

/** Two faults of the tape that rewrite the same bars would depend on their order; only a gap and a wick go together. */
function refuseOverlaps(
  read: readonly { place: Place; fault: ScheduledFault }[],
  { window, symbols }: FaultContext,
): void {
  const stretches = read.flatMap(({ place, fault: { id, fault, trigger } }) => {
    if (!isTapeFault(fault) || (trigger.kind !== 'at' && trigger.kind !== 'during')) return [];
    const { symbol } = trigger;
    const fromMs = trigger.kind === 'at' ? trigger.timeMs : trigger.fromMs;
    const toMs = trigger.kind === 'at' ? fromMs + (window?.intervalMs ?? 1) : trigger.toMs;
    return [{ place, id, fault, kind: trigger.kind, symbol, fromMs, toMs }];
  });
  for (const [index, later] of stretches.entries()) {
    for (const earlier of stretches.slice(0, index)) {
      const isApart = later.fromMs >= earlier.toMs || earlier.fromMs >= later.toMs;
      const isOther = later.symbol !== null && earlier.symbol !== null && later.symbol !== earlier.symbol;
      const isTogether = later.kind === 'at' && earlier.kind === 'at' && later.fault !== earlier.fault;
      if (isApart || isOther || isTogether) continue;
      const whose = later.symbol ?? earlier.symbol ?? symbols?.join(', ') ?? 'one symbol';
      later.place.problem(
        `${later.id} (${later.fault}) and ${earlier.id} (${earlier.fault}) rewrite the same bars of ${whose}; expected stretches that do not overlap`,
      );
    }
  }
}

/** Two faults that are aimed at one request would depend on their order. */
function refuseSameRequest(read: readonly { place: Place; fault: ScheduledFault }[]): void {
  const aimedAt = new Map<string, ScheduledFault>();
  for (const { place, fault } of read) {
    const { trigger, id } = fault;
    if (faults[fault.fault as FaultName].layer !== 'command' || trigger.kind !== 'on') continue;
    if (trigger.nth === null || trigger.probability < 1) continue;
    const { event, symbol, fromMs, nth } = trigger;
    const target = JSON.stringify([event, symbol, fromMs, nth]);
    const earlier = aimedAt.get(target);
    if (earlier === undefined) aimedAt.set(target, fault);
    else {
      const both = `${id} (${fault.fault}) and ${earlier.id} (${earlier.fault})`;
      place.problem(`${both} are aimed at one request; expected one fault for it`);
    }
  }
}

function readFault(
  place: Place,
  context: FaultContext & { readonly isMarket: boolean },
  ids: Set<string>,
): ScheduledFault | null {
  const reader = place.record(FAULT_KEYS);
  if (reader === null) return null;
  const id = readId(reader, ids);
  const name = reader.text('fault');
  const fault =
    name !== null && Object.hasOwn(faults, name)
      ? (faults as never as Record<string, AnyFault>)[name]!
      : null;
  if (name !== null && fault === null) {
    reader.problem('fault', unknownWord('fault', name, context.isMarket ? TAPE_FAULTS : Object.keys(faults)));
  } else if (context.isMarket && name !== null && !isTapeFault(name)) {
    const wanted = `expected a fault of the tape: ${TAPE_FAULTS.join(', ')}`;
    reader.problem(
      'fault',
      `${name} does not change the tape, and baseline and faulted run share it; ${wanted}`,
    );
    return null;
  }
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
  const only = fault?.tapeTrigger;
  if (fault !== null && only !== undefined && given[0] !== only) {
    const because =
      given[0] === 'on'
        ? 'changes the tape before the run, and cannot wait for an event of it'
        : `is of ${only === 'at' ? 'one bar, the one that opens at a time' : 'all bars of a window'}`;
    reader.problem(given[0]!, `${fault.name} ${because}; expected ${only}`);
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
  if (!refuseAfterHeal(reader, 'at', timeMs, context) && fault?.tape !== undefined) {
    refuseInsideBar(reader, 'at', timeMs, context);
    const { window, healMs } = context;
    if (window !== null && healMs !== null && timeMs + window.intervalMs > healMs) {
      reader.problem('at', `the bar ends after heal, ${formatTime(healMs)}, where every fault has ended`);
    }
  }
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
  if (fault?.tape !== undefined) {
    refuseInsideBar(during, 'from', fromMs, context);
    refuseInsideBar(during, 'to', toMs, context);
  }
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
  const isEvent = event !== null && (TRIGGER_NAMES as string[]).includes(event);
  if (event !== null && !isEvent) on.problem('event', unknownWord('event', event, TRIGGER_NAMES));
  if (isEvent && fault !== null && fault.actsOn !== null && !isKindOf(event, fault.actsOn)) {
    on.problem('event', `${fault.name} acts on ${fault.actsOn}; at ${event} it would find nothing to act on`);
  }
  const nth = on.has('nth') ? on.count('nth', 1) : null;
  const afterMs = on.has('after') ? on.duration('after', 0) : 0;
  if (on.has('after') && fault !== null && fault.actsOn !== null && isRequestTrigger(fault.actsOn)) {
    on.problem('after', `has no effect: ${fault.name} acts on a request as it is sent`);
  }
  const symbol = readSymbol(on, context);
  const fromMs = on.has('from') ? readMoment(on, 'from', context.window) : null;
  if (fromMs !== null) refuseAfterHeal(on, 'from', fromMs, context);
  if (!isEvent || afterMs === null) return null;
  return { kind: 'on', event: event as TriggerName, symbol, fromMs, nth, afterMs, ...chance };
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

/** A fault of the tape changes whole bars. */
function refuseInsideBar(reader: RecordReader, key: string, timeMs: number, context: FaultContext): void {
  const { window } = context;
  if (window === null) return;
  const insideMs = (timeMs - window.fromMs) % window.intervalMs;
  if (insideMs === 0) return;
  const opensMs = timeMs - insideMs;
  const nearest = `${formatTime(opensMs)} or ${formatTime(opensMs + window.intervalMs)}`;
  reader.problem(key, `${formatTime(timeMs)} is inside a bar; expected where one opens, ${nearest}`);
}

function refuseAfterHeal(reader: RecordReader, key: string, timeMs: number, context: FaultContext): boolean {
  if (context.healMs === null || timeMs < context.healMs) return false;
  reader.problem(key, 'is not before heal, from where nothing fires any more');
  return true;
}
