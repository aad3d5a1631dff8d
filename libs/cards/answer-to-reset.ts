/** What the answer to reset (ATR) says: the historical bytes T1–TD, and the card's serial in them. */
import { concat, fromHex } from '#libs/kernel/bytes.js';

/** Interface bytes announced by the high nibble of T0 or a TDi. */
const announced = (nibble: number): number => [1, 2, 4, 8].filter((bit) => (nibble & bit) !== 0).length;

/** The historical bytes of an ATR (ISO/IEC 7816-3); null when it is malformed. */
export const historicalBytes = (atr: Uint8Array): Uint8Array | null => {
  const [initial, format] = atr;
  if ((initial !== 0x3b && initial !== 0x3f) || format === undefined) return null;
  const count = format & 0x0f;
  let at = 2;
  let nibble = format >> 4;
  let hasCheck = false;
  for (;;) {
    at += announced(nibble);
    if ((nibble & 8) === 0) break;
    const td = atr[at - 1];
    if (td === undefined) return null;
    if ((td & 0x0f) !== 0) hasCheck = true;
    nibble = td >> 4;
  }
  return atr.length === at + count + (hasCheck ? 1 : 0) ? atr.slice(at, at + count) : null;
};

/** The ATR of a T=0 contact card with these 13 historical bytes (v1 and v2 cards; v3 likewise). */
export const answerToReset = (historical: Uint8Array): Uint8Array => {
  if (historical.length !== 13) throw new RangeError(`${historical.length} historical bytes, not 13`);
  return concat(fromHex('3B6D0000'), historical);
};

/** T6–TD, eight bytes: the card's own diversification factor; null unless there are 13 historical bytes. */
export const cardSerial = (historical: Uint8Array): Uint8Array | null =>
  historical.length === 13 ? historical.slice(5) : null;
