/** Promises of how the bills of a unit are put together by month. */
import { expect, it } from '@jest/globals';
import { type Bill, monthsOf } from './months.js';

const bill = (period: string, scheme: string, more: Partial<Bill> = {}): Bill => ({
  id: `${period}/${scheme}`,
  notice: 'JF00000000015',
  scheme,
  schemeName: { zh: '', en: '' },
  period,
  project: null,
  heads: 2,
  basis: 'lines',
  unitPart: '100.10',
  personPart: '50.00',
  paid: '150.10',
  writtenOff: '0.00',
  refunded: '0.00',
  open: '0.00',
  lateFee: '0.00',
  dueOn: '2026-10-31',
  noticedOn: null,
  agreement: null,
  writtenOffOn: null,
  state: 'paid',
  ...more,
});

it('puts the newest month first, sums its bills by scheme, and shows the worst of how they stand', () => {
  const [newest, before] = monthsOf([
    bill('2026-09', '110'),
    bill('2026-10', '110', { paid: '0.00', open: '150.10', lateFee: '1.05', state: 'overdue' }),
    bill('2026-10', '110', { unitPart: '0.90', personPart: '0.00', paid: '0.90' }),
    bill('2026-10', '410', { basis: 'undeclared', state: 'due', paid: '0.00', open: '150.10' }),
  ]);
  expect(newest).toMatchObject({
    period: '2026-10',
    byScheme: { '110': '151.00', '410': '150.10' },
    billed: '301.10',
    paid: '0.90',
    open: '300.20',
    lateFee: '1.05',
    owed: '301.25',
    isUndeclared: true,
    state: 'overdue',
  });
  expect(before).toMatchObject({ period: '2026-09', owed: '0.00', isUndeclared: false, state: 'paid' });
});
