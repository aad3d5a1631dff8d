/** Promises of the changes of an amount: each month that came to another is told, with the steps that made it so. */
import { expect, it } from '@jest/globals';
import { month } from '#libs/kernel/plain-date.js';
import { yuan } from '#libs/money/fen.js';
import { amountChanges } from './amount-changes.js';

const step = (zh: string, result: string) => ({
  label: { zh, en: zh },
  expression: result,
  result,
  basis: '青人社厅发',
  status: 'local' as const,
});
const of = (period: string, amount: string, base: string) => ({
  month: month(period),
  amount: yuan(amount),
  explanation: { steps: [step('基础养老金', base), step('个人账户养老金', '50.00')], parameterVersions: [] },
});

it('tells from when on it came to another amount, and the steps that did it alone', () => {
  const changes = amountChanges([
    of('2025-11', '200.00', '150.00'),
    of('2025-12', '200.00', '150.00'),
    of('2026-01', '210.00', '160.00'),
    of('2026-02', '210.00', '160.00'),
  ]);
  expect(changes).toMatchObject([
    {
      from: '2026-01',
      before: 20000n,
      amount: 21000n,
      because: [{ label: { zh: '基础养老金' }, result: '160.00' }],
    },
  ]);
  expect(changes[0]?.because).toHaveLength(1);
});

it('tells nothing of one month, or of months that came to the same', () => {
  expect(amountChanges([of('2026-01', '210.00', '160.00')])).toEqual([]);
  expect(amountChanges([of('2026-01', '210.00', '160.00'), of('2026-02', '210.00', '160.00')])).toEqual([]);
});
