/** Promises of working days: by the State Council's announcements where there is one, and it is said where there is none. */
import { describe, expect, it } from '@jest/globals';
import { date } from '#libs/kernel/plain-date.js';
import { readParameters, type ParameterRow } from './parameters.js';
import { workingDaysAfter } from './working-days.js';

const notice = (year: number, effectiveFrom: string, value: string): ParameterRow => ({
  id: `calendar.${year}@${effectiveFrom}`,
  key: `calendar.${year}`,
  effectiveFrom,
  kind: 'days',
  value,
  source: 'notice',
  status: 'national',
});

const read = readParameters([
  notice(
    2026,
    '2025-11-04',
    '2026-01-01/2026-01-03,2026-02-15/2026-02-23,2026-10-01/2026-10-07;2026-01-04,2026-02-14,2026-02-28,2026-10-10',
  ),
  // A second announcement for the same year, in force from its own day on.
  notice(2026, '2026-11-20', '2026-12-07;'),
]);
if (!read.ok) throw new Error(JSON.stringify(read.refusal));
const { value: parameters } = read;

describe('working days', () => {
  it.each([
    // A week without holidays: Thursday to the Thursday after.
    ['2026-07-02', 5, '2026-07-09', []],
    // Friday before Spring Festival: Saturday is worked, then nine days off.
    ['2026-02-13', 1, '2026-02-14', []],
    ['2026-02-13', 2, '2026-02-24', []],
    // The week after ends with a worked Saturday.
    ['2026-02-13', 6, '2026-02-28', []],
    ['2026-09-30', 3, '2026-10-10', []],
    ['2026-09-30', 0, '2026-09-30', []],
    // A year that is not announced: Monday to Friday, and it is said.
    ['2026-12-31', 1, '2027-01-01', [2027]],
    ['2025-12-30', 3, '2026-01-05', [2025]],
    ['2024-05-31', 5, '2024-06-07', [2024]],
  ])('after %s, %i of them are over on %s', (from, count, day, unannounced) => {
    expect(workingDaysAfter(parameters, date(from), count)).toEqual({ day, unannounced });
  });

  it('are those announced on the day they are counted from: a day once promised stays', () => {
    expect(workingDaysAfter(parameters, date('2026-11-19'), 12).day).toBe('2026-12-07');
    expect(workingDaysAfter(parameters, date('2026-11-20'), 11).day).toBe('2026-12-08');
    // Nothing of 2026 was announced in October of the year before.
    expect(workingDaysAfter(parameters, date('2025-10-31'), 45).unannounced).toEqual([2025, 2026]);
  });
});
