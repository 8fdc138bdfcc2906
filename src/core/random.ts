/**
 * Keyed randomness: a draw is a function of (seed, key, ordinal) and of nothing else. There is no stream to share, so adding,
 * removing or reordering one consumer leaves every other draw as it was.
 */

/** 32-bit hash of a text (FNV-1a, then the finaliser of MurmurHash3). Whole-number operations only: the same on every machine. */
export function hashText(text: string, seed = 0): number {
  let hash = (0x811c9dc5 ^ seed) | 0;
  for (let index = 0; index < text.length; index++) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(hash);
}

/** The finaliser of MurmurHash3 (public domain, Austin Appleby): every input bit reaches every output bit. */
function mix(value: number): number {
  let hash = value | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** A draw in [0, 1) with 32 bits, from two 32-bit keys and an ordinal. */
export function unitDraw(seed: number, key: number, ordinal: number): number {
  const first = mix(Math.imul(ordinal | 0, 0x9e3779b1) ^ mix(key ^ Math.imul(seed | 0, 0x27d4eb2f)));
  return mix(first ^ Math.imul(key, 0x165667b1) ^ seed) / 4_294_967_296;
}

/** The independent streams of a run. Changing one consumer's stream never moves another's draws. */
export type RandomStream = 'market' | 'latency' | 'faults' | 'statistics';

/**
 * The draws of one purpose: `keyedRandom(seed, 'faults', 'F1')` gives a function of (target, ordinal).
 *
 * @example
 * const draw = keyedRandom(42, 'faults', 'F1');
 * draw('fill', 3) === draw('fill', 3) // true, whatever was drawn between
 */
export function keyedRandom(seed: number, stream: RandomStream, id: string): KeyedRandom {
  const streamSeed = hashText(id, hashText(stream, seed));
  return (target, ordinal) => unitDraw(streamSeed, hashText(target, streamSeed), ordinal);
}

/** A draw in [0, 1) for a target and an ordinal. */
export type KeyedRandom = (target: string, ordinal: number) => number;
