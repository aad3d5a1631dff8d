/** What instant issuance says to the chip in the reader: what it is so far, and what it has become. */
import { formatStatusWord, readRecord, readStatusWord, shortFileIds } from '#libs/cards/apdu.js';
import {
  cardItemNames,
  cardItems,
  decodeItem,
  ordinalOf,
  recordLength,
  type CardFile,
  type CardItem,
  type SpecificationVersion,
} from '#libs/cards/file-layout.js';
import { decodeTlv } from '#libs/cards/tlv.js';
import { concat, toHex } from '#libs/kernel/bytes.js';
import { refusal } from '../ground/refusal.js';
import type { CardAtHand } from '../card/card-at-hand.js';
import type { Marks } from '../card/tap.service.js';

/** EF05 stands alike in every version that can prove itself. */
const anyVersion = '2.00';

const recordOf = (name: CardItem, version: SpecificationVersion): Uint8Array =>
  readRecord(shortFileIds[cardItems[name].file], ordinalOf(name, version) ?? 0, recordLength(name));

/** The identification code in hex; null on a chip that holds nothing yet. Throws Refusal `card-not-read`. */
export const readWhatItIs = async (card: CardAtHand): Promise<string | null> => {
  const { data, statusWord } = await card.transmit(recordOf('identificationCode', anyVersion));
  const { kind } = readStatusWord(statusWord);
  if (kind === 'record-not-found') return null;
  const record = decodeTlv(data);
  if (kind !== 'ok' || record === null)
    throw refusal('card-not-read', `READ: ${formatStatusWord(statusWord)}`);
  return toHex(record.value);
};

const itemsOf = (file: CardFile): readonly CardItem[] =>
  cardItemNames.filter((name) => cardItems[name].file === file);

/** Records that are read back, one exchange each. */
export const recordsReadBack = cardItemNames.length;

export type WhatWasWritten = {
  /** Every record in order, hex. */
  readonly ef05: string;
  readonly ef06: string;
  readonly marks: Marks;
};

/** Reads both files whole; `after` hears of each record. Throws Refusal `card-not-read`. */
export const readFiles = async (
  card: CardAtHand,
  version: SpecificationVersion,
  after: () => void,
): Promise<WhatWasWritten> => {
  const read = async (name: CardItem): Promise<Uint8Array> => {
    const { data, statusWord } = await card.transmit(recordOf(name, version));
    if (readStatusWord(statusWord).kind !== 'ok')
      throw refusal('card-not-read', `READ ${name}: ${formatStatusWord(statusWord)}`);
    after();
    return data;
  };
  const records = new Map<CardItem, Uint8Array>();
  for (const name of cardItemNames) records.set(name, await read(name));
  const file = (of: CardFile): string =>
    toHex(concat(...itemsOf(of).map((name) => records.get(name) ?? new Uint8Array())));
  const value = (name: CardItem): Uint8Array => {
    const record = decodeTlv(records.get(name) ?? new Uint8Array());
    if (record === null) throw refusal('card-not-read', `READ ${name}: no record`);
    return record.value;
  };
  return {
    ef05: file('ef05'),
    ef06: file('ef06'),
    marks: [decodeItem('cardNumber', value('cardNumber')), toHex(value('identificationCode'))],
  };
};
