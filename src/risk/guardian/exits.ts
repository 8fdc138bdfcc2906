import { type OrderSnapshot, sideSign } from '../../market/order.ts';
import type { RejectReason } from '../../market/rejectReason.ts';
import type { VenueReply } from '../../market/venueEvent.ts';
import type { StopPlan } from '../stops/stopPlan.ts';
import type { StopPrices } from '../stops/stopPrices.ts';
import { AttachedExits } from './attachedExits.ts';
import type { Closer } from './closer.ts';
import type { Desk } from './desk.ts';
import { isOfPosition } from './lockedBase.ts';
import type { ManagedOrder } from './managedOrder.ts';
import type { OrderDesk } from './orderDesk.ts';
import type { KeptProtections } from './protection.ts';
import { StopKeeper } from './stopKeeper.ts';
import { type KeptTargets, TargetKeeper } from './targetKeeper.ts';

/** How the position of an entry is to be left, quote per base: a plan is kept with where its stop stands, and null where there is none. */
export interface ExitPlans {
  readonly plan: StopPlan | null;
  readonly stopPrice: number | null;
  readonly targetPrice: number | null;
}

/** What of the exits survives a restart. */
export interface KeptExits {
  readonly protections: KeptProtections;
  /** Left out in records that were written before there were targets. */
  readonly targets?: KeptTargets;
}

/** Fills that are told in the wrong order are told within this. */
const TOLD_LATE_MS = 60_000;

/** The stop and the target of each position as one: where one of them fills, the other follows. */
export class Exits {
  readonly stops: StopKeeper;
  readonly targets: TargetKeeper;
  readonly attached: AttachedExits;
  readonly #symbols: readonly string[];
  readonly #desk: Desk;
  /** The newest entry whose fill found nothing on its side that its plans could be for, by symbol. */
  readonly #late = new Map<string, { readonly entry: ManagedOrder; readonly atMs: number }>();

  constructor(parts: {
    desk: Desk;
    orders: OrderDesk;
    closer: Closer;
    prices: StopPrices;
    fetchFills: (fromMs: number, key: string) => void;
  }) {
    this.#desk = parts.desk;
    this.#symbols = parts.desk.belief.symbols;
    this.stops = new StopKeeper(parts);
    this.targets = new TargetKeeper(parts);
    this.attached = new AttachedExits(parts);
  }

  /** An entry goes out. */
  remember(entryKey: string, { plan, stopPrice, targetPrice }: ExitPlans): void {
    if (plan !== null && stopPrice !== null) this.stops.remember(entryKey, { plan, stopPrice });
    if (targetPrice !== null) this.targets.remember(entryKey, targetPrice);
  }

  onEntryFilled(entry: ManagedOrder, qty: number): void {
    const { symbol } = entry.order;
    this.#plan(entry);
    if (!this.#isOnSideOf(entry)) this.#late.set(symbol, { entry, atMs: this.#desk.nowMs });
    this.attached.onEntryFilled(entry, qty);
  }

  /** Brings what stands to what the position needs. */
  sync(symbol: string): void {
    this.#planLate(symbol);
    this.stops.sync(symbol);
    this.targets.sync(symbol);
  }

  #plan(entry: ManagedOrder): void {
    this.stops.onEntryFilled(entry);
    this.targets.onEntryFilled(entry);
  }

  /** The fill of a stop may be told after that of the entry that followed it: only then is there a position for the entry's plans. */
  #planLate(symbol: string): void {
    const late = this.#late.get(symbol);
    if (late === undefined || !this.#isOnSideOf(late.entry)) return;
    this.#late.delete(symbol);
    if (this.#desk.nowMs - late.atMs <= TOLD_LATE_MS && !this.stops.hasPlan(symbol)) this.#plan(late.entry);
  }

  #isOnSideOf({ order: { symbol, side } }: ManagedOrder): boolean {
    return sideSign(side) * this.#desk.belief.positionQty(symbol) > 0;
  }

  syncAll(): void {
    for (const symbol of this.#symbols) this.sync(symbol);
  }

  /** True when the order is one of these. */
  onLive(order: ManagedOrder): boolean {
    if (order.purpose === 'stop') this.stops.onLive(order);
    else if (order.purpose === 'takeProfit') this.targets.onLive(order);
    else return false;
    return true;
  }

  /** A stop or a target is over without having filled. Returns true when the account must be fetched. */
  onEnded(order: ManagedOrder, reason: RejectReason | null): boolean {
    if (order.purpose === 'takeProfit') this.targets.onEnded(order, reason);
    else {
      if (reason === 'stopQuota') this.targets.makeWay();
      this.stops.onEnded(order, reason);
    }
    return isOfPosition(reason);
  }

  /** A list of the venue's live orders has come. */
  checkHealth(orders: readonly OrderSnapshot[], askedMs: number): void {
    this.stops.checkHealth(orders, askedMs);
    for (const symbol of this.#symbols) this.targets.sync(symbol);
  }

  watchPrices(): void {
    this.stops.watchPrices();
    this.targets.watchPrices();
  }

  handleReply(reply: VenueReply): boolean {
    return this.targets.amendments.handleReply(reply);
  }

  handleWake(key: string): boolean {
    if (key.startsWith('exits:')) {
      this.sync(key.slice('exits:'.length));
      return true;
    }
    return (
      this.stops.handleWake(key) || this.attached.handleWake(key) || this.targets.amendments.handleWake(key)
    );
  }

  snapshot(entryKeys: readonly string[]): Required<KeptExits> {
    return { protections: this.stops.snapshot(entryKeys), targets: this.targets.snapshot(entryKeys) };
  }

  restore({ protections, targets }: KeptExits): void {
    this.stops.restore(protections);
    if (targets !== undefined) this.targets.restore(targets);
  }
}
