import { flippedSide } from './bad/flippedSide.ts';
import { runaway } from './bad/runaway.ts';
import { thrower } from './bad/thrower.ts';
import { bollingerReversion } from './library/bollingerReversion.ts';
import { buyAndHold } from './library/buyAndHold.ts';
import { rsiMeanReversion } from './library/rsiMeanReversion.ts';
import { smaCross } from './library/smaCross.ts';

/** Every strategy that a scenario may name: the library, then the known-bad ones that the checks must catch. */
export const strategies = {
  buyAndHold,
  smaCross,
  rsiMeanReversion,
  bollingerReversion,
  runaway,
  thrower,
  flippedSide,
} as const;
