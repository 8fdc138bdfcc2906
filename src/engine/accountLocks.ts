/**
 * The locks of accounts as a simulation models them: one holder an account, the first to ask; a lock dies with its holder. A live host takes a lock of
 * the operating system on a file instead, which dies with the process as this one does.
 *
 * @example
 * const locks = new AccountLocks();
 * locks.acquire('main', 's1') // true
 * locks.acquire('main', 's2') // false
 */
export class AccountLocks {
  readonly #holderByAccount = new Map<string, string>();

  /** True when the lock is now, or was already, this holder's. */
  acquire(accountId: string, holder: string): boolean {
    const held = this.#holderByAccount.get(accountId);
    if (held !== undefined && held !== holder) return false;
    this.#holderByAccount.set(accountId, holder);
    return true;
  }

  /** The holder is gone, and with it every lock that it held. */
  release(holder: string): void {
    for (const [accountId, held] of this.#holderByAccount) {
      if (held === holder) this.#holderByAccount.delete(accountId);
    }
  }

  /** Null while nobody holds it. */
  holderOf(accountId: string): string | null {
    return this.#holderByAccount.get(accountId) ?? null;
  }
}
