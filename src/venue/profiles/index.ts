import { binance } from './binance.ts';
import { generic } from './generic.ts';
import { hyperliquid } from './hyperliquid.ts';
import { okx } from './okx.ts';
import type { VenueProfile } from './profile.ts';

/** The registry of venue profiles: what `venue.profile` in a scenario may name. */
export const profiles: Readonly<Record<string, VenueProfile>> = { generic, okx, binance, hyperliquid };
