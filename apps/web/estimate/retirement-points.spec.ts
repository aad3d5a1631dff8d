/** Promises of the chart's points: what is paid by each grows month by month. */
import { expect, it } from '@jest/globals';
import { month } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { ageMonthsIn, paidBy } from './retirement-points.js';

it('count what is paid until then, eight percent of the base a month into the account', () => {
  const paid = { months: 120, account: yuan('30000.00') };
  expect(paidBy(month('2027-11'), month('2026-11'), paid, yuan('5000.00'))).toEqual({
    years: '11.0000',
    months: 132,
    account: '34800.00',
  });
  expect(paidBy(month('2027-11'), month('2026-11'), paid, yuan('0.00'))).toMatchObject({
    months: 120,
    account: '30000.00',
  });
  expect(paidBy(month('2020-01'), month('2026-11'), paid, yuan('5000.00'))).toMatchObject({ months: 120 });
});

it('say the age of each', () => {
  expect(ageMonthsIn(month('1972-05'), month('2034-04'))).toBe(743);
});
