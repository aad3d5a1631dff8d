/** Promises of personalisation: what goes on the card can be read back, and bad data never becomes a card. */
import { describe, expect, it } from '@jest/globals';
import { fromHex, toHex } from '#libs/kernel/bytes.js';
import { date } from '#libs/kernel/plain-date.js';
import { historicalBytes } from './answer-to-reset.js';
import { cardItemNames, cardItems, decodeItem, tagHex } from './file-layout.js';
import { identificationCode, personalise, type PersonalisationData } from './personalisation.js';

const sample: PersonalisationData = {
  id: 'zhang-san',
  label: '张三',
  note: 'sample of the specification',
  specificationVersion: '2.00',
  algorithm: '3des',
  chipSerial: fromHex('00814E43238697159900BF7C7A'),
  cityCode: '639900',
  cardNumber: 'X00000019',
  issueDate: date('2010-10-01'),
  validUntil: date('2020-10-01'),
  initialisingInstitution: '639900000000',
  holder: {
    socialSecurityNumber: '111111198101011110',
    name: '张三',
    sex: 'male',
    ethnicGroup: '01',
    birthplace: '639900',
    birthDate: date('1981-01-01'),
  },
  keys: {
    irk: new Uint8Array(16).fill(0x11),
    rksse: new Uint8Array(16).fill(0x22),
    uk: new Uint8Array(16).fill(0x33),
    puk: new Uint8Array(16).fill(0x44),
    stk: new Uint8Array(16).fill(0x55),
  },
  pin: '123456',
  pinTryLimit: 6,
};

describe('identification code', () => {
  it('has the city, the registered provider and the end of the chip serial, as the published sample', () => {
    const code = toHex(identificationCode(sample));
    expect(code.slice(0, 24)).toBe('639900D15600000500BF7C7A');
    expect(code).toHaveLength(32);
  });

  it('differs between two cards on chips with the same end', () => {
    expect(toHex(identificationCode({ ...sample, cardNumber: 'X00000027' }))).not.toBe(
      toHex(identificationCode(sample)),
    );
  });
});

describe('card image', () => {
  it('holds every item, each at its full length, and reads back', () => {
    const image = personalise(sample);
    const read = Object.fromEntries(
      cardItemNames.map((name) => {
        const value = fromHex(image.files[cardItems[name].file][tagHex(name)] ?? '');
        expect([name, value.length]).toEqual([name, cardItems[name].length]);
        return [name, decodeItem(name, value)];
      }),
    );
    expect(read).toEqual({
      identificationCode: toHex(identificationCode(sample)),
      cardClass: '3',
      specificationVersion: '2.00',
      initialisingInstitution: '639900000000',
      issueDate: '20101001',
      validUntil: '20201001',
      cardNumber: 'X00000019',
      socialSecurityNumber: '111111198101011110',
      name: '张三',
      nameExtension: '',
      sex: '1',
      ethnicGroup: '01',
      birthplace: '639900',
      birthDate: '19810101',
    });
    expect(historicalBytes(fromHex(image.atr))).toEqual(sample.chipSerial);
  });

  it('is refused for data the card cannot hold, without repeating the data', () => {
    const bad: readonly [Partial<PersonalisationData>, string][] = [
      [{ pin: '12' }, 'a PIN has 4 to 16 digits'],
      [{ pinTryLimit: 0 }, 'a PIN try limit is 1 to 15: 0'],
      [{ cardNumber: 'X000000190' }, 'cardNumber does not go on the card: too-long'],
      [{ chipSerial: new Uint8Array(12) }, '12 historical bytes, not 13'],
      [{ holder: { ...sample.holder, name: '王'.repeat(26) } }, 'name does not go on the card: too-long'],
      [{ keys: { ...sample.keys, irk: new Uint8Array(8) } }, 'key irk has 8 bytes, not 16'],
    ];
    for (const [change, message] of bad)
      expect(() => personalise({ ...sample, ...change })).toThrow(new RangeError(message));
  });
});
