/** Checks one item before a card is made of it: it has to be exactly what the personaliser would lay out, for this area. */
import {
  cardItems,
  dateOfItem,
  decodeItem,
  decodeName,
  tagHex,
  type CardItem,
} from '#libs/cards/file-layout.js';
import type { MakerFileHeader, MakerItem } from '#libs/cards/maker-file.js';
import { personalise } from '#libs/cards/personalisation.js';
import { parseCardNumber } from '#libs/identity/card-number.js';
import { parseSocialSecurityNumber } from '#libs/identity/social-security-number.js';
import { canonicalJson } from '#libs/kernel/canonical-json.js';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import type { PlainDate } from '#libs/kernel/plain-date.js';
import { MakerRefusal } from './maker-refusal.js';

const storedIn = ({ files }: MakerItem, name: CardItem): Uint8Array =>
  fromHex(files[cardItems[name].file][tagHex(name)] ?? '');

const textIn = (item: MakerItem, name: CardItem): string => decodeItem(name, storedIn(item, name));

const jpegStart = Buffer.from([0xff, 0xd8, 0xff]);

/** Throws MakerRefusal `card-of-another-area` or `maker-item-wrong`, naming item and field, never its content. */
export const checkItem = (item: MakerItem, { areaCode }: MakerFileHeader): void => {
  const refuse = (field: string): never => {
    throw new MakerRefusal('maker-item-wrong', `item ${item.item}: ${field}`);
  };
  if (item.identificationCode.slice(0, 6) !== areaCode)
    throw new MakerRefusal('card-of-another-area', `item ${item.item}: AAZ501`);
  const date = (name: 'issueDate' | 'validUntil' | 'birthDate'): PlainDate =>
    dateOfItem(textIn(item, name)) ?? refuse(name);
  if (!parseCardNumber(item.cardNumber).ok) refuse('AAZ500');
  const holder = parseSocialSecurityNumber(textIn(item, 'socialSecurityNumber'));
  if (!holder.ok) return refuse('AAC002');
  const keys = {
    irk: fromHex(item.keys.irk),
    rksse: fromHex(item.keys.rksse),
    uk: fromHex(item.keys.uk),
    puk: fromHex(item.keys.puk),
    stk: fromHex(item.keys.stk),
  };
  const image = personalise({
    id: item.application,
    label: '',
    note: '',
    specificationVersion: item.specificationVersion,
    algorithm: item.algorithm,
    chipSerial: fromHex(item.historicalBytes),
    cityCode: areaCode,
    cardNumber: item.cardNumber,
    issueDate: date('issueDate'),
    validUntil: date('validUntil'),
    initialisingInstitution: textIn(item, 'initialisingInstitution'),
    holder: {
      socialSecurityNumber: holder.value.number,
      name: decodeName(storedIn(item, 'name'), storedIn(item, 'nameExtension')),
      sex: textIn(item, 'sex') === '1' ? 'male' : 'female',
      ethnicGroup: textIn(item, 'ethnicGroup'),
      birthplace: textIn(item, 'birthplace'),
      birthDate: date('birthDate'),
    },
    keys,
    pin: item.pin,
    pinTryLimit: item.pinTryLimit,
  });
  if (canonicalJson(image.files) !== canonicalJson(item.files)) refuse('files');
  if (image.files.ef05[tagHex('identificationCode')] !== item.identificationCode) refuse('AAZ501');
  if (toHex(keys.irk) !== image.keys.irk) refuse('keys');
  if (item.photo !== null && !Buffer.from(item.photo, 'base64').subarray(0, 3).equals(jpegStart))
    refuse('photo');
};
