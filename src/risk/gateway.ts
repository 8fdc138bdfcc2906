import { ceilToStep, floorToStep } from '../core/rounding.ts';
import { utcDay } from '../core/time.ts';
import type { Instrument } from '../market/instrument.ts';
import type { ApprovedOrder, OrderRequest, Side } from '../market/order.ts';
import type { Breach } from './breach.ts';
import type { EnterIntent } from './intent.ts';
import type { Policy } from './policy.ts';
import type { RiskRule, RuleEvent } from './riskRule.ts';
import type { RiskOrder, RiskView, SizingOrder } from './riskView.ts';
import { type RiskRuleName, riskRules } from './rules/index.ts';
import { type Sizing, sizers } from './sizing/index.ts';
import type { TradingState } from './tradingState.ts';

/** The answer to a wish to enter. Every outcome names the numbers that decided it. */
export type EntryVerdict =
  | {
      readonly outcome: 'approved';
      readonly order: ApprovedOrder;
      readonly wantedQty: number;
      readonly binding: Breach | null;
    }
  | {
      readonly outcome: 'resized';
      readonly order: ApprovedOrder;
      readonly wantedQty: number;
      readonly binding: Breach;
    }
  | { readonly outcome: 'refused'; readonly wantedQty: number | null; readonly breach: Breach };

/** Why trading is halted, and what ends it. Plain JSON. */
export interface Trip {
  readonly breach: Breach;
  readonly end: 'reset' | 'utcDay' | 'reconciled';
  readonly atMs: number;
}

/** Plain JSON: everything the gateway must remember over a restart. */
export interface GatewayState {
  readonly ruleStates: Readonly<Record<string, unknown>>;
  readonly trips: Readonly<Record<string, Trip>>;
}

export interface ProtectiveOrder {
  readonly symbol: string;
  readonly side: Side;
  readonly qty: number;
  readonly type: 'market' | 'stopMarket';
  readonly triggerPrice: number | null;
  readonly clientOrderId: string | null;
}

type AnyRule = RiskRule<Record<never, never>, unknown>;

interface ActiveRule {
  readonly name: RiskRuleName;
  readonly rule: AnyRule;
  readonly params: Record<never, never>;
  readonly resizes: boolean;
  /** Beside its rule, and not in a record by name: it is looked at several times a bar. */
  state: unknown;
}

/**
 * The one gate: every order that reaches a venue was minted here, in a simulation as before a live venue. It decides on belief, keeps the
 * rules' state and the trading state, and never sends anything itself.
 */
export class Gateway {
  readonly #rules: readonly ActiveRule[];
  /** The rules that fold equity and those that watch it: they alone are asked at every bar and mark. */
  readonly #folding: readonly ActiveRule[];
  readonly #watching: readonly ActiveRule[];
  readonly #sizing: Sizing;
  /** By rule, in the order in which they came about. */
  readonly #trips = new Map<string, Trip>();

  constructor(policy: Policy, sizing: Sizing) {
    this.#sizing = sizing;
    // The registry's order, not the file's: no decision depends on how a policy was written down.
    this.#rules = (Object.keys(riskRules) as RiskRuleName[])
      .filter((name) => policy.rules[name] !== undefined)
      .map((name) => {
        const params = policy.rules[name] as Record<string, unknown>;
        return {
          name,
          rule: riskRules[name] as unknown as AnyRule,
          params,
          resizes: params.onBreach === 'resize',
          state: riskRules[name].initial(params as never),
        };
      });
    this.#folding = this.#rules.filter(({ rule }) => rule.fold !== undefined);
    this.#watching = this.#rules.filter(({ rule }) => rule.watch !== undefined);
  }

  get tradingState(): TradingState {
    return this.#trips.size > 0 ? 'halted' : 'active';
  }

  get state(): GatewayState {
    return {
      ruleStates: Object.fromEntries(this.#rules.map(({ name, state }) => [name, state])),
      trips: Object.fromEntries(this.#trips),
    };
  }

  /** The trips in force, oldest first. */
  get trips(): Trip[] {
    return [...this.#trips.values()].sort((a, b) => a.atMs - b.atMs);
  }

  fold(event: RuleEvent): void {
    for (const active of this.#folding) {
      active.state = active.rule.fold!(active.state, event, active.params);
    }
  }

  /** Asks the rules that watch the account. Returns the trips that are new. */
  watch(view: RiskView): Trip[] {
    let tripped: Trip[] = NO_TRIPS;
    for (const { name, rule, params, state } of this.#watching) {
      if (this.#trips.size > 0 && this.#trips.has(name)) continue;
      const breach = rule.watch!(view, state, params);
      if (breach === null) continue;
      const trip = this.trip(breach, rule.answer!.end, view.atMs);
      tripped = tripped === NO_TRIPS ? [trip] : [...tripped, trip];
    }
    return tripped;
  }

  trip(breach: Breach, end: Trip['end'], atMs: number): Trip {
    const trip: Trip = { breach, end, atMs };
    this.#trips.set(breach.rule, trip);
    return trip;
  }

  /** Ends the halts whose end has come. Returns them. */
  clear(atMs: number, reached: 'time' | 'reconciled'): Trip[] {
    let cleared: Trip[] = NO_TRIPS;
    for (const [name, trip] of this.#trips) {
      const isOver =
        reached === 'time'
          ? trip.end === 'utcDay' && utcDay(atMs) > utcDay(trip.atMs)
          : trip.end === 'reconciled';
      if (!isOver) continue;
      this.#trips.delete(name);
      cleared = cleared === NO_TRIPS ? [trip] : [...cleared, trip];
    }
    return cleared;
  }

  /** Decides on a wish to enter. A halt that the wish itself causes (a runaway) is in force when this returns. */
  decideEntry(
    intent: EnterIntent,
    sizing: SizingOrder,
    view: RiskView,
    clientOrderId: string | null,
  ): EntryVerdict {
    const insane = insanity(intent, sizing, view);
    if (insane !== null) return { outcome: 'refused', wantedQty: intent.qty ?? null, breach: insane };
    const instrument = view.instrument(intent.symbol);
    const halted = this.#haltBreach();
    const wanted = intent.qty ?? sizers[this.#sizing.name].wantedQty(sizing, view, this.#sizing.params);
    if (halted !== null)
      return { outcome: 'refused', wantedQty: floorToStep(wanted, instrument.lot), breach: halted };

    let qty = wanted;
    let bindingRule: string = this.#sizing.name;
    for (const { name, rule, params, resizes, state } of this.#rules) {
      if (rule.headroomQty === undefined || (intent.qty !== undefined && !resizes)) continue;
      const headroomQty = rule.headroomQty(sizing, view, state, params);
      if (headroomQty < qty) {
        qty = headroomQty;
        bindingRule = name;
      }
    }
    let scaledBy: Breach | null = null;
    for (const { rule, params, state } of this.#rules) {
      const scaled = rule.scale?.(sizing, view, state, params) ?? null;
      if (scaled === null || scaled.ratio >= 1) continue;
      qty *= scaled.ratio;
      bindingRule = scaled.breach.rule;
      scaledBy = scaled.breach;
    }
    const wantedQty = intent.qty ?? Math.max(0, floorToStep(wanted, instrument.lot));
    if (wanted <= 0) {
      const breach = this.#check({ ...sizing, qty: 0 }, view) ?? {
        rule: this.#sizing.name,
        actual: 0,
        limit: instrument.minQty,
        unit: 'qty',
        reason: 'The sizing wants nothing: no stop can be computed to size by.',
      };
      return { outcome: 'refused', wantedQty: 0, breach };
    }
    qty = intent.qty !== undefined && qty === wanted ? qty : Math.max(0, floorToStep(qty, instrument.lot));
    const floor = underMinimum(qty, sizing, instrument);
    if (floor !== null) {
      const bound =
        qty < wantedQty
          ? { ...floor, rule: bindingRule, reason: `${floor.reason} Bound by ${bindingRule}.` }
          : floor;
      return { outcome: 'refused', wantedQty, breach: bound };
    }

    const breach = this.#check({ ...sizing, qty }, view);
    if (breach !== null) return { outcome: 'refused', wantedQty, breach };

    const approved = mint({
      symbol: intent.symbol,
      side: intent.side,
      type: intent.limitPrice === undefined ? 'market' : 'limit',
      qty,
      limitPrice: intent.limitPrice ?? null,
      triggerPrice: null,
      timeInForce: 'gtc',
      reduceOnly: false,
      clientOrderId,
    });
    const cut = { rule: bindingRule, actual: wantedQty, limit: qty, unit: 'qty' };
    const binding: Breach | null =
      qty < wantedQty ? (scaledBy ?? { ...cut, reason: `Cut by ${bindingRule}.` }) : null;
    return binding === null
      ? { outcome: 'approved', order: approved, wantedQty, binding }
      : { outcome: 'resized', order: approved, wantedQty, binding };
  }

  /**
   * Approves a stop or an exit. Reducing orders are never blocked by a rule; they are held to sanity: finite, a quantity, reduce-only.
   * The quantity is brought to the lot and the trigger to the tick, on the side that triggers sooner.
   */
  approveProtective(order: ProtectiveOrder, instrument: Instrument): ApprovedOrder {
    const round = order.side === 'sell' ? ceilToStep : floorToStep;
    const qty = floorToStep(order.qty, instrument.lot);
    if (!(qty > 0) || !Number.isFinite(qty))
      throw new Error(`a protective order needs a quantity, got ${order.qty}`);
    return mint({
      symbol: order.symbol,
      side: order.side,
      type: order.type,
      qty,
      limitPrice: null,
      triggerPrice: order.triggerPrice === null ? null : round(order.triggerPrice, instrument.tick),
      timeInForce: 'gtc',
      reduceOnly: true,
      clientOrderId: order.clientOrderId,
    });
  }

  /** The first rule that objects, with the halt that it may cause in force. */
  #check(order: RiskOrder, view: RiskView): Breach | null {
    for (const { rule, params, state } of this.#rules) {
      const breach = rule.check?.(order, view, state, params) ?? null;
      if (breach === null) continue;
      if (rule.answer !== null) this.trip(breach, rule.answer.end, view.atMs);
      return breach;
    }
    return null;
  }

  #haltBreach(): Breach | null {
    const trip = this.trips[0];
    return trip === undefined ? null : { ...trip.breach, reason: `Halted: ${trip.breach.reason}` };
  }
}

const NO_TRIPS: Trip[] = [];

function insanity(intent: EnterIntent, sizing: SizingOrder, view: RiskView): Breach | null {
  const wrong = (actual: number, reason: string): Breach => ({
    rule: 'sanity',
    actual: Number.isFinite(actual) ? actual : 0,
    limit: 0,
    unit: 'quote',
    reason,
  });
  if (!(sizing.price > 0) || !Number.isFinite(sizing.price))
    return wrong(sizing.price, 'No price to judge the order by.');
  if (intent.qty !== undefined && !(intent.qty > 0 && Number.isFinite(intent.qty))) {
    return wrong(intent.qty, 'The quantity is not a positive number.');
  }
  if (!Number.isFinite(view.equityQuote)) return wrong(view.equityQuote, 'Equity is not a number.');
  if (view.equityQuote <= 0) return wrong(view.equityQuote, 'There is no equity left.');
  return null;
}

function underMinimum(qty: number, sizing: SizingOrder, instrument: Instrument): Breach | null {
  const refuse = (actual: number, limit: number, unit: string, reason: string): Breach => ({
    rule: 'minOrder',
    actual,
    limit,
    unit,
    reason,
  });
  if (qty < instrument.minQty || qty <= 0)
    return refuse(qty, instrument.minQty, 'qty', 'Less than the smallest quantity.');
  const notionalQuote = qty * sizing.price;
  if (notionalQuote < instrument.minNotionalQuote) {
    return refuse(notionalQuote, instrument.minNotionalQuote, 'quote', 'Less than the smallest notional.');
  }
  return null;
}

/** The only place that makes an approved order. A test holds that this cast stands nowhere else. */
function mint(order: OrderRequest): ApprovedOrder {
  return Object.freeze(order) as ApprovedOrder;
}
