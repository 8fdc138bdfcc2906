import type { PersistRecord } from '../risk/outbox.ts';
import type { SessionLike } from './session.ts';
import type { Crash, SessionSetup } from './sessionSetup.ts';

/** A process that runs a session, in one life after the other, with the disk that outlives it. */
export class Process implements SessionSetup {
  readonly sessionId: string;
  readonly accountId: string;
  readonly writer: string;
  readonly startQuote: number;
  session: SessionLike;
  isAlive = true;
  /** Restarts so far. */
  bootEpoch = 0;
  /** The first exception of its strategy, in whichever life. */
  strategyError: string | null = null;
  readonly #setup: SessionSetup;
  /** What it has put on disk, of each key the last. */
  readonly #disk = new Map<string, unknown>();
  #itemCount = 0;
  #crashCount = 0;

  constructor(setup: SessionSetup) {
    this.#setup = setup;
    this.sessionId = setup.sessionId;
    this.accountId = setup.accountId;
    this.writer = setup.writer;
    this.startQuote = setup.startQuote;
    this.session = setup.session;
  }

  /** Whether it can be killed, by a fault or by its own crashes: one that could not be started again would only be gone. */
  get canDie(): boolean {
    return this.#setup.lives !== undefined;
  }

  /** Counts one more item of its outbox. Returns the death that comes before it is carried out; null where there is none. */
  countItem(): Crash | null {
    const crash = this.#setup.lives?.crashes?.[this.#crashCount];
    if (crash === undefined || this.#itemCount < crash.atItem) {
      this.#itemCount++;
      return null;
    }
    this.#crashCount++;
    return crash;
  }

  keep({ key, content }: PersistRecord): void {
    if (this.canDie) this.#disk.set(key, content);
  }

  /** A new life. */
  revive(tradeFromMs: number): void {
    this.bootEpoch++;
    this.session = this.#setup.lives!.make(this.bootEpoch, tradeFromMs);
    this.isAlive = true;
  }

  /** As a disk has them: what is not plain JSON is lost on the way. */
  get records(): PersistRecord[] {
    return JSON.parse(JSON.stringify([...this.#disk].map(([key, content]) => ({ key, content }))));
  }

  loseRecords(): void {
    this.#disk.clear();
  }
}
