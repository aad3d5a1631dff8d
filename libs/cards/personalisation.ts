/** Personalisation: a person's card data laid out as the files, keys and PIN of one chip. */
import { createHash } from 'node:crypto';
import { concat, fromHex, toHex } from '#libs/kernel/bytes.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import type { Result } from '#libs/kernel/result.js';
import { answerToReset } from './answer-to-reset.js';
import { isPin } from './apdu.js';
import type { CardAlgorithm, CardImage } from './card-image.js';
import type { CardKeys } from './card-keys.js';
import { encodeItem, encodeName, itemOfDate, tagHex, type CardItem } from './file-layout.js';

/** Registered application provider of the social security card (人力资源社会保障部). */
const registeredProvider = fromHex('D156000005');

/** ASSUMED: card class (卡的类别) of a personal social security card; the code table was not at hand. */
const personalCardClass = '3';

export type HolderData = {
  readonly socialSecurityNumber: string;
  readonly name: string;
  readonly sex: 'male' | 'female';
  /** Two digits of GB/T 3304, such as `01` for Han. */
  readonly ethnicGroup: string;
  /** Six digits of GB/T 2260. */
  readonly birthplace: string;
  readonly birthDate: PlainDate;
};

export type PersonalisationData = {
  readonly id: string;
  readonly label: string;
  readonly note: string;
  readonly specificationVersion: CardImage['specificationVersion'];
  readonly algorithm: CardAlgorithm;
  /** T1–TD, 13 bytes: chip maker, card operating system, card maker, serial. */
  readonly chipSerial: Uint8Array;
  /** Six digits of the issuing region, such as `632802`. */
  readonly cityCode: string;
  readonly cardNumber: string;
  readonly issueDate: PlainDate;
  readonly validUntil: PlainDate;
  /** Up to 24 digits. */
  readonly initialisingInstitution: string;
  readonly holder: HolderData;
  /** Already diversified for this chip, 16 bytes each. */
  readonly keys: CardKeys;
  readonly pin: string;
  readonly pinTryLimit: number;
};

/**
 * The 16-byte card identification code (卡识别码): city code (3 BCD) ‖ D156000005 ‖ 4 ‖ 4. ASSUMED: the first four are
 * the end of the chip's serial, as seen on published cards; the last four are a digest of chip and card number.
 */
export const identificationCode = ({
  cityCode,
  chipSerial,
  cardNumber,
}: Pick<PersonalisationData, 'cityCode' | 'chipSerial' | 'cardNumber'>): Uint8Array => {
  if (!/^\d{6}$/.test(cityCode)) throw new RangeError(`not a region code: ${cityCode}`);
  if (chipSerial.length !== 13) throw new RangeError(`${chipSerial.length} historical bytes, not 13`);
  const check = createHash('sha256').update(chipSerial).update(cardNumber, 'utf8').digest();
  return concat(fromHex(cityCode), registeredProvider, chipSerial.slice(-4), check.subarray(0, 4));
};

const stored = (what: string, value: Result<Uint8Array, string>): string => {
  if (!value.ok) throw new RangeError(`${what} does not go on the card: ${value.refusal}`);
  return toHex(value.value);
};

const write = (name: CardItem, text: string): readonly [string, string] => [
  tagHex(name),
  stored(name, encodeItem(name, text)),
];

/** What the two files of a card are made of: all of its data but keys and PIN. */
export type CardFacts = Pick<
  PersonalisationData,
  | 'specificationVersion'
  | 'chipSerial'
  | 'cityCode'
  | 'cardNumber'
  | 'issueDate'
  | 'validUntil'
  | 'initialisingInstitution'
  | 'holder'
>;

/** EF05 and EF06 of a card. Throws RangeError on data the card cannot hold, naming the item, never its content. */
export const cardFiles = (data: CardFacts): CardImage['files'] => {
  const { holder } = data;
  const names = encodeName(holder.name);
  if (!names.ok) throw new RangeError(`name does not go on the card: ${names.refusal}`);
  return {
    ef05: Object.fromEntries([
      write('identificationCode', toHex(identificationCode(data))),
      write('cardClass', personalCardClass),
      write('specificationVersion', data.specificationVersion),
      write('initialisingInstitution', data.initialisingInstitution),
      write('issueDate', itemOfDate(data.issueDate)),
      write('validUntil', itemOfDate(data.validUntil)),
      write('cardNumber', data.cardNumber),
    ]),
    ef06: Object.fromEntries([
      write('socialSecurityNumber', holder.socialSecurityNumber),
      [tagHex('name'), toHex(names.value.name)],
      [tagHex('nameExtension'), toHex(names.value.nameExtension)],
      // Sex as in GB/T 2261.1.
      write('sex', holder.sex === 'male' ? '1' : '2'),
      write('ethnicGroup', holder.ethnicGroup),
      write('birthplace', holder.birthplace),
      write('birthDate', itemOfDate(holder.birthDate)),
    ]),
  };
};

/**
 * The image of a card from its holder's data. Throws RangeError on data the card cannot hold; form and check digits of
 * the numbers are libs/identity's matter. The message names the item, never its content.
 */
export const personalise = (data: PersonalisationData): CardImage => {
  const { keys } = data;
  if (!isPin(data.pin)) throw new RangeError('a PIN has 4 to 16 digits');
  if (!Number.isInteger(data.pinTryLimit) || data.pinTryLimit < 1 || data.pinTryLimit > 15)
    throw new RangeError(`a PIN try limit is 1 to 15: ${data.pinTryLimit}`);
  for (const [name, key] of Object.entries(keys))
    if (key.length !== 16) throw new RangeError(`key ${name} has ${key.length} bytes, not 16`);

  return {
    id: data.id,
    label: data.label,
    note: data.note,
    specificationVersion: data.specificationVersion,
    algorithm: data.algorithm,
    atr: toHex(answerToReset(data.chipSerial)),
    files: cardFiles(data),
    keys: {
      irk: toHex(keys.irk),
      rksse: toHex(keys.rksse),
      uk: toHex(keys.uk),
      puk: toHex(keys.puk),
      stk: toHex(keys.stk),
    },
    pin: data.pin,
    pinTryLimit: data.pinTryLimit,
  };
};
