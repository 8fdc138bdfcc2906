import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal. The one file of the core that hashes. */
export function sha256(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex');
}

/** A SHA-256 that is fed line by line, for a log that would be large as one text. */
export function createHasher(): { add(text: string): void; digest(): string } {
  const hash = createHash('sha256');
  let pending = '';
  return {
    // A call of the hash costs more than the hashing of a line, so that lines are handed over in pieces.
    add: (text) => {
      pending += text;
      if (pending.length < PIECE_CHARACTERS) return;
      hash.update(pending);
      pending = '';
    },
    digest: () => hash.update(pending).digest('hex'),
  };
}

const PIECE_CHARACTERS = 32_768;

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
      return quoted(value);
    case 'boolean':
      return String(value);
    case 'object': {
      if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
      // A Map, a Date or a typed array would come out as {} or as an object of indexes: two meanings under one text.
      const isBuiltIn =
        value instanceof Map || value instanceof Set || value instanceof Date || ArrayBuffer.isView(value);
      if (isBuiltIn) throw new Error(`a ${value.constructor.name} has no canonical form`);
      const record = value as Record<string, unknown>;
      let members = '';
      for (const key of sortedKeys(record)) {
        const member = record[key];
        if (member === undefined) continue;
        members += `${members === '' ? '' : ','}${quoted(key)}:${canonicalJson(member)}`;
      }
      return `{${members}}`;
    }
    default:
      throw new Error(`a ${typeof value} has no canonical form`);
  }
}

/** Printable ASCII without quote and backslash stands in JSON as it is, and the test costs a third of JSON.stringify. */
const PLAIN_TEXT = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

function quoted(text: string): string {
  return PLAIN_TEXT.test(text) ? `"${text}"` : JSON.stringify(text);
}

/** By insertion: records have a dozen keys at most, for which the general sort takes twice as long. */
function sortedKeys(record: object): string[] {
  const keys = Object.keys(record);
  for (let index = 1; index < keys.length; index++) {
    const key = keys[index]!;
    let place = index;
    for (; place > 0 && keys[place - 1]! > key; place--) keys[place] = keys[place - 1]!;
    keys[place] = key;
  }
  return keys;
}
