/** Keys of stored rows, in the order of time: they come into an index at its end, and not all over it. */
import { randomBytes } from 'node:crypto';

let lastMs = 0;
let inSameMs = 0;

/**
 * A UUID of version 7 (RFC 9562): 48 bits of milliseconds since 1970, then 12 bits that count what this process makes within one of them,
 * then 62 random bits. Each is greater than the one before it of the same process, also when the clock is set back.
 * Not for what must not be guessed, nor for Idempotency-Keys, which their asker makes.
 */
export const newId = (nowMs: number = Date.now()): string => {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    // Half of the room is left to count in.
    inSameMs = randomBytes(2).readUInt16BE() & 0x7ff;
  } else if (inSameMs < 0xfff) inSameMs += 1;
  else {
    lastMs += 1;
    inSameMs = 0;
  }
  const bytes = randomBytes(16);
  bytes.writeUIntBE(lastMs, 0, 6);
  bytes.writeUInt16BE(0x7000 | inSameMs, 6);
  bytes.writeUInt8(0x80 | (bytes.readUInt8(8) & 0x3f), 8);
  const hex = bytes.toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
};
