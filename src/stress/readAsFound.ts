import { type RecordReader, show } from '../core/recordReader.ts';
import { unknownWord } from '../core/result.ts';
import { PERMISSIONS, type Permission, POSITION_MODES, type PositionMode } from '../market/venueEvent.ts';

/** How the account is set up at the venue where that is not as the bot's configuration says: what `preflight` looks for. */
export interface AsFound {
  readonly permissions?: readonly Permission[];
  readonly hasIpAllowList?: boolean;
  readonly positionMode?: PositionMode;
  /** Notional / initial margin that the venue really grants; `venue.leverage` is what the bot is configured for. */
  readonly leverage?: number;
}

const KEYS = ['permissions', 'ipAllowList', 'positionMode', 'leverage'] as const;

/** Reads `venue.asFound`: `{permissions: [read, trade, withdraw], ipAllowList: false, positionMode: hedge, leverage: 20}`, any of them. */
export function readAsFound(venue: RecordReader): AsFound | null {
  const reader = venue.record('asFound', KEYS);
  if (reader === null) return null;
  const permissions = reader.has('permissions') ? readPermissions(reader) : null;
  const ipAllowList = reader.has('ipAllowList') ? readFlag(reader, 'ipAllowList') : null;
  const mode = reader.has('positionMode') ? reader.text('positionMode') : null;
  if (mode !== null && !isOneOf(POSITION_MODES, mode))
    reader.problem('positionMode', unknownWord('position mode', mode, POSITION_MODES));
  const leverage = reader.has('leverage') ? reader.number('leverage', 1) : null;
  if (KEYS.every((key) => !reader.has(key)))
    reader.problem(null, `says nothing; expected any of ${KEYS.join(', ')}`);
  return {
    ...(permissions === null ? {} : { permissions }),
    ...(ipAllowList === null ? {} : { hasIpAllowList: ipAllowList }),
    ...(mode !== null && isOneOf(POSITION_MODES, mode) ? { positionMode: mode } : {}),
    ...(leverage === null ? {} : { leverage }),
  };
}

function readPermissions(reader: RecordReader): Permission[] | null {
  const list = reader.list('permissions');
  if (list === null) return null;
  const known: Permission[] = [];
  for (const given of list) {
    if (typeof given !== 'string')
      reader.problem('permissions', `${show(given)} is not a permission such as trade`);
    else if (isOneOf(PERMISSIONS, given)) known.push(given);
    else reader.problem('permissions', unknownWord('permission', given, PERMISSIONS));
  }
  return known;
}

function readFlag(reader: RecordReader, key: string): boolean | null {
  const given = reader.value(key);
  if (typeof given === 'boolean') return given;
  reader.problem(key, `${show(given)} is not true or false`);
  return null;
}

function isOneOf<Word extends string>(words: readonly Word[], given: string): given is Word {
  return (words as readonly string[]).includes(given);
}
