import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import { canonicalJson, createHasher, sha256 } from '../../src/core/hash.ts';

describe('hashing', () => {
  test('sha256 of the FIPS 180-2 example, as text and as bytes', () => {
    const expected = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(sha256('abc')).toBe(expected);
    expect(sha256(new Uint8Array([97, 98, 99]))).toBe(expected);
  });

  test.prop([fc.array(fc.string({ unit: 'binary' }))])(
    'fed in pieces, the hash is that of the whole',
    (pieces) => {
      const hasher = createHasher();
      for (const piece of pieces) hasher.add(piece);
      expect(hasher.digest()).toBe(sha256(pieces.join('')));
    },
  );
});

describe('canonical JSON', () => {
  test('sorts keys by code unit, leaves undefined out, writes -0 as 0', () => {
    expect(canonicalJson({ b: 1, a: [0.1, null, -0], B: undefined, ä: true })).toBe(
      '{"a":[0.1,null,0],"b":1,"ä":true}',
    );
    expect(canonicalJson({ 10: 'x', 9: 'y' })).toBe('{"10":"x","9":"y"}');
  });

  test('refuses what has no one form', () => {
    expect(() => canonicalJson({ a: Number.NaN })).toThrow('NaN');
    expect(() => canonicalJson([Number.POSITIVE_INFINITY])).toThrow('Infinity');
    expect(() => canonicalJson(() => 1)).toThrow('function');
    expect(() => canonicalJson(10n)).toThrow('bigint');
    expect(() => canonicalJson(new Map([['a', 1]]))).toThrow('Map');
    expect(() => canonicalJson({ at: new Date(0) })).toThrow('Date');
    expect(() => canonicalJson(new Float64Array(2))).toThrow('Float64Array');
  });

  test.prop([fc.dictionary(fc.string(), fc.jsonValue())])(
    'does not depend on key order, and reads back',
    (record) => {
      const turned = Object.fromEntries(Object.entries(record).reverse());
      expect(canonicalJson(turned)).toBe(canonicalJson(record));
      expect(canonicalJson(JSON.parse(canonicalJson(record)))).toBe(canonicalJson(record));
    },
  );
});
