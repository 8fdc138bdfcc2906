import { canonicalJson, sha256 } from '../core/hash.ts';
import type { Candles } from './candles.ts';
import type { Tape } from './tape.ts';

/**
 * The identity of a tape: SHA-256 over the interval, the window, and every symbol's name and columns, in order. Whoever changes a
 * tape must name it anew. `repairs` is what was done to its files first; a tape of whole files has none. Instruments are not part of it; they are settings, not market history.
 *
 * Columns are hashed as they lie in memory, which is little-endian on every platform that Node is built for but one mainframe.
 */
export function tapeSha256(tape: Omit<Tape, 'sha256' | 'notes'>, repairs: readonly string[] = []): string {
  return sha256(
    canonicalJson({
      format: 'brakecheck tape 1',
      intervalMs: tape.intervalMs,
      fromMs: tape.fromMs,
      toMs: tape.toMs,
      repairs: repairs.length === 0 ? undefined : repairs,
      symbols: tape.symbols.map((symbol) => ({
        symbol: symbol.candles.symbol,
        firstRow: symbol.firstRow,
        candles: columnHashes(symbol.candles),
        daily: columnHashes(symbol.daily),
      })),
    }),
  );
}

function columnHashes(candles: Candles): string[] {
  const { openTimeMs, open, high, low, close, volume } = candles;
  return [openTimeMs, open, high, low, close, volume].map((column) =>
    sha256(new Uint8Array(column.buffer, column.byteOffset, column.byteLength)),
  );
}
