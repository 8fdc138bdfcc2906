import { floorToStep } from '../core/rounding.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Amendment, ApprovedAmendment, ApprovedOrder, OrderRequest } from '../market/order.ts';
import { ActiveRules, type Changed } from './activeRules.ts';
import type { Breach } from './breach.ts';
import type { EntryVerdict } from './entryVerdict.ts';
import type { EnterIntent } from './intent.ts';
import { exceeds } from './limit.ts';
import { insanity, underMinimum } from './orderSanity.ts';
import type { Policy } from './policy.ts';
import {
  type AttachedExits,
  type ProtectiveOrder,
  protectiveRequest,
  whyNotAmended,
  withExits,
  withoutExits,
} from './protectiveOrder.ts';
import type { RuleEvent } from './riskRule.ts';
import type { RiskOrder, RiskView, SizingOrder } from './riskView.ts';
import {
  type Asked,
  askRules,
  type DecisionGrounds,
  gaugeAccount,
  groundsWithoutOrder,
  type RuleCheck,
} from './ruleCheck.ts';
import type { RiskRuleName } from './rules/index.ts';
import { ActiveSizers, leastOfSeveral, type SizingChoice } from './sizing/activeSizers.ts';
import type { TrancheParams } from './sizing/tranches.ts';
import { type Answer, CLEAR_USE_RATIO, type TradingState } from './tradingState.ts';
import { NO_TRIPS, type Trip, Trips } from './trips.ts';

/** Plain JSON: everything the gateway must remember over a restart. */
export interface GatewayState {
  readonly ruleStates: Readonly<Record<string, unknown>>;
  readonly trips: Readonly<Record<string, Trip>>;
  /** Of the sizers that remember; left out where none does. */
  readonly sizerStates?: Readonly<Record<string, unknown>>;
}

/**
 * The one gate: every order that reaches a venue was minted here, in a simulation as before a live venue. It decides on belief, keeps the
 * rules' state and the trading state, and never sends anything itself.
 */
export class Gateway {
  readonly #rules: ActiveRules;
  readonly #sizers: ActiveSizers;
  readonly #trips = new Trips();
  #isChanged = true;
  /** Grows with whatever may change what a rule says of an account that is as it was. */
  changeCount = 0;

  constructor(policy: Policy, sizing: SizingChoice) {
    this.#sizers = new ActiveSizers(sizing, policy.sizing);
    this.#rules = new ActiveRules(policy);
  }

  get tradingState(): TradingState {
    return this.#trips.tradingState;
  }

  get state(): GatewayState {
    const sizerStates = this.#sizers.state;
    return {
      ruleStates: this.#rules.states,
      trips: this.#trips.record,
      ...(sizerStates === null ? {} : { sizerStates }),
    };
  }

  /** Whether a restart from the state that was kept last would decide on less than it should know. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** `state` is on disk as it is now. */
  noteKept(): void {
    this.#isChanged = false;
    this.#rules.noteKept();
  }

  /** Takes up what `state` gave before a restart. A rule that it does not name begins anew; one that is not in force any more is left out. */
  restore({ ruleStates, trips, sizerStates }: GatewayState): void {
    this.#rules.restore(ruleStates);
    for (const trip of Object.values(trips)) this.#trips.restore(trip);
    if (sizerStates !== undefined) this.#sizers.restore(sizerStates);
    this.#noteChange();
  }

  /** Nobody knows what was before: the rules count from what the account holds now. */
  beginAnew(view: RiskView): void {
    for (const { name } of this.#rules.all) this.#rules.forget(name, view);
    this.#noteChange();
  }

  /** The trips in force, oldest first. */
  get trips(): Trip[] {
    return this.#trips.all;
  }

  fold(event: RuleEvent): void {
    this.changeCount++;
    // Both are told, whatever the first of them says.
    const isWorthKeeping = this.#rules.fold(event, !this.#isChanged);
    if (this.#sizers.fold(event) || isWorthKeeping) this.#isChanged = true;
  }

  /** Asks the rules that watch the account. Returns the trips that are new. */
  watch(view: RiskView): Trip[] {
    let tripped: Trip[] = NO_TRIPS;
    for (const { name, rule, params, state } of this.#rules.watching) {
      if (!this.#trips.isEmpty && this.#trips.of(name) !== null) continue;
      const breach = rule.watch!(view, state, params);
      if (breach === null) continue;
      const trip = this.trip(breach, rule.answer!, view.atMs);
      tripped = tripped === NO_TRIPS ? [trip] : [...tripped, trip];
    }
    return tripped;
  }

  /** Gives an answer. A rule has one in force at most: the later takes the place of the earlier. */
  trip(breach: Breach, answer: Answer, atMs: number): Trip {
    const trip = this.#trips.give(breach, answer, atMs);
    this.#noteChange();
    this.fold({ kind: 'tripped', atMs, rule: breach.rule });
    return trip;
  }

  /** The answer of a rule or brake that is in force; null when none is. */
  tripOf(rule: string): Trip | null {
    return this.#trips.of(rule);
  }

  /** Ends the answers whose end has come. Returns them. */
  clear(atMs: number, reached: 'time' | 'reconciled'): Trip[] {
    return this.#noteEnded(this.#trips.endReached(reached, atMs));
  }

  /**
   * Ends the answers of watch rules that last until they are clear: a halt when the rule has no objection any more, a reduction when so little
   * of the limit is used that the next move of the market does not bring it back at once. Returns them.
   */
  clearWatched(view: RiskView): Trip[] {
    if (this.#trips.isEmpty) return NO_TRIPS;
    const ended = this.#trips.endWhere((trip) => {
      const active = this.#rules.watching.find(({ name }) => name === trip.breach.rule);
      if (trip.end !== 'clear' || active === undefined) return false;
      if (active.rule.watch!(view, active.state, active.params) !== null) return false;
      const useRatio = active.rule.use?.(view, active.state, active.params) ?? null;
      return trip.state === 'halted' || useRatio === null || !exceeds(useRatio, CLEAR_USE_RATIO);
    });
    return this.#noteEnded(ended);
  }

  /** Ends one answer that its own brake finds to be over. */
  end(rule: string): void {
    this.#trips.end(rule);
    this.#noteChange();
  }

  /**
   * An operator's reset: ends a rule's answer and begins the rule's memory anew, so that a breaker counts from here and does not trip at once
   * on what it tripped on before. Returns null, and does nothing, when the rule has no answer in force that waits for an operator.
   */
  reset(name: string, view: RiskView): Trip | null {
    const trip = this.#trips.of(name);
    if (trip === null || trip.end !== 'reset') return null;
    this.end(name);
    this.#rules.forget(name, view);
    return trip;
  }

  #noteEnded(ended: Trip[]): Trip[] {
    if (ended !== NO_TRIPS) this.#noteChange();
    return ended;
  }

  #noteChange(): void {
    this.#isChanged = true;
    this.changeCount++;
  }

  /** The rules whose use can be told, in the order in which it is measured. */
  get limitNames(): readonly RiskRuleName[] {
    return this.#rules.limits.map(({ name }) => name);
  }

  /** Writes the use of each of those limits into the first places of a row, as `ActiveRules.measureUse` says. */
  measureUse(view: RiskView, row: Float64Array, changed: Changed): boolean {
    return this.#rules.measureUse(view, row, changed);
  }

  /** Whether anything is held, which a panic has to know: with nothing left to close it demands a halt and no more. */
  setClosedOut(isClosedOut: boolean): void {
    this.#trips.setClosedOut(isClosedOut);
    this.#noteChange();
  }

  /** How entries are split into parts; null where they are not. */
  get tranches(): TrancheParams | null {
    return this.#sizers.tranches;
  }

  /** What a wish is for before any rule has cut it: base, whole lots; not above 0 where there is nothing to split. */
  wishedQty(intent: EnterIntent, sizing: SizingOrder, view: RiskView): number {
    if (!(sizing.price > 0) || !(view.equityQuote > 0)) return 0;
    const wantedQty = intent.qty ?? this.#sizers.wish(sizing, view).qty;
    const limitQty = this.#sizers.limit(sizing, view)?.qty ?? wantedQty;
    return floorToStep(Math.min(wantedQty, limitQty), view.instrument(intent.symbol).lot);
  }

  /**
   * Decides on a wish to enter, or on a part of one: then `partQty` is what is wanted of it now, base, and every limit is asked anew. A halt that
   * the wish itself causes (a runaway) is in force when this returns.
   */
  decideEntry(
    intent: EnterIntent,
    { partQty, ...sizing }: SizingOrder & { readonly partQty?: number },
    view: RiskView,
    clientOrderId: string | null,
  ): EntryVerdict {
    const insane = insanity(intent, sizing, view);
    if (insane !== null) {
      const wantedQty = intent.qty ?? null;
      const grounds = groundsWithoutOrder(this.#rules.all, view, { ...insane, askedQty: wantedQty });
      return { outcome: 'refused', wantedQty, breach: insane, grounds };
    }
    this.#rules.applyColdStart();
    const refuse = (
      breach: Breach,
      wantedQty: number,
      { checkedQty, checks } = askRules(this.#rules.all, { ...sizing, qty: wantedQty }, view),
    ): EntryVerdict => {
      const grounds = { askedQty: wantedQty, checkedQty, sizedBy: null, checks };
      return { outcome: 'refused', wantedQty, breach, grounds };
    };
    const instrument = view.instrument(intent.symbol);
    const halted = this.#trips.objection;
    const wish = intent.qty === undefined ? this.#sizers.wish(sizing, view) : null;
    const wholeQty = intent.qty ?? wish!.qty;
    const wanted = partQty === undefined ? wholeQty : Math.min(partQty, wholeQty);
    if (halted !== null) return refuse(halted, partQty ?? floorToStep(wanted, instrument.lot));

    let qty = wanted;
    const wisher = wish?.by ?? 'none';
    let bindingRule: string = wisher;
    const limited = this.#sizers.limit(sizing, view);
    if (limited !== null && limited.qty < qty) {
      qty = limited.qty;
      bindingRule = limited.by;
    }
    for (const { name, rule, params, resizes, state } of this.#rules.all) {
      if (rule.headroomQty === undefined || (intent.qty !== undefined && !resizes)) continue;
      const headroomQty = rule.headroomQty(sizing, view, state, params);
      if (headroomQty < qty) {
        qty = headroomQty;
        bindingRule = name;
      }
    }
    let scaledBy: Breach | null = null;
    for (const { rule, params, state } of this.#rules.all) {
      const scaled = rule.scale?.(sizing, view, state, params) ?? null;
      if (scaled === null || scaled.ratio >= 1) continue;
      qty *= scaled.ratio;
      bindingRule = scaled.breach.rule;
      scaledBy = scaled.breach;
    }
    const wantedQty = partQty ?? intent.qty ?? Math.max(0, floorToStep(wanted, instrument.lot));
    const nothing = wanted <= 0 ? wish : limited;
    if (nothing !== null && nothing.whyNothing !== null) {
      const checked = this.#check({ ...sizing, qty: 0 }, view);
      const wantsNothing = {
        rule: nothing.by,
        actual: 0,
        limit: instrument.minQty,
        unit: 'qty',
        reason: nothing.whyNothing,
      };
      return refuse(checked.objection?.breach ?? wantsNothing, wantedQty, checked);
    }
    qty = intent.qty !== undefined && qty === wanted ? qty : Math.max(0, floorToStep(qty, instrument.lot));
    const floor = underMinimum(qty, sizing, instrument);
    if (floor !== null) {
      const bound =
        qty < wantedQty
          ? { ...floor, rule: bindingRule, reason: `${floor.reason} Bound by ${bindingRule}.` }
          : floor;
      // Of what is left there is nothing to say: asked about the wish, the rule that bound it shows by how much.
      return refuse(bound, wantedQty);
    }

    const checked = this.#check({ ...sizing, qty }, view);
    if (checked.objection !== null) return refuse(checked.objection.breach, wantedQty, checked);

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
      qty < wantedQty
        ? (scaledBy ?? { ...cut, reason: `Cut by ${bindingRule}.` })
        : partQty === undefined && wish !== null
          ? leastOfSeveral(wish, qty, instrument.lot)
          : null;
    const wished = wanted < wholeQty ? 'tranches' : (wish?.by ?? 'wish');
    const sizedBy = bindingRule === wisher ? wished : bindingRule;
    const { checkedQty, checks } = checked;
    const grounds = { askedQty: wantedQty, checkedQty, sizedBy, checks };
    return binding !== null && qty < wantedQty
      ? { outcome: 'resized', order: approved, wantedQty, binding, grounds }
      : { outcome: 'approved', order: approved, wantedQty, binding, grounds };
  }

  /**
   * Approves a stop or an exit. Reducing orders are never blocked by a rule; they are held to sanity: finite, a quantity, reduce-only.
   * The quantity is brought to the lot, a trigger to the tick on the side that triggers sooner, and a limit to the tick inside what was allowed.
   */
  approveProtective(order: ProtectiveOrder, instrument: Instrument): ApprovedOrder {
    return mint(protectiveRequest(order, instrument));
  }

  /** Lets an approved entry carry its exits, which reduce what it fills and nothing else. */
  attachExits(entry: ApprovedOrder, exits: AttachedExits, instrument: Instrument): ApprovedOrder {
    return mint(withExits(entry, exits, instrument));
  }

  /** The same entry without them. */
  detachExits(entry: ApprovedOrder): ApprovedOrder {
    return mint(withoutExits(entry));
  }

  /**
   * Approves another quantity of a live order, base, with what of it has filled; what would add risk that no rule has looked at is refused.
   *
   * @param heldQty what is held against it, base, unsigned, with what the order itself has filled of it.
   */
  approveAmendment(
    order: ApprovedOrder,
    wanted: { readonly qty: number; readonly heldQty: number },
    { lot }: Instrument,
  ): { readonly changes: ApprovedAmendment } | { readonly breach: Breach } {
    const qty = floorToStep(wanted.qty, lot);
    const breach = whyNotAmended(order, { ...wanted, qty });
    return breach === null
      ? { changes: mintAmendment({ qty, limitPrice: null, triggerPrice: null }) }
      : { breach };
  }

  /** A reducing order as the venue says that it stands now, with the quantity that it has been given since. */
  asReported(order: ApprovedOrder, qty: number): ApprovedOrder {
    if (!order.reduceOnly) throw new Error('only what reduces is taken as it is reported');
    return order.qty === qty ? order : mint({ ...order, qty });
  }

  /** What the rules say of a wish that is refused by something else, before the gate: nothing is decided by it. */
  groundsOf(intent: EnterIntent, sizing: SizingOrder, view: RiskView): DecisionGrounds {
    const insane = insanity(intent, sizing, view);
    if (insane !== null)
      return groundsWithoutOrder(this.#rules.all, view, { ...insane, askedQty: intent.qty ?? null });
    this.#rules.applyColdStart();
    const qty = intent.qty ?? this.wishedQty(intent, sizing, view);
    const { checkedQty, checks } = askRules(this.#rules.all, { ...sizing, qty }, view);
    return { askedQty: qty, checkedQty, sizedBy: null, checks };
  }

  /** Where the account stands before the rules that watch it. */
  gauge(view: RiskView): RuleCheck[] {
    return gaugeAccount(this.#rules.watching, view);
  }

  /** Every rule says its number; the first that objects is named, and the halt that it may cause is in force. */
  #check(order: RiskOrder, view: RiskView): Asked {
    const asked = askRules(this.#rules.all, order, view);
    const { objection } = asked;
    if (objection !== null && objection.by.rule.answer !== null)
      this.trip(objection.breach, objection.by.rule.answer, view.atMs);
    return asked;
  }
}

/** The only place that makes an approved order. A test holds that this cast stands nowhere else. */
function mint(order: OrderRequest): ApprovedOrder {
  return Object.freeze(order) as ApprovedOrder;
}

function mintAmendment(changes: Amendment): ApprovedAmendment {
  return Object.freeze(changes) as ApprovedAmendment;
}
