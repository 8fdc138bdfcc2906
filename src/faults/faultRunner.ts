import type { ParamValues } from '../core/params.ts';
import { type KeyedRandom, keyedRandom } from '../core/random.ts';
import type { TruthEvent } from '../venue/truthEvent.ts';
import type { Command, Delivery } from './delivery.ts';
import type { Activation, Fault, FaultControls, ScheduledFault } from './fault.ts';
import { type FaultName, faults } from './index.ts';
import type { RequestSent } from './requestTrigger.ts';
import { Silences } from './silences.ts';
import { isOf, namesFor, symbolOfTrigger, type TriggerEvent, type TriggerName } from './trigger.ts';

/** A fault that fired, for the log, the report and the resolved schedule. */
export interface Firing {
  readonly faultId: string;
  readonly fault: string;
  readonly ordinal: number;
  readonly atMs: number;
  /** Ends as planned, or at heal. */
  untilMs: number;
  readonly target: {
    readonly event: TriggerName;
    readonly ordinal: number;
    readonly symbol: string | null;
  } | null;
  /** The symbol that a fault of the clock was aimed at; null: all, or the target's. */
  readonly symbol: string | null;
  readonly params: ParamValues;
  /** Until when the fault excuses a missing stop; null: it excuses none. */
  excusedUntilMs: number | null;
  /** Requests, messages, bars and marks that it took away or held back; null for a fault that takes none. */
  lostCount: number | null;
}

export interface FaultHost {
  readonly controls: FaultControls;
  /** Calls back at a time, in the phase of faults. */
  schedule(atMs: number, run: () => void): void;
  fired(firing: Firing): void;
}

type AnyFault = Fault<Record<never, never>>;

interface Armed {
  readonly scheduled: ScheduledFault;
  readonly fault: AnyFault;
  readonly draw: KeyedRandom;
  /** Events so far that passed the trigger's filters, which `nth` counts. */
  matchCount: number;
  fireCount: number;
  /** Firings that are on their way; `maxFires` counts them. */
  pendingCount: number;
}

/** What a firing is aimed at: an event, a symbol, or everything. */
type Aim = { event: TriggerEvent; name: TriggerName; ordinal: number } | string | null;

interface Active {
  readonly armed: Armed;
  readonly activation: Activation;
  readonly firing: Firing;
}

/**
 * Owns the triggers of a scenario's faults: watches truth, fires, keeps what is in force, and asks those about each message. Draws are keyed by
 * fault id and target, so one fault more or less moves nothing else.
 */
export class FaultRunner {
  readonly #armed: Armed[];
  readonly #host: FaultHost;
  readonly #controls: FaultControls;
  #active: Active[] = [];
  #isHealed = false;
  /** Faults in force that hold the connection down: it is back when the last of them is over. */
  #downCount = 0;
  /** Events so far of each name: the ordinal by which a draw and a resolved schedule name their target. */
  readonly #counts = new Map<TriggerName, number>();
  readonly #silences = new Silences();
  /** What becomes of the request that is being sent; it means nothing at any other time. */
  readonly #passage = { isLost: false, lateMs: 0 };

  constructor(schedule: readonly ScheduledFault[], seed: number, host: FaultHost) {
    this.#host = host;
    this.#controls = {
      ...host.controls,
      setConnected: (isConnected) => {
        const wasDown = this.#downCount > 0;
        this.#downCount += isConnected ? -1 : 1;
        if (this.#downCount > 0 !== wasDown) host.controls.setConnected(isConnected);
      },
    };
    this.#armed = schedule.map((scheduled) => ({
      scheduled,
      fault: faults[scheduled.fault as FaultName] as unknown as AnyFault,
      draw: keyedRandom(seed, 'faults', scheduled.id),
      matchCount: 0,
      fireCount: 0,
      pendingCount: 0,
    }));
  }

  /** True while something is in force: only then must messages be shown to faults. */
  get isActive(): boolean {
    return this.#active.length > 0 || this.#silences.isAny;
  }

  /** Arms what the clock fires. */
  start(): void {
    for (const armed of this.#armed) {
      const { trigger } = armed.scheduled;
      if (trigger.kind === 'at') this.#plan(armed, trigger.timeMs, null, trigger.symbol);
      else if (trigger.kind === 'during' && armed.fault.actsOn === null) {
        this.#plan(armed, trigger.fromMs, trigger.toMs, trigger.symbol);
      } else if (trigger.kind === 'exactly') {
        for (const firing of trigger.firings) {
          if (firing.target === null) this.#plan(armed, firing.timeMs, firing.untilMs, firing.symbol);
        }
      }
    }
  }

  /** Something happened at the venue. */
  observe(event: TruthEvent): void {
    this.#see(event);
  }

  /**
   * A request leaves a client.
   *
   * @returns how much later than by its latency it arrives, in ms; null when it never does.
   */
  pass({ request, sessionId, accountId }: Command, atMs: number): number | null {
    const passage = this.#passage;
    passage.isLost = this.#active.length > 0 && this.#losesCommand({ request, sessionId, accountId });
    passage.lateMs = 0;
    if (request.kind === 'placeOrder')
      this.#see({ kind: 'requestSent', atMs, sessionId, accountId, request });
    return passage.isLost ? null : passage.lateMs;
  }

  #see(event: TriggerEvent): void {
    for (const name of namesFor(event)) {
      if (isOf(name, event)) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
    }
    if (this.#isHealed) return;
    for (const armed of this.#armed) {
      const { trigger } = armed.scheduled;
      if (trigger.kind === 'on') {
        if (trigger.fromMs !== null && event.atMs < trigger.fromMs) continue;
        if (!this.#matches(event, trigger.event, trigger.symbol)) continue;
        armed.matchCount++;
        if (trigger.nth !== null && armed.matchCount !== trigger.nth) continue;
        this.#fireByChance(armed, event, trigger.event, trigger, event.atMs + trigger.afterMs);
      } else if (trigger.kind === 'during' && armed.fault.actsOn !== null) {
        if (event.atMs < trigger.fromMs || event.atMs >= trigger.toMs) continue;
        if (!this.#matches(event, armed.fault.actsOn, trigger.symbol)) continue;
        this.#fireByChance(armed, event, armed.fault.actsOn, trigger, event.atMs);
      } else if (trigger.kind === 'exactly') {
        for (const { target, timeMs, untilMs } of trigger.firings) {
          if (target === null || !isOf(target.event, event)) continue;
          if (this.#counts.get(target.event) !== target.ordinal) continue;
          this.#plan(armed, timeMs, untilMs, { event, name: target.event, ordinal: target.ordinal });
        }
      }
    }
  }

  #losesCommand(command: Command): boolean {
    return this.#loses(
      ({ armed, activation }) =>
        armed.fault.losesCommand?.(command, activation, armed.scheduled.params as never) ?? false,
    );
  }

  losesDelivery(delivery: Delivery): boolean {
    if (this.#silences.takes(delivery)) return true;
    return this.#loses(
      ({ armed, activation }) =>
        armed.fault.losesDelivery?.(delivery, activation, armed.scheduled.params as never) ?? false,
    );
  }

  /** From now on the network is kind: what is in force ends, and nothing fires any more. */
  heal(atMs: number): void {
    this.#isHealed = true;
    this.#silences.clear();
    for (const active of [...this.#active]) this.#end(active, atMs);
  }

  #loses(takes: (active: Active) => boolean): boolean {
    const taker = this.#active.find(takes);
    if (taker === undefined) return false;
    taker.firing.lostCount = (taker.firing.lostCount ?? 0) + 1;
    return true;
  }

  #matches(event: TriggerEvent, name: TriggerName, symbol: string | null): boolean {
    return isOf(name, event) && (symbol === null || symbolOfTrigger(event) === symbol);
  }

  #fireByChance(
    armed: Armed,
    event: TriggerEvent,
    name: TriggerName,
    chance: { probability: number; maxFires: number | null },
    atMs: number,
  ): void {
    if (chance.maxFires !== null && armed.fireCount + armed.pendingCount >= chance.maxFires) return;
    const ordinal = this.#counts.get(name)!;
    if (chance.probability < 1 && armed.draw(name, ordinal) >= chance.probability) return;
    this.#plan(armed, atMs, null, { event, name, ordinal });
  }

  #plan(armed: Armed, fromMs: number, untilMs: number | null, aim: Aim): void {
    if (armed.fault.command !== undefined) {
      // The request is leaving now: what is to befall it cannot wait for its turn in the queue. One that is gone cannot be lost again.
      const isLeaving = typeof aim === 'object' && aim?.event.kind === 'requestSent' && !this.#passage.isLost;
      if (isLeaving) this.#begin(armed, fromMs, untilMs, aim);
      return;
    }
    armed.pendingCount++;
    this.#host.schedule(fromMs, () => {
      armed.pendingCount--;
      if (this.#isHealed) return;
      this.#begin(armed, fromMs, untilMs, aim);
    });
  }

  #begin(armed: Armed, fromMs: number, plannedEndMs: number | null, aim: Aim): void {
    const target = typeof aim === 'string' ? null : aim;
    const symbol = typeof aim === 'string' ? aim : null;
    const { fault, scheduled } = armed;
    const params = scheduled.params as never;
    const untilMs = plannedEndMs ?? fromMs + fault.activeMs(params);
    const activation: Activation = {
      faultId: scheduled.id,
      ordinal: armed.fireCount + 1,
      fromMs,
      untilMs,
      target: target?.event ?? null,
      symbol,
    };
    const firing: Firing = {
      faultId: scheduled.id,
      fault: scheduled.fault,
      ordinal: activation.ordinal,
      atMs: fromMs,
      untilMs,
      target:
        target === null
          ? null
          : { event: target.name, ordinal: target.ordinal, symbol: symbolOfTrigger(target.event) },
      symbol,
      params: scheduled.params,
      excusedUntilMs: excusedUntil(fault, params, untilMs),
      lostCount: takesSomething(fault) ? 0 : null,
    };
    if (fault.begin?.(activation, params, this.#controls) === false) return;
    armed.fireCount++;
    this.#host.fired(firing);
    if (target?.event.kind === 'requestSent') this.#befall(target.event, armed, firing);
    if (untilMs <= fromMs) {
      // Over as it begins: healed in the same millisecond.
      fault.end?.(activation, params, this.#controls);
      return;
    }
    const active: Active = { armed, activation, firing };
    this.#active.push(active);
    this.#host.schedule(untilMs, () => this.#end(active, untilMs));
  }

  /** What a fault of the command layer does to the request that it is aimed at. */
  #befall(sent: RequestSent, { fault, scheduled }: Armed, firing: Firing): void {
    for (const fate of fault.command?.(scheduled.params as never) ?? []) {
      if (fate.kind === 'noReply') {
        const { sessionId, request } = sent;
        const { requestId } = request;
        const untilMs = sent.atMs + fate.silentMs;
        this.#silences.begin({ sessionId, requestId, of: fate.of, untilMs, firing });
        continue;
      }
      if (fate.kind === 'lose') this.#passage.isLost = true;
      else this.#passage.lateMs += fate.delayMs;
      firing.lostCount = (firing.lostCount ?? 0) + 1;
    }
  }

  #end(active: Active, atMs: number): void {
    if (!this.#active.includes(active)) return;
    this.#active = this.#active.filter((other) => other !== active);
    const { fault, scheduled } = active.armed;
    active.firing.excusedUntilMs = excusedUntil(fault, scheduled.params as never, atMs);
    active.firing.untilMs = atMs;
    fault.end?.(active.activation, scheduled.params as never, this.#controls);
  }
}

function excusedUntil(fault: AnyFault, params: never, endMs: number): number | null {
  const excuseMs = fault.excuseMs(params);
  return excuseMs === null ? null : endMs + excuseMs;
}

function takesSomething({ command, losesCommand, losesDelivery }: AnyFault): boolean {
  return command !== undefined || losesCommand !== undefined || losesDelivery !== undefined;
}

/** The schedule that replays what fired, without probabilities and without the seed of the faults. */
export function resolvedSchedule(
  schedule: readonly ScheduledFault[],
  firings: readonly Firing[],
): ScheduledFault[] {
  return schedule.map((scheduled) => ({
    ...scheduled,
    trigger: {
      kind: 'exactly',
      firings: firings
        .filter(({ faultId }) => faultId === scheduled.id)
        .map(({ atMs, untilMs, target, symbol }) => ({
          timeMs: atMs,
          untilMs,
          symbol,
          target: target === null ? null : { event: target.event, ordinal: target.ordinal },
        })),
    },
  }));
}
