/**
 * `brakecheck/risk`: the risk gateway on its own, for a live bot. It loads rules, sizers and stops, and nothing of the simulator, of files or
 * of reports.
 */

export type { ParamsInputOf, ParamsOf, ParamValues } from '../core/params.ts';
export { formatProblem, type Problem, type Result, unwrap } from '../core/result.ts';
export type { Bar } from '../market/bar.ts';
export { createInstrument, type InstrumentInput } from '../market/createInstrument.ts';
export type { Fill, FillOrigin } from '../market/fill.ts';
export type { Instrument, MaintenanceTier } from '../market/instrument.ts';
export type { Mark } from '../market/mark.ts';
export type { ApprovedOrder, OrderRequest, OrderType, Side, TimeInForce } from '../market/order.ts';
export type { PositionSnapshot } from '../market/venueEvent.ts';
export {
  type AccountGateway,
  createGateway,
  type GatewayNotice,
  type GatewayOptions,
  type GatewayVerdict,
} from './accountGateway.ts';
export type { Breach } from './breach.ts';
export { createPolicy, type PolicyInput } from './createPolicy.ts';
export type { GatewayState } from './gateway.ts';
export type { GatewayEvent } from './gatewayEvent.ts';
export type { EnterIntent, ExitIntent, Intent, Submit, SubmitAnswer } from './intent.ts';
export type { Policy } from './policy.ts';
export type { SizingChoice } from './sizing/activeSizers.ts';
export type { Sizing } from './sizing/index.ts';
export type { StopPlan } from './stops/stopPlan.ts';
export type { TargetPlan } from './targets/targetPlan.ts';
export type { Answer, AnswerEnd, TradingState } from './tradingState.ts';
export type { Trip } from './trips.ts';
