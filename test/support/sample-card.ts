/** The published sample card as an image, with made-up keys: what tests of chips and readers play. */
import type { CardImage } from '#libs/cards/card-image.js';
import { personalise } from '#libs/cards/personalisation.js';
import { fromHex } from '#libs/kernel/bytes.js';
import { date } from '#libs/kernel/plain-date.js';

const key = (byte: number): Uint8Array => new Uint8Array(16).fill(byte);

/** A 3DES card of version 2 or an SM4 card of version 3; PIN 123456, three tries. */
export const sampleCard = (
  specificationVersion: CardImage['specificationVersion'],
  id = `sample-${specificationVersion}`,
  cardNumber = 'X00000019',
): CardImage =>
  personalise({
    id,
    label: '张三',
    note: '',
    specificationVersion,
    algorithm: specificationVersion === '3.00' ? 'sm4' : '3des',
    chipSerial: fromHex('00814E43238697159900BF7C7A'),
    cityCode: '632802',
    cardNumber,
    issueDate: date('2020-01-01'),
    validUntil: date('2030-01-01'),
    initialisingInstitution: '632802000000',
    holder: {
      socialSecurityNumber: '111111198101011110',
      name: '张三',
      sex: 'male',
      ethnicGroup: '01',
      birthplace: '632802',
      birthDate: date('1981-01-01'),
    },
    keys: { irk: key(0x11), rksse: key(0x22), uk: key(0x33), puk: key(0x44), stk: key(0x55) },
    pin: '123456',
    pinTryLimit: 3,
  });
