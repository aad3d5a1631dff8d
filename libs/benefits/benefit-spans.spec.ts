/** Promises of a benefit's spans: every month with lines is in exactly one of them, at what it came to, and a suspension shows. */
import { expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { addMonths, month, monthsBetween } from '#libs/kernel/plain-date.js';
import { fen, sum, yuan } from '#libs/money/fen.js';
import type { BenefitChange } from './benefit-life.js';
import { benefitSpans } from './benefit-spans.js';

const first = month('2026-01');
const until = month('2026-08');
const of = (period: string, due: string, paid = due) => ({
  period: month(period),
  due: yuan(due),
  paid: yuan(paid),
});
const told = (...asked: Parameters<typeof benefitSpans>) =>
  benefitSpans(...asked).map(({ from, to, amount, state }) => [from, to, amount, state]);

it('joins months in a row that came to the same, and tells what is still to be collected', () => {
  expect(
    told(
      { firstMonth: first, lastMonth: null },
      [],
      [
        of('2026-01', '100.00'),
        of('2026-02', '100.00'),
        of('2026-03', '120.00'),
        of('2026-04', '120.00', '0.00'),
      ],
      until,
    ),
  ).toEqual([
    ['2026-01', '2026-02', 10000n, 'paid'],
    ['2026-03', '2026-03', 12000n, 'paid'],
    ['2026-04', '2026-04', 12000n, 'open'],
  ]);
});

it('shows a suspension as long as it lasts, and what is paid for it after all at its amount', () => {
  const suspended: BenefitChange = { what: 'suspended', cause: 'not-proved', from: month('2026-02') };
  const lines = [of('2026-01', '100.00')];
  const benefit = { firstMonth: first, lastMonth: null };
  expect(told(benefit, [suspended], lines, until)).toEqual([
    ['2026-01', '2026-01', 10000n, 'paid'],
    ['2026-02', '2026-08', 0n, 'suspended'],
  ]);
  const resumed: BenefitChange = { what: 'resumed', from: month('2026-04'), arrears: true };
  expect(
    told(benefit, [suspended, resumed], [...lines, of('2026-02', '100.00', '0.00')], month('2026-03')),
  ).toEqual([
    ['2026-01', '2026-01', 10000n, 'paid'],
    ['2026-02', '2026-02', 10000n, 'open'],
    ['2026-03', '2026-03', 0n, 'suspended'],
  ]);
});

it('ends with the last month, whatever was suspended then', () => {
  expect(
    told(
      { firstMonth: first, lastMonth: month('2026-03') },
      [
        { what: 'suspended', cause: 'missing', from: month('2026-02') },
        { what: 'ended', cause: 'died', from: month('2026-04') },
      ],
      [of('2026-01', '100.00')],
      until,
    ).at(-1),
  ).toEqual(['2026-02', '2026-03', 0n, 'suspended']);
  expect(told({ firstMonth: month('2027-01'), lastMonth: null }, [], [], until)).toEqual([]);
});

it('has each month with lines in one span, and together what they come to', () => {
  const months = fc
    .array(fc.tuple(fc.nat(200), fc.boolean()), { minLength: 1, maxLength: 40 })
    .map((amounts) =>
      amounts.map(([amount, isPaid], at) => ({
        period: addMonths(first, at),
        due: fen(BigInt(amount)),
        paid: fen(isPaid ? BigInt(amount) : 0n),
      })),
    );
  fc.assert(
    fc.property(months, (lines) => {
      const last = lines.at(-1)?.period ?? first;
      const spans = benefitSpans({ firstMonth: first, lastMonth: null }, [], lines, last);
      const all = spans.flatMap(({ from, to, amount }) => monthsBetween(from, to).map(() => amount));
      expect(all).toHaveLength(lines.length);
      expect(sum(all)).toBe(sum(lines.map(({ due }) => due)));
    }),
  );
});
