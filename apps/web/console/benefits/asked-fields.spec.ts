/** Promises that what is typed with a claim travels as the centre takes it, and that what does not fit is named. */
import { expect, it } from '@jest/globals';
import { answers, readTyped } from './asked-fields.js';

it('sends the fields a kind asks for alone, those left empty not at all', () => {
  const typed = { deemedMonths: '156', post: '', firstMonth: '2026-09', grade: '3' };
  expect(readTyped(['post', 'deemedMonths', 'firstMonth'], typed)).toEqual({
    facts: { deemedMonths: 156, firstMonth: '2026-09' },
    unfit: [],
  });
});

it('reads money, counts and answers as what they are', () => {
  const { facts, unfit } = readTyped(['unitMonthlyWage', 'grade', 'difficult', 'children'], {
    unitMonthlyWage: '¥8,000',
    grade: '10',
    difficult: 'yes',
    children: '2',
  });
  expect(facts).toEqual({ unitMonthlyWage: '8000.00', grade: 10, difficult: true, children: 2 });
  expect(unfit).toEqual([]);
});

it('reads several days of birth, however they are set apart', () => {
  const asks = ['childrenBornOn', 'spouse', 'orphans'] as const;
  expect(readTyped(asks, { childrenBornOn: '2015-03-02，2018-11-30', spouse: 'yes', orphans: 'no' })).toEqual(
    {
      facts: { childrenBornOn: '2015-03-02,2018-11-30', spouse: true, orphans: false },
      unfit: [],
    },
  );
  expect(readTyped(asks, { childrenBornOn: '2015年3月' }).unfit).toEqual(['childrenBornOn']);
});

it.each([
  ['children', '0'],
  ['carriedMonths', '25'],
  ['deemedMonths', '十二'],
  ['yearlyIncome', '0'],
  ['yearlyIncome', '1000000000'],
] as const)('names %s when it was told %s', (field, text) => {
  expect(readTyped([field], { [field]: text })).toEqual({ facts: {}, unfit: [field] });
  expect(answers[field].as).toMatch(/^(count|money)$/);
});
