/** One row of an applicants' file by the codes of LB 101: read, and checked against itself, the area and the guardian's age. */
import { tidyName } from '#libs/identity/person-name.js';
import { ethnicGroupForm, regionForm } from '#libs/identity/civil-codes.js';
import { parseNumberOfLiving } from '#libs/identity/lifetime.js';
import type { NumberedPerson, Sex } from '#libs/identity/social-security-number.js';
import { parseUnifiedSocialCreditCode } from '#libs/identity/unified-social-credit-code.js';
import { ageOn, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';
import { cellText, codeDamage, codeText, damageOfWrongCode, textDamage } from '#libs/kernel/sheet-cell.js';
import { readDateCell, readPhoneCell, type DateRefusal, type PhoneRefusal } from './applicant-cells.js';
import { inOneLine } from '#libs/kernel/words.js';
import { applicantColumnCodes, applicantColumns, type ApplicantColumn } from './applicant-columns.js';
import { cardNameFaults, readCardName, type CardNameFault } from './card-name.js';
import { unfitToAct, type RepresentationRules } from './representation.js';

export type Applicant = {
  readonly number: string;
  readonly name: string;
  readonly sex: Sex;
  readonly birthDate: PlainDate;
  readonly isMinor: boolean;
  readonly ethnicGroup: string;
  readonly birthplace: string;
  readonly phone: string;
  readonly address: string;
  readonly unitCode: string;
  readonly unitName: string;
  readonly guardianNumber: string;
  readonly guardianName: string;
};

/** Codes of the registry of problems that a row by itself can be refused with. */
export type ApplicantRefusalCode =
  | 'number-invalid'
  | 'name-unfit'
  | 'sex-differs'
  | 'birth-date-differs'
  | 'region-foreign'
  | 'field-missing'
  | 'value-unknown'
  | 'guardian-missing'
  | 'guardian-unfit'
  | DateRefusal
  | PhoneRefusal;

export type ApplicantRefusal = {
  readonly code: ApplicantRefusalCode;
  readonly field: ApplicantColumn;
  /** Which check it failed; never what was written there. */
  readonly detail: string;
};

export type ApplicantRules = {
  /** GB/T 2260 code of the area that issues the cards. */
  readonly areaCode: string;
  /** Full years from which somebody applies for themselves (parameter `card.guardian-age`). */
  readonly guardianAge: number;
} & RepresentationRules;

const longestText = 200;

const unfitText = /[\p{Cc}\uFFFD]/u;

const fault = (
  code: ApplicantRefusalCode,
  field: ApplicantColumn,
  detail: string,
): { readonly ok: false; readonly refusal: ApplicantRefusal } => refuse({ code, field, detail });

const nameFault = (field: ApplicantColumn, why: CardNameFault): ApplicantRefusal => ({
  code: 'name-unfit',
  field,
  detail: inOneLine(cardNameFaults[why]),
});

type Cells = Readonly<Record<ApplicantColumn, string>>;

/** What is said of a value that a spreadsheet spoiled: never more than how it looks. */
const damageDetails = {
  'sheet-scientific': 'E+',
  'sheet-digits-lost': '…000',
  'sheet-value-lost': '#',
  'sheet-zeros-lost': '0…',
  'sheet-date': 'YYYY-MM-DD',
} as const;

type Damage = keyof typeof damageDetails;

const damaged = (field: ApplicantColumn, code: Damage): ApplicantRefusal => ({
  code,
  field,
  detail: damageDetails[code],
});

/** A refused date or phone: what a spreadsheet did, else the form it should have. */
const misread = (field: ApplicantColumn, code: Damage | 'value-unknown', form: string): ApplicantRefusal =>
  code === 'value-unknown' ? { code, field, detail: form } : damaged(field, code);

const checkAgainstNumber = (cells: Cells, person: NumberedPerson): ApplicantRefusal | null => {
  const { AAC004: sex, AAC006: birthDate } = cells;
  if (sex !== '' && sex !== '1' && sex !== '2')
    return { code: 'value-unknown', field: 'AAC004', detail: '1, 2' };
  if (sex !== '' && (sex === '1') !== (person.sex === 'male'))
    return { code: 'sex-differs', field: 'AAC004', detail: 'AAC002' };
  // Most rows say the same date as their number, which has been read already.
  if (birthDate !== '' && birthDate !== person.number.slice(6, 14) && birthDate !== person.birthDate) {
    const read = readDateCell(birthDate, person.birthDate);
    if (!read.ok) return misread('AAC006', read.refusal, 'YYYYMMDD');
    if (read.value !== person.birthDate)
      return { code: 'birth-date-differs', field: 'AAC006', detail: 'AAC002' };
  }
  return null;
};

/** Columns with a form of their own; each may be empty. */
const forms: readonly (readonly [ApplicantColumn, RegExp, string])[] = [
  ['AAC005', ethnicGroupForm, 'GB/T 3304'],
  ['YAC001', regionForm, 'GB/T 2260'],
  ['AAB001', /^[0-9A-Z][0-9A-Z-]{0,19}$/, 'unit code'],
];

const texts: readonly ApplicantColumn[] = ['AAE006', 'AAB004'];

const checkForms = (cells: Cells, { areaCode }: ApplicantRules): ApplicantRefusal | null => {
  if (cells.AAB301 !== '' && cells.AAB301 !== areaCode)
    return { code: 'region-foreign', field: 'AAB301', detail: areaCode };
  for (const [field, form, detail] of forms)
    if (cells[field] !== '' && !form.test(cells[field]))
      return misread(field, codeDamage(cells[field]) ?? 'value-unknown', detail);
  for (const field of texts) {
    if (textDamage(cells[field]) !== null) return damaged(field, 'sheet-value-lost');
    if (cells[field].length > longestText || unfitText.test(cells[field]))
      return {
        code: 'value-unknown',
        field,
        detail: `at most ${longestText} characters, no control characters`,
      };
  }
  if (cells.AAB001 === '' && cells.AAB004 !== '')
    return { code: 'field-missing', field: 'AAB001', detail: 'AAB004' };
  if (cells.AAB001.length === 18) {
    const code = parseUnifiedSocialCreditCode(cells.AAB001);
    if (!code.ok) return misread('AAB001', damageOfWrongCode(cells.AAB001) ?? 'value-unknown', code.refusal);
  }
  return null;
};

const checkGuardian = (
  cells: Cells,
  person: NumberedPerson,
  isMinor: boolean,
  rules: ApplicantRules,
): ApplicantRefusal | null => {
  const { YAC002: number, YAC003: name } = cells;
  if (number === '' && name === '')
    return isMinor ? { code: 'guardian-missing', field: 'YAC002', detail: 'AAC002' } : null;
  if (number === '') return { code: 'field-missing', field: 'YAC002', detail: 'YAC003' };
  if (name === '') return { code: 'field-missing', field: 'YAC003', detail: 'YAC002' };
  const damage = parseNumberOfLiving(number, rules.today).ok ? null : damageOfWrongCode(number);
  if (damage !== null) return damaged('YAC002', damage);
  const tidy = readCardName(name);
  if (!tidy.ok) return nameFault('YAC003', tidy.refusal);
  const unfit = unfitToAct({ number, name }, person.number, rules);
  if (unfit !== null) return { code: 'guardian-unfit', field: 'YAC002', detail: unfit };
  return null;
};

/** Where each column stands in the rows of a file; −1 for one it does not have. */
export type ApplicantPlaces = Readonly<Record<ApplicantColumn, number>>;

/** Reads and checks one row; the first refusal that applies, in the order number, name, what must agree with it, forms, guardian. */
export const readApplicant = (
  row: readonly string[],
  places: ApplicantPlaces,
  rules: ApplicantRules,
): Result<Applicant, ApplicantRefusal> => {
  const text = (column: ApplicantColumn): string => cellText(row[places[column]] ?? '');
  const code = (column: ApplicantColumn): string => codeText(row[places[column]] ?? '');
  const ethnicGroup = code('AAC005');
  const cells: Cells = {
    AAC002: code('AAC002'),
    AAC003: text('AAC003'),
    AAC004: code('AAC004'),
    // The codes of GB/T 3304 have two digits: the 0 before one alone is not in doubt.
    AAC005: ethnicGroup.length === 1 ? `0${ethnicGroup}` : ethnicGroup,
    AAC006: text('AAC006'),
    AAB301: code('AAB301'),
    AAE005: text('AAE005'),
    AAE006: text('AAE006'),
    AAB001: code('AAB001'),
    AAB004: text('AAB004'),
    YAC001: code('YAC001'),
    YAC002: code('YAC002'),
    YAC003: text('YAC003'),
  };
  if (cells.AAC002 === '') return fault('field-missing', 'AAC002', 'required');
  const person = parseNumberOfLiving(cells.AAC002, rules.today);
  if (!person.ok) {
    const damage = damageOfWrongCode(cells.AAC002);
    if (damage !== null) return refuse(damaged('AAC002', damage));
    return fault('number-invalid', 'AAC002', person.refusal);
  }
  const { number, sex, birthDate } = person.value;
  if (textDamage(cells.AAC003) !== null) return refuse(damaged('AAC003', 'sheet-value-lost'));
  if (cells.AAC003 === '') return fault('field-missing', 'AAC003', 'required');
  const name = readCardName(cells.AAC003);
  if (!name.ok) return refuse(nameFault('AAC003', name.refusal));
  const isMinor = ageOn(birthDate, rules.today) < rules.guardianAge;
  const phone = cells.AAE005 === '' ? ok('') : readPhoneCell(cells.AAE005);
  if (!phone.ok) return refuse(misread('AAE005', phone.refusal, 'phone'));
  const refusal =
    checkAgainstNumber(cells, person.value) ??
    checkForms(cells, rules) ??
    checkGuardian(cells, person.value, isMinor, rules);
  if (refusal !== null) return refuse(refusal);
  return ok({
    number,
    name: name.value,
    sex,
    birthDate,
    isMinor,
    ethnicGroup: cells.AAC005,
    birthplace: cells.YAC001,
    phone: phone.value,
    address: cells.AAE006,
    unitCode: cells.AAB001,
    unitName: cells.AAB004,
    guardianNumber: cells.YAC002.toUpperCase(),
    guardianName: tidyName(cells.YAC003),
  });
};

/** Why a header is refused, with the column it is about. */
export type HeaderRefusal = {
  readonly code: 'column-missing' | 'column-repeated' | 'column-unknown';
  readonly column: string;
};

/** Finds each column in a header; columns without a name are none. Columns nobody knows are refused: one may be a known one renamed, whose content would be lost. */
export const readHeader = (header: readonly string[]): Result<ApplicantPlaces, HeaderRefusal> => {
  const codes = header.map((text) => text.trim().toUpperCase());
  const unknown = codes.find((code) => code !== '' && !Object.hasOwn(applicantColumns, code));
  if (unknown !== undefined) {
    // Where the header is missing this is somebody's number, which goes into no message.
    const isName = /^\p{L}[\p{L}\p{N}_ -]{0,19}$/u.test(unknown) && !/\d{6}/.test(unknown);
    return refuse({ code: 'column-unknown', column: isName ? unknown : `#${codes.indexOf(unknown) + 1}` });
  }
  const repeated = codes.find((code, index) => code !== '' && codes.indexOf(code) !== index);
  if (repeated !== undefined) return refuse({ code: 'column-repeated', column: repeated });
  const missing = applicantColumnCodes.find(
    (code) => applicantColumns[code].isRequired && !codes.includes(code),
  );
  if (missing !== undefined) return refuse({ code: 'column-missing', column: missing });
  return ok(
    Object.fromEntries(
      applicantColumnCodes.map((code) => [code, codes.indexOf(code)]),
    ) as unknown as ApplicantPlaces,
  );
};
