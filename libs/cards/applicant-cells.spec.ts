/** Promises of dates and phones in people's files: clear ones are read, spoiled ones are a question that says what happened. */
import { expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { readDateCell, readPhoneCell } from './applicant-cells.js';

const day = date('1990-01-02');

it.each([
  '1990-01-02',
  '19900102',
  '19900102.0',
  '1990/1/2',
  '1990/01/02',
  '1990.1.2',
  '1990年1月2日',
  '1990 年 1 月 2 日',
  '１９９０年１月２日',
  '1990-1-2 00:00:00',
  '1990/1/2 0:00',
  '1990-01-02T00:00:00.000',
  // The same day as the number of it that spreadsheets keep, and that of Macintosh files.
  '32875',
  '31413',
])('reads the date %j', (cell) => {
  expect(readDateCell(cell, day)).toEqual(ok(day));
});

it.each([
  ['45000', 'sheet-date'],
  ['1/2/1990', 'sheet-date'],
  ['02-01-90', 'sheet-date'],
  ['90.1.2', 'sheet-date'],
  ['1989-12-31 16:00:00', 'sheet-date'],
  ['2-Jan-90', 'sheet-date'],
  ['January 2, 1990', 'sheet-date'],
  ['1990-Jan-02', 'sheet-date'],
  ['1990-02-30', 'value-unknown'],
  ['1.99E+07', 'sheet-scientific'],
  ['########', 'sheet-value-lost'],
  ['春节', 'value-unknown'],
] as const)('does not guess the date %j: %s', (cell, code) => {
  expect(readDateCell(cell, day)).toEqual(refuse(code));
});

it('reads a clear date that is another day as what it is', () => {
  expect(readDateCell('1990年1月3日', day)).toEqual(ok('1990-01-03'));
});

it.each([
  ['13912345678', '13912345678'],
  ['139 1234 5678', '13912345678'],
  ['139-1234-5678', '13912345678'],
  ['+86 139-1234-5678', '13912345678'],
  ['+8613912345678', '13912345678'],
  ['+86(0)139 1234 5678', '13912345678'],
  ['013912345678', '13912345678'],
  ['008613912345678', '13912345678'],
  ['8613912345678', '13912345678'],
  ['１３９１２３４５６７８', '13912345678'],
  ['13912345678.0', '13912345678'],
  ['1.3912345678E+10', '13912345678'],
  ['0977-8221234', '0977-8221234'],
  ['(0977)8221234', '0977-8221234'],
  ['（0977）8221234', '0977-8221234'],
  ['09778221234', '09778221234'],
  ['8221234', '8221234'],
  ['4008123456', '4008123456'],
])('reads the phone %j as %s', (cell, phone) => {
  expect(readPhoneCell(cell)).toEqual(ok(phone));
});

it.each([
  ['1.39E+10', 'sheet-scientific'],
  ['1.391234568E+10', 'sheet-scientific'],
  ['9778221234', 'sheet-zeros-lost'],
  ['1062345678', 'sheet-zeros-lost'],
  ['#####', 'sheet-value-lost'],
  ['1391234567', 'value-unknown'],
  ['139123456789', 'value-unknown'],
  ['10012345678', 'value-unknown'],
  ['call me', 'value-unknown'],
] as const)('asks about the phone %j: %s', (cell, code) => {
  expect(readPhoneCell(cell)).toEqual(refuse(code));
});
