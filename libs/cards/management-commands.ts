/**
 * Commands that change a card: its PIN, its holder's file, and the writing of a blank one. ASSUMED: every P1, P2, key id
 * and data format that is marked so here was not found in public sources; they stand in this file and nowhere else, and
 * docs/card.md lists them.
 */
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import { externalAuthenticate, isPin, shortFileIds } from './apdu.js';
import type { CardImage } from './card-image.js';
import { cardKeyNames } from './card-keys.js';
import { cardItemNames, cardItems, tagHex, type CardItem } from './file-layout.js';
import { externalCryptogram } from './key-diversification.js';
import { commandMac, sealBlock } from './secure-messaging.js';
import { encodeTlv } from './tlv.js';

/** CLA, INS, P1, P2 of each command. */
export const managementHeaders = {
  /** Published as `80 5E 01 00`. */
  changePin: [0x80, 0x5e, 0x01, 0x00],
  /** Published as `84 D4 …`. ASSUMED: P1 00, P2 00. */
  reloadPin: [0x84, 0xd4, 0x00, 0x00],
  /** Published as `84 24 …`. ASSUMED: P1 00, P2 00. */
  unblockPin: [0x84, 0x24, 0x00, 0x00],
} as const;

/**
 * ASSUMED: a blank is written by STORE DATA of the EMV card personalisation specification, each block with a MAC: P1 has
 * bit 8 set on the last block, which makes the card whole; P2 counts the blocks from 0.
 */
export const storeData = { cla: 0x84, ins: 0xe2, more: 0x00, last: 0x80 } as const;

/** Key ids of EXTERNAL AUTHENTICATE beside RKSSSE's 0A. ASSUMED: both. */
export const updateKeyId = 0x0b;
export const transportKeyId = 0x00;

/**
 * ASSUMED: identifiers of the groups that STORE DATA carries, two bytes each, led by EMV's own where there are some.
 * Files are records in a row; keys are all five in the order of `cardKeyNames`, sealed; the PIN is a sealed PIN block.
 */
export const dataGroups = {
  ef05: 'EF05',
  ef06: 'EF06',
  keys: '8000',
  pin: '8010',
  pinTryLimit: '9010',
} as const;

export const macLength = 4;
/** Between the PINs of CHANGE PIN. */
const pinSeparator = 0xff;
/** Lc counts the MAC too. */
const blockLength = 0xff - macLength;

/** Digits in BCD, filled with F: what VERIFY sends. Throws RangeError unless `isPin`; the message never holds the PIN. */
export const pinBlock = (pin: string): Uint8Array => {
  if (!isPin(pin)) throw new RangeError('a PIN has 4 to 16 digits');
  return fromHex(pin.length % 2 === 0 ? pin : `${pin}F`);
};

/** The digits of a PIN block; null when it holds something else. */
export const readPinBlock = (block: Uint8Array): string | null => {
  const digits = toHex(block).replace(/F+$/, '');
  return isPin(digits) ? digits : null;
};

/** CHANGE PIN: old, FF, new. */
export const changePin = (oldPin: string, newPin: string): Uint8Array => {
  const data = concat(pinBlock(oldPin), Uint8Array.of(pinSeparator), pinBlock(newPin));
  return concat(Uint8Array.of(...managementHeaders.changePin, data.length), data);
};

/** The two PIN blocks in the data of CHANGE PIN; null when there are not two. */
export const readChangePin = (data: Uint8Array): readonly [Uint8Array, Uint8Array] | null => {
  const at = data.indexOf(pinSeparator);
  return at <= 0 || at === data.length - 1 ? null : [data.slice(0, at), data.slice(at + 1)];
};

/** A command by MAC up to the place of its MAC; Lc counts it already. */
const macked = (header: readonly number[], data: Uint8Array): Uint8Array =>
  concat(Uint8Array.of(...header, data.length + macLength), data);

/** RELOAD PIN without its MAC; `sealed` is a PIN block sealed with PUK. */
export const reloadPin = (sealed: Uint8Array): Uint8Array => macked(managementHeaders.reloadPin, sealed);

/** UNBLOCK PIN without its MAC: the PIN stays, its tries are given back. */
export const unblockPin = (): Uint8Array => macked(managementHeaders.unblockPin, new Uint8Array());

/** UPDATE RECORD by tag; `value` fills the record. Throws RangeError when it does not. */
export const updateRecord = (name: CardItem, value: Uint8Array): Uint8Array => {
  const { file, tag, length } = cardItems[name];
  if (value.length !== length) throw new RangeError(`${name} has ${value.length} bytes, not ${length}`);
  const record = encodeTlv({ tag, value });
  return concat(Uint8Array.of(0x00, 0xdc, tag, shortFileIds[file] << 3, record.length), record);
};

/** All records of a file in their order: what STORE DATA writes and reading it back has to give. Throws RangeError on a gap. */
export const fileRecords = (files: CardImage['files'], file: 'ef05' | 'ef06'): Uint8Array =>
  concat(
    ...cardItemNames
      .filter((name) => cardItems[name].file === file)
      .map((name) => {
        const stored = files[file][tagHex(name)];
        if (stored === undefined) throw new RangeError(`the card has no ${name}`);
        return encodeTlv({ tag: cardItems[name].tag, value: fromHex(stored) });
      }),
  );

const group = (identifier: string, data: Uint8Array): Uint8Array =>
  concat(fromHex(identifier), Uint8Array.of(data.length), data);

/** Groups put into as few blocks as hold them. */
const blocksOf = (groups: readonly Uint8Array[]): readonly Uint8Array[] => {
  const blocks: Uint8Array[] = [];
  for (const next of groups) {
    const open = blocks.at(-1);
    if (open !== undefined && open.length + next.length <= blockLength)
      blocks[blocks.length - 1] = concat(open, next);
    else blocks.push(next);
  }
  return blocks;
};

export type BlankAccess = {
  /** Of this chip, 16 bytes. */
  readonly transportKey: Uint8Array;
  /** What the chip last gave out, 8 bytes. */
  readonly cardChallenge: Uint8Array;
  /** Fresh, 8 bytes. */
  readonly factor: Uint8Array;
};

/** The commands that make a blank the card of this image: the transport key proven, then everything stored. */
export const personalisationCommands = (
  image: CardImage,
  { transportKey, cardChallenge, factor }: BlankAccess,
): readonly Uint8Array[] => {
  const { algorithm } = image;
  const seal = (data: Uint8Array): Uint8Array => sealBlock(transportKey, data, algorithm);
  const blocks = blocksOf([
    group(dataGroups.ef05, fileRecords(image.files, 'ef05')),
    group(dataGroups.ef06, fileRecords(image.files, 'ef06')),
    group(dataGroups.keys, seal(concat(...cardKeyNames.map((name) => fromHex(image.keys[name]))))),
    group(dataGroups.pin, seal(pinBlock(image.pin))),
    group(dataGroups.pinTryLimit, Uint8Array.of(image.pinTryLimit)),
  ]);
  const { cla, ins, more, last } = storeData;
  const stored = blocks.map((block, index) => {
    const command = macked([cla, ins, index === blocks.length - 1 ? last : more, index], block);
    return concat(command, commandMac(transportKey, command, cardChallenge, algorithm));
  });
  const cryptogram = externalCryptogram(transportKey, { cardChallenge, factor }, algorithm);
  return [externalAuthenticate(cryptogram, factor, transportKeyId), ...stored];
};

/** The groups in a block of STORE DATA: identifier → content; null when the block is malformed. */
export const readDataGroups = (block: Uint8Array): Readonly<Record<string, Uint8Array>> | null => {
  const groups: Record<string, Uint8Array> = {};
  let rest = block;
  while (rest.length > 0) {
    const length = rest[2];
    if (length === undefined || rest.length < 3 + length) return null;
    groups[toHex(rest.slice(0, 2))] = rest.slice(3, 3 + length);
    rest = rest.slice(3 + length);
  }
  return groups;
};
