/** Promises of who reaches the age for a pension: when, what is missing by then, and which ways are open. */
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { addMonths, date, month, type PlainMonth } from '#libs/kernel/plain-date.js';
import { type ParameterRow, readParameters } from '#libs/policy/parameters.js';
import { employeeAgeAhead, residentAgeAhead } from './age-ahead.js';

const rows: ParameterRow[] = JSON.parse(
  readFileSync(
    new URL('../../apps/central/src/register/policy/delingha-parameters.json', import.meta.url),
    'utf8',
  ),
);
const read = readParameters(rows);
if (!read.ok) throw new Error('parameters');
const parameters = read.value;
const today = date('2026-11-24');
const paidUntil = (last: string, count: number): readonly PlainMonth[] =>
  Array.from({ length: count }, (_, at) => addMonths(month(last), at + 1 - count));
const valueOf = <T>(found: { ok: true; value: T } | { ok: false }): T => {
  if (!found.ok) throw new Error('a parameter is missing');
  return found.value;
};

it('says of an employee with enough months that they may claim, earlier or later', () => {
  // 60 in 2026-09 by the ages of before: six months later by the law of 2025.
  expect(
    valueOf(
      employeeAgeAhead('male', date('1966-09-10'), { months: paidUntil('2026-10', 181), today }, parameters),
    ),
  ).toMatchObject({
    month: '2027-03',
    firstPensionMonth: '2027-04',
    least: 180,
    missing: 0,
    missingThen: 0,
    ways: ['claim', 'earlier', 'later'],
  });
});

it('counts the months until the age as paid, one more or less decides', () => {
  const at = (count: number) =>
    valueOf(
      employeeAgeAhead(
        'male',
        date('1966-09-10'),
        { months: paidUntil('2026-10', count), today },
        parameters,
      ),
    );
  // December to March are still to come.
  expect(at(176)).toMatchObject({ missing: 4, missingThen: 0, ways: ['claim', 'earlier', 'later'] });
  expect(at(175)).toMatchObject({ missing: 5, missingThen: 1, ways: ['pay-on', 'to-resident', 'end'] });
  const early = valueOf(
    employeeAgeAhead('male', date('1966-09-10'), { months: paidUntil('2011-06', 30), today }, parameters),
  );
  expect(early.ways).toEqual(['pay-on', 'lump', 'to-resident', 'end']);
});

it('knows the two ages of women, and that of residents with the years since the scheme began', () => {
  const born = date('1972-01-05');
  expect(valueOf(employeeAgeAhead('female-cadre', born, { months: [], today }, parameters)).month).toBe(
    '2027-08',
  );
  const resident = (birth: string, years: number, employee = 0) =>
    valueOf(
      residentAgeAhead(
        date(birth),
        { months: paidUntil('2025-12', years * 12), today },
        employee,
        parameters,
      ),
    );
  expect(resident('1967-01-20', 15)).toMatchObject({
    month: '2027-01',
    firstPensionMonth: '2027-02',
    least: 180,
    missing: 0,
    ways: ['claim'],
  });
  expect(resident('1967-01-20', 10)).toMatchObject({ missing: 60, missingThen: 58, ways: ['pay-years'] });
  expect(resident('1967-01-20', 10, 180).ways).toEqual(['to-employee', 'pay-years']);
});
