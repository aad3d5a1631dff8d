/** The card's records: one-byte tag, one-byte length, value. */
import { concat } from '#libs/kernel/bytes.js';

export type Tlv = { readonly tag: number; readonly value: Uint8Array };

/** Bytes of a record; throws RangeError above 255 bytes of value. */
export const encodeTlv = ({ tag, value }: Tlv): Uint8Array => {
  if (!Number.isInteger(tag) || tag < 0 || tag > 0xff) throw new RangeError(`not a one-byte tag: ${tag}`);
  if (value.length > 0xff) throw new RangeError(`${value.length} bytes do not fit one record`);
  return concat(Uint8Array.of(tag, value.length), value);
};

/** The record a card answered; null when it is cut short or followed by other bytes. */
export const decodeTlv = (bytes: Uint8Array): Tlv | null => {
  const [tag, length] = bytes;
  if (tag === undefined || length === undefined || bytes.length !== 2 + length) return null;
  return { tag, value: bytes.slice(2) };
};
