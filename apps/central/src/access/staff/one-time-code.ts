/** One-time codes: what somebody chooses their password with, told to them by an administrator. */
import { createHash, randomInt } from 'node:crypto';

/** How long a code may be used. */
export const codeHours = 72;

// Without characters that are taken for one another on paper.
const alphabet = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';

/** Sixty bits, in groups as they are read out: `7KQM-2XHD-9TRF`. */
export const makeCode = (): string =>
  Array.from({ length: 3 }, () =>
    Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join(''),
  ).join('-');

/** SHA-256 of a code as it was meant, however it was typed, hex. */
export const codeDigest = (code: string): string =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^A-Z0-9]/g, ''))
    .digest('hex');
