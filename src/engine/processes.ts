import type { SessionEvent } from '../risk/sessionEvent.ts';
import { AccountLocks } from './accountLocks.ts';
import type { Host } from './host.ts';
import type { JournalEntry } from './journal.ts';
import { Process } from './process.ts';
import type { Restart, SessionSetup } from './sessionSetup.ts';

/** What the processes need of the simulation. */
interface ProcessesListener {
  nowMs(): number;
  log(entry: JournalEntry): void;
  /** Calls back at a time, in the phase of faults. */
  schedule(atMs: number, run: () => void): void;
  /** Belief of this session may have changed. */
  onStepped(client: Process): void;
  /** Shows a session all bars that have closed so far, as a host fetches them at its start. */
  showHistory(client: Process): void;
}

/** The sessions and the processes in which they run: each is given its events, what it asks for is carried out, and it may die and be started again. */
export class Processes {
  /** Those of the start, and those that a fault has started. */
  readonly all: Process[];
  readonly #host: Host;
  readonly #listener: ProcessesListener;
  readonly #locks = new AccountLocks();
  #isConnected = true;
  #isStopped = false;

  constructor(setups: readonly SessionSetup[], parts: { host: Host; listener: ProcessesListener }) {
    if (setups.length === 0) throw new Error('a simulation needs at least one session');
    this.all = setups.map((setup) => new Process(setup));
    this.#host = parts.host;
    this.#listener = parts.listener;
  }

  /** The one whose belief is held against truth. */
  get first(): Process {
    return this.all[0]!;
  }

  of(sessionId: string): Process {
    return this.all.find((client) => client.sessionId === sessionId)!;
  }

  /** What reaches a dead process is lost. */
  step(client: Process, event: SessionEvent): void {
    if (!client.isAlive) return;
    const { session, sessionId } = client;
    const hadError = session.strategyError !== null;
    const outbox = session.step(event);
    const atMs = this.#listener.nowMs();
    let asksForLock = false;
    for (const item of outbox) {
      const crash = client.countItem();
      if (crash !== null) {
        this.#die(client, crash.restart);
        break;
      }
      if (item.kind === 'acquireLock') asksForLock = true;
      else this.#host.carryOut(client, item, atMs);
    }
    if (!hadError && session.strategyError !== null) {
      client.strategyError ??= session.strategyError;
      this.#listener.log({ kind: 'strategyError', atMs, sessionId, message: session.strategyError });
    }
    if (outbox.length > 0 || event.kind === 'venue') this.#listener.onStepped(client);
    // Afterwards: a session takes one event at a time.
    if (asksForLock && client.isAlive) this.#answerLock(client);
  }

  stepAll(event: SessionEvent): void {
    for (const client of this.all) this.step(client, event);
  }

  setConnected(isConnected: boolean): void {
    this.#isConnected = isConnected;
    const atMs = this.#listener.nowMs();
    this.#listener.log({ kind: 'connection', atMs, isConnected });
    this.stepAll({ kind: isConnected ? 'connected' : 'disconnected', atMs });
  }

  stopStrategies(): void {
    this.#isStopped = true;
    const atMs = this.#listener.nowMs();
    this.#listener.log({ kind: 'operatorStop', atMs });
    this.stepAll({ kind: 'operatorStop', atMs });
  }

  /** Every process that can be started again dies now. False when there is none. */
  killAll(restart: Restart): boolean {
    const victims = this.all.filter(({ isAlive, canDie }) => isAlive && canDie);
    for (const client of victims) this.#die(client, restart);
    return victims.length > 0;
  }

  #die(client: Process, restart: Restart | null): void {
    const { sessionId } = client;
    const atMs = this.#listener.nowMs();
    client.isAlive = false;
    this.#host.forgetWakes(sessionId);
    this.#locks.release(sessionId);
    this.#listener.log({ kind: 'crash', atMs, sessionId });
    if (restart === null) return;
    this.#listener.schedule(atMs + Math.max(1, restart.afterMs), () =>
      this.#revive(client, restart.withRecords),
    );
  }

  #revive(client: Process, withRecords: boolean): void {
    const atMs = this.#listener.nowMs();
    if (!withRecords) client.loseRecords();
    const { records, sessionId } = client;
    client.revive(atMs);
    this.#listener.log({ kind: 'restart', atMs, sessionId, bootEpoch: client.bootEpoch, withRecords });
    this.#listener.showHistory(client);
    this.step(client, { kind: 'restored', atMs, records });
    if (this.#isConnected) this.step(client, { kind: 'connected', atMs });
    // Whoever starts it again knows that it was stopped.
    if (this.#isStopped) this.step(client, { kind: 'operatorStop', atMs });
    this.#listener.onStepped(client);
  }

  #answerLock(client: Process): void {
    const isGranted = this.#locks.acquire(client.accountId, client.sessionId);
    this.step(client, {
      kind: isGranted ? 'lockGranted' : 'lockRefused',
      atMs: this.#listener.nowMs(),
    });
  }
}
