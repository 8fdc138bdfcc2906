import type { TruthEvent } from '../venue/truthEvent.ts';
import { type RequestSent, type RequestTriggerName, requestTriggers } from './requestTrigger.ts';
import { symbolOf, type TruthTriggerName, truthTriggers } from './truthTrigger.ts';

/** What a fault can wait for: something that happened at the venue, or a request that a client sends. */
export type TriggerEvent = TruthEvent | RequestSent;

export type TriggerName = TruthTriggerName | RequestTriggerName;

const ALL: Readonly<Record<TriggerName, (event: never) => boolean>> = {
  ...truthTriggers,
  ...requestTriggers,
};

/** By the names that scenario files use: what happens at the venue first, then what is sent to it. */
export const TRIGGER_NAMES = Object.keys(ALL) as TriggerName[];

const TRUTH_NAMES = Object.keys(truthTriggers) as TruthTriggerName[];
const REQUEST_NAMES = Object.keys(requestTriggers) as RequestTriggerName[];

/** The names that an event could go by; which of them it does, `isOf` says. */
export function namesFor(event: TriggerEvent): readonly TriggerName[] {
  return event.kind === 'requestSent' ? REQUEST_NAMES : TRUTH_NAMES;
}

/** Whether an event is one of those of a name. */
export function isOf(name: TriggerName, event: TriggerEvent): boolean {
  if (isRequestTrigger(name) !== (event.kind === 'requestSent')) return false;
  return ALL[name](event as never);
}

/** Whether a name is of what is sent, and not of what happens at the venue. */
export function isRequestTrigger(name: string): name is RequestTriggerName {
  return Object.hasOwn(requestTriggers, name);
}

/** The symbol that an event is about; null when it is about the account. */
export function symbolOfTrigger(event: TriggerEvent): string | null {
  return event.kind === 'requestSent' ? event.request.order.symbol : symbolOf(event);
}

/** `fill.increasing` is a kind of `fill`, and `stop.accepted` one of `order.accepted`. */
export function isKindOf(event: string, general: string): boolean {
  if (event === general || event.startsWith(`${general}.`)) return true;
  return general.startsWith('order.') && event.endsWith(general.slice('order'.length));
}
