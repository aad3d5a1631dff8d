/** The items of EF05 and EF06: where each lies, how it is written, and both ways between text and bytes. */
import iconv from 'iconv-lite';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { intoPrivateUse, outOfPrivateUse } from '#libs/identity/person-name.js';
import { parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';

export type CardFile = 'ef05' | 'ef06';
export type SpecificationVersion = '1.00' | '2.00' | '3.00';

/**
 * `b` bytes; `cn` decimal digits in BCD, left-aligned, filled with F; `an` text in GB 18030, filled with 00.
 */
type ItemFormat = 'b' | 'cn' | 'an';

type Item = {
  readonly file: CardFile;
  readonly tag: number;
  readonly format: ItemFormat;
  /** Bytes of the value, without tag and length. */
  readonly length: number;
  /** Record numbers by version; null where the version lacks the item. Read by tag where one can. */
  readonly ordinals: { readonly v1: number | null; readonly later: number };
};

const item = (
  file: CardFile,
  tag: number,
  format: ItemFormat,
  length: number,
  later: number,
  v1: number | null = later,
): Item => ({ file, tag, format, length, ordinals: { v1, later } });

/** Every item of the two free files (LB 01-2000 and the later versions of the card specification). */
export const cardItems = {
  identificationCode: item('ef05', 0x01, 'b', 16, 1),
  cardClass: item('ef05', 0x02, 'an', 1, 2),
  specificationVersion: item('ef05', 0x03, 'an', 4, 3),
  initialisingInstitution: item('ef05', 0x04, 'cn', 12, 4),
  issueDate: item('ef05', 0x05, 'cn', 4, 5),
  validUntil: item('ef05', 0x06, 'cn', 4, 6),
  cardNumber: item('ef05', 0x07, 'an', 9, 7),
  socialSecurityNumber: item('ef06', 0x08, 'an', 18, 1),
  name: item('ef06', 0x09, 'an', 30, 2),
  nameExtension: item('ef06', 0x4e, 'an', 20, 3, null),
  sex: item('ef06', 0x0a, 'an', 1, 4, 3),
  ethnicGroup: item('ef06', 0x0b, 'cn', 1, 5, 4),
  birthplace: item('ef06', 0x0c, 'cn', 3, 6, 5),
  birthDate: item('ef06', 0x0d, 'cn', 4, 7, 6),
} as const satisfies Record<string, Item>;

export type CardItem = keyof typeof cardItems;

/** Names of all items, in file and record order. */
export const cardItemNames = Object.keys(cardItems) as readonly CardItem[];

/** The record number of an item on a card of this version; null where the version lacks it. */
export const ordinalOf = (name: CardItem, version: SpecificationVersion): number | null =>
  version === '1.00' ? cardItems[name].ordinals.v1 : cardItems[name].ordinals.later;

/** Le of a READ RECORD for this item: tag, length and value. */
export const recordLength = (name: CardItem): number => cardItems[name].length + 2;

/** Two hex digits of an item's tag: the key in `CardImage.files`. */
export const tagHex = (name: CardItem): string => toHex(Uint8Array.of(cardItems[name].tag));

const encodeCharacter = (character: string): Buffer => {
  const bytes = iconv.encode(character, 'gb18030');
  if (bytes.length < 4) return bytes;
  // Two bytes to GBK as to GB 18030-2022; the table at hand is of before.
  const known = iconv.encode(intoPrivateUse(character), 'gb18030');
  return known.length === 2 ? known : bytes;
};

/**
 * Text as chips hold it: GBK's bytes where GBK has the character, so that every reader shows it, and GB 18030's four bytes, which no
 * character of GBK looks like, where it does not.
 */
export const encodeText = (text: string): Uint8Array =>
  Uint8Array.from(Buffer.concat(Array.from(text, encodeCharacter)));

const decodeText = (bytes: Uint8Array): string =>
  iconv.decode(Buffer.from(bytes), 'gb18030').replaceAll(/[\uE815-\uE864]/g, outOfPrivateUse);

/** Whether GBK has a character: what chips of before and readers of today know. */
export const isInGbk = (character: string): boolean => encodeCharacter(character).length < 4;

const isFill = (byte: number | undefined): boolean => byte === 0x00 || byte === 0xff || byte === 0x20;

/** Without 00, FF and spaces at either end: none of them can begin or end a character of GB 18030. */
const trimFill = (bytes: Uint8Array): Uint8Array => {
  let start = 0;
  let end = bytes.length;
  while (start < end && isFill(bytes[start])) start += 1;
  while (end > start && isFill(bytes[end - 1])) end -= 1;
  return bytes.slice(start, end);
};

const filled = (bytes: Uint8Array, length: number, fill: number): Uint8Array => {
  const whole = new Uint8Array(length).fill(fill);
  whole.set(bytes);
  return whole;
};

export type ItemRefusal = 'wrong-length' | 'too-long' | 'not-digits' | 'not-hex';

/** The value of an item as it is stored, filled to its length; `b` items are given in hex and must fill it. */
export const encodeItem = (name: CardItem, text: string): Result<Uint8Array, ItemRefusal> => {
  const { format, length } = cardItems[name];
  if (format === 'cn') {
    if (!/^\d*$/.test(text)) return refuse('not-digits');
    return text.length > 2 * length ? refuse('too-long') : ok(fromHex(text.padEnd(2 * length, 'F')));
  }
  if (format === 'b') {
    if (!/^[0-9A-Fa-f]*$/.test(text) || text.length % 2 !== 0) return refuse('not-hex');
    return text.length === 2 * length ? ok(fromHex(text)) : refuse('wrong-length');
  }
  const bytes = encodeText(text);
  return bytes.length > length ? refuse('too-long') : ok(filled(bytes, length, 0x00));
};

/**
 * The text of a stored value: hex for `b`, digits for `cn`, text for `an`, without fill. A longer card number record
 * is seen on newer cards; the card number is its first nine characters.
 */
export const decodeItem = (name: CardItem, value: Uint8Array): string => {
  const { format } = cardItems[name];
  if (format === 'b') return toHex(value);
  // An unwritten record reads as all 00; a real cn value never does.
  if (format === 'cn') return value.every((byte) => byte === 0) ? '' : toHex(value).replace(/F+$/, '');
  const text = decodeText(trimFill(value));
  return name === 'cardNumber' ? text.slice(0, 9) : text;
};

/** A name over the two records that hold it, cut between characters; refuses what does not fit both. */
export const encodeName = (
  fullName: string,
): Result<{ readonly name: Uint8Array; readonly nameExtension: Uint8Array }, ItemRefusal> => {
  let head = '';
  for (const character of fullName) {
    if (encodeText(head + character).length > cardItems.name.length) break;
    head += character;
  }
  const name = encodeItem('name', head);
  if (!name.ok) return name;
  const nameExtension = encodeItem('nameExtension', fullName.slice(head.length));
  return nameExtension.ok ? ok({ name: name.value, nameExtension: nameExtension.value }) : nameExtension;
};

/** The name of the two records; joined before decoding, since a card may cut within a character. */
export const decodeName = (name: Uint8Array, nameExtension: Uint8Array | null): string =>
  decodeText(
    Buffer.concat([trimFill(name), nameExtension === null ? new Uint8Array() : trimFill(nameExtension)]),
  );

/** The date of a decoded `cn` item (`20261124`); null when it is no date. */
export const dateOfItem = (digits: string): PlainDate | null =>
  /^\d{8}$/.test(digits) ? parseDate(`${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6)}`) : null;

/** The digits of a date for a `cn` item. */
export const itemOfDate = (day: PlainDate): string => day.replaceAll('-', '');
