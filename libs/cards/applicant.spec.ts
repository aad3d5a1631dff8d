/** Promises of a row of applicants: read whole, or refused by the field and the check it failed, without repeating what was written. */
import { describe, expect, it } from '@jest/globals';
import { socialSecurityNumberCheck } from '#libs/identity/social-security-number.js';
import { date } from '#libs/kernel/plain-date.js';
import { inOneLine } from '#libs/kernel/words.js';
import { cardNameFaults, type CardNameFault } from './card-name.js';
import { readApplicant, readHeader, type ApplicantRules } from './applicant.js';
import { applicantColumnCodes, type ApplicantColumn } from './applicant-columns.js';

const rules: ApplicantRules = {
  areaCode: '632802',
  guardianAge: 16,
  majorityAge: 18,
  today: date('2026-11-24'),
};

/** Born on a day (`19900101`); an odd serial is a man's. */
const born = (day: string, serial = '001'): string => {
  const first17 = `632802${day}${serial}`;
  return first17 + socialSecurityNumberCheck(first17);
};

const nameFault = (why: CardNameFault): string => inOneLine(cardNameFaults[why]);

const places = readHeader(applicantColumnCodes);
const read = (cells: Partial<Record<ApplicantColumn, string>>) => {
  if (!places.ok) throw new Error(places.refusal.code);
  const row = { AAC002: born('19900101'), AAC003: '张三', ...cells };
  return readApplicant(
    applicantColumnCodes.map((code) => row[code as keyof typeof row] ?? ''),
    places.value,
    rules,
  );
};

const guardian = { YAC002: born('19850101', '003'), YAC003: '家长' };
const child = { AAC002: born('20150101') };

describe('a row of an applicant', () => {
  // [what, cells, code, field, detail]
  it.each([
    ['without a number', { AAC002: '' }, 'field-missing', 'AAC002', 'required'],
    [
      'whose number fails its check',
      { AAC002: '632802199001010010' },
      'number-invalid',
      'AAC002',
      'check-character',
    ],
    ['of somebody born tomorrow', { AAC002: born('20261125') }, 'number-invalid', 'AAC002', 'birth-date'],
    ['of somebody born in 1800', { AAC002: born('18000101') }, 'number-invalid', 'AAC002', 'birth-date'],
    [
      'of somebody born in the year 1',
      { AAC002: born('00010101') },
      'number-invalid',
      'AAC002',
      'birth-date',
    ],
    ['of somebody born in 1700', { AAC002: born('17000101') }, 'number-invalid', 'AAC002', 'birth-date'],
    [
      'from a region that is none',
      { AAC002: `991234${born('19900101').slice(6)}` },
      'number-invalid',
      'AAC002',
      'region',
    ],
    ['with a formula for a name', { AAC003: '=1+1' }, 'name-unfit', 'AAC003', nameFault('formula')],
    ['with a full-width formula', { AAC003: '＝1+1' }, 'name-unfit', 'AAC003', nameFault('formula')],
    ['with markup for a name', { AAC003: '<b>' }, 'name-unfit', 'AAC003', nameFault('character')],
    ['with a lone dot for a name', { AAC003: '．' }, 'name-unfit', 'AAC003', nameFault('dot')],
    ['whose name ends in a dot', { AAC003: '才让•' }, 'name-unfit', 'AAC003', nameFault('dot')],
    [
      'whose name fills more than a card',
      { AAC003: '𬱖'.repeat(13) },
      'name-unfit',
      'AAC003',
      nameFault('too-long'),
    ],
    [
      'whose guardian is called nothing',
      { ...child, ...guardian, YAC003: 'null' },
      'name-unfit',
      'YAC003',
      nameFault('placeholder'),
    ],
    ['without a name', { AAC003: ' ' }, 'field-missing', 'AAC003', 'required'],
    ['whose sex is not that of the number', { AAC004: '2' }, 'sex-differs', 'AAC004', 'AAC002'],
    ['whose sex is no code', { AAC004: '男' }, 'value-unknown', 'AAC004', '1, 2'],
    [
      'whose birth date is not that of the number',
      { AAC006: '1990-01-02' },
      'birth-date-differs',
      'AAC006',
      'AAC002',
    ],
    ['whose birth date is none', { AAC006: '19900230' }, 'value-unknown', 'AAC006', 'YYYYMMDD'],
    ['of another pooling area', { AAB301: '630102' }, 'region-foreign', 'AAB301', '632802'],
    ['of an ethnic group nobody knows', { AAC005: '57' }, 'value-unknown', 'AAC005', 'GB/T 3304'],
    ['with a phone that is none', { AAE005: 'call me' }, 'value-unknown', 'AAE005', 'phone'],
    ['whose unit has a name and no code', { AAB004: '第一小学' }, 'field-missing', 'AAB001', 'AAB004'],
    [
      'whose unit code fails its check',
      { AAB001: '91350100M000100Y44' },
      'value-unknown',
      'AAB001',
      'check-character',
    ],
    ['of a child without a guardian', child, 'guardian-missing', 'YAC002', 'AAC002'],
    [
      'of a child one day short of sixteen',
      { AAC002: born('20101125') },
      'guardian-missing',
      'YAC002',
      'AAC002',
    ],
    [
      'with a guardian without a name',
      { ...child, ...guardian, YAC003: '' },
      'field-missing',
      'YAC003',
      'YAC002',
    ],
    [
      'with a guardian without a number',
      { ...child, ...guardian, YAC002: '' },
      'field-missing',
      'YAC002',
      'YAC003',
    ],
    [
      'with a guardian one day short of eighteen',
      { ...child, ...guardian, YAC002: born('20081125') },
      'guardian-unfit',
      'YAC002',
      'under 18',
    ],
    [
      'whose guardian is the child',
      { ...child, ...guardian, YAC002: child.AAC002 },
      'guardian-unfit',
      'YAC002',
      'same person',
    ],
    [
      'whose guardian’s number is wrong',
      { ...child, ...guardian, YAC002: '1' },
      'guardian-unfit',
      'YAC002',
      'length',
    ],
  ] as const)('%s is refused', (_, cells, code, field, detail) => {
    expect(read(cells)).toEqual({ ok: false, refusal: { code, field, detail } });
  });

  it.each([
    ['with its sex and birth date in either form', { AAC004: '1', AAC006: '1990-01-01' }, { sex: 'male' }],
    ['of the own area', { AAB301: '632802' }, { isMinor: false }],
    ['of somebody sixteen today, who applies alone', { AAC002: born('20101124') }, { isMinor: false }],
    ['of somebody born today, with a guardian', { AAC002: born('20261124'), ...guardian }, { isMinor: true }],
    [
      'with a guardian eighteen today',
      { ...child, ...guardian, YAC002: born('20081124') },
      { isMinor: true },
    ],
    ['with a unit code that fits', { AAB001: '91350100M000100Y43' }, { unitCode: '91350100M000100Y43' }],
  ] as const)('%s is read', (_, cells, read_) => {
    expect(read(cells)).toMatchObject({ ok: true, value: read_ });
  });
});
