import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal. The one file of the core that hashes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A SHA-256 that is fed line by line, for a log that would be large as one text. */
export function createHasher(): { add(text: string): void; digest(): string } {
  const hash = createHash('sha256');
  return {
    add: (text) => {
      hash.update(text);
    },
    digest: () => hash.digest('hex'),
  };
}

/**
 * One text for one meaning: keys sorted by code unit, numbers as the shortest decimal that reads back the same (ECMAScript
 * fixes it), undefined members left out, -0 as 0. A non-finite number throws: no decision may rest on one.
 *
 * @example canonicalJson({ b: 1, a: [0.1, null] }) // '{"a":[0.1,null],"b":1}'
 */
export function canonicalJson(value: unknown): string {
  if (value === null) return 'null';
  switch (typeof value) {
    case 'number':
      if (!Number.isFinite(value)) throw new Error(`${value} has no canonical form`);
      return String(value === 0 ? 0 : value);
    case 'string':
    case 'boolean':
      return JSON.stringify(value);
    case 'object': {
      if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
      // A Map, a Date or a typed array would come out as {} or as an object of indexes: two meanings under one text.
      const isBuiltIn =
        value instanceof Map || value instanceof Set || value instanceof Date || ArrayBuffer.isView(value);
      if (isBuiltIn) throw new Error(`a ${value.constructor.name} has no canonical form`);
      const record = value as Record<string, unknown>;
      const members: string[] = [];
      for (const key of Object.keys(record).sort()) {
        if (record[key] !== undefined) members.push(`${JSON.stringify(key)}:${canonicalJson(record[key])}`);
      }
      return `{${members.join(',')}}`;
    }
    default:
      throw new Error(`a ${typeof value} has no canonical form`);
  }
}
