import { hashText } from '../core/random.ts';

/** Lower-case base32 without padding (RFC 4648's alphabet): inside every venue's alphabet that we know. */
const ALPHABET = 'abcdefghijklmnopqrstuvwxyz234567';

/**
 * An order's id: 24 characters of base32 over a hash of (writer, boot epoch, order key). The same over resends; two writers have two ids; a
 * restart has new ones.
 *
 * @example clientOrderIdOf('w1', 0, 'entry:BTC-USDT:3') === clientOrderIdOf('w1', 0, 'entry:BTC-USDT:3') // true
 */
export function clientOrderIdOf(writer: string, bootEpoch: number, orderKey: string): string {
  const text = `${writer}/${bootEpoch}/${orderKey}`;
  let id = '';
  for (let part = 0; part < 4; part++) {
    let bits = hashText(text, part + 1);
    for (let character = 0; character < 6; character++) {
      id += ALPHABET[bits & 31];
      bits >>>= 5;
    }
  }
  return id;
}
