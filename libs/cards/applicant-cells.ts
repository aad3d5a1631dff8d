/** Dates and phones as people's programs write them: read where there is no doubt, else what the spreadsheet did to them. */
import { codeDamage, type SheetDamage } from '#libs/kernel/sheet-cell.js';
import { addDays, date, parseDate, type PlainDate } from '#libs/kernel/plain-date.js';
import { ok, refuse, type Result } from '#libs/kernel/result.js';

/** Why a date is not read: a spreadsheet made it something of several readings, or it is none. */
export type DateRefusal = SheetDamage | 'sheet-date' | 'value-unknown';

/** `1990-01-02`, `1990/1/2`, `1990.1.2`, `1990年1月2日`: the year first, so that month and day are told apart. */
const clearDate = /^(\d{4})(?:[-/.]|年)(\d{1,2})(?:[-/.]|月)(\d{1,2})日?$/u;

/** The beginning of a day, which programs write behind its date. */
const midnight = /[ T]0{1,2}:00(?::00(?:\.0+)?)?$/u;

/** Day and month in an order that differs between countries, or the year in two digits. */
const unclearDate = /^\d{1,4}(?:[-/.]|年)\d{1,2}(?:[-/.]|月)\d{1,4}日?(?:[ T]?\d{1,2}:.*)?$/u;

/** `2-Jan-90`, `January 2, 1990`, `1990-Jan-02`: as spreadsheets in English show a day. */
const namedMonth =
  /^(?:\d{1,4}[-/.,]?)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[-/.,]?\d{1,4}(?:[-/.,]\d{2,4})?$/iu;

/** Day 0 of spreadsheets, whose 1900 has a 29 February; Macintosh files count from 1904. */
const [dayZero, dayZeroOfMacintosh] = [date('1899-12-30'), date('1904-01-01')];

/**
 * A date whose day is known from elsewhere, `expected`: a day's number as spreadsheets keep it (`45000`) is read when it is that day by
 * either count, and is a question otherwise.
 */
export const readDateCell = (cell: string, expected: PlainDate): Result<PlainDate, DateRefusal> => {
  const text = cell.normalize('NFKC').replace(midnight, '').replaceAll(/\s/gu, '');
  if (/^\d{5}(?:\.0+)?$/u.test(text)) {
    const days = Number(text);
    const isIt = [dayZero, dayZeroOfMacintosh].some((zero) => addDays(zero, days) === expected);
    return isIt ? ok(expected) : refuse('sheet-date');
  }
  const [, year = '', month = '', day = ''] =
    /^(\d{4})(\d{2})(\d{2})(?:\.0+)?$/u.exec(text) ?? clearDate.exec(text) ?? [];
  const read = parseDate(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`);
  if (read !== null) return ok(read);
  if (year === '' && (unclearDate.test(text) || namedMonth.test(text))) return refuse('sheet-date');
  return refuse(codeDamage(text) ?? 'value-unknown');
};

export type PhoneRefusal = SheetDamage | 'sheet-zeros-lost' | 'value-unknown';

/** The digits of `1.3912345678E+10`, when a spreadsheet kept all of them; null otherwise. */
const wholeOfScientific = (text: string): string | null => {
  const [, first = '', rest = '', exponent] = /^(\d)\.(\d+)E\+?(\d{1,2})$/iu.exec(text) ?? [];
  return exponent !== undefined && rest.length === Number(exponent) ? first + rest : null;
};

const mobile = /^1[3-9]\d{9}$/u;

/** Numbers of services, which have no area code before them. */
const service = /^(?:400|800)\d{7}$/u;

/** A phone without the blanks, dots, dashes and brackets of a mobile number, or its +86; an area code keeps its dash. */
export const readPhoneCell = (cell: string): Result<string, PhoneRefusal> => {
  if (mobile.test(cell)) return ok(cell);
  const code = cell
    .normalize('NFKC')
    .replaceAll(/[\s\u2010-\u2015]/gu, (blank) => (blank.trim() === '' ? '' : '-'));
  const text = (wholeOfScientific(code) ?? code).replace(/^(\d{1,15})\.0+$/u, '$1');
  const damage = codeDamage(text);
  if (damage !== null) return refuse(damage);
  const digits = text.replaceAll(/[-.()]/gu, '').replace(/^(?:\+86|0086|86)?0?(?=1[3-9]\d{9}$)/u, '');
  if (mobile.test(digits)) return ok(digits);
  // An area code and a number without the 0 before them: 10 of Beijing and eight digits, or ten digits or so from 2 on.
  if (/^(?:10\d{8}|[2-9]\d{8,10})$/u.test(text) && !service.test(text)) return refuse('sheet-zeros-lost');
  // Long numbers from 1 on are mobile ones, with a digit too few or too many.
  if (/^1\d{8,}$/u.test(text)) return refuse('value-unknown');
  const plain = text.replaceAll(/[()]+/gu, '-').replace(/^-|-$/gu, '');
  return /^\+?\d[\d-]{4,19}$/u.test(plain) ? ok(plain) : refuse('value-unknown');
};
