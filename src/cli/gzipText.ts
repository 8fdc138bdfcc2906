import { gunzipSync, gzipSync } from 'node:zlib';
import { decodeText } from '../market/files.ts';

/** Where a gzip header names the system that wrote it (RFC 1952, section 2.3.1), and the value for "unknown". */
const SYSTEM_BYTE = 9;
const UNKNOWN_SYSTEM = 255;

/** Text as gzip, without the time and the system of its writing: one version of Node writes one text as the same bytes everywhere. */
export function gzipText(text: string): Uint8Array {
  const bytes = gzipSync(text, { level: 9 });
  bytes[SYSTEM_BYTE] = UNKNOWN_SYSTEM;
  return bytes;
}

/** What was compressed; null where the bytes are damaged or no gzip at all. */
export function gunzipText(bytes: Uint8Array): string | null {
  try {
    return decodeText(gunzipSync(bytes));
  } catch {
    return null;
  }
}
