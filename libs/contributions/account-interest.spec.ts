/** Promises of a year's interest by parts of an account. */
import { describe, expect, it } from '@jest/globals';
import { date, month } from '#libs/kernel/plain-date.js';
import { type Fen, formatYuan, sum, yuan } from '#libs/money/fen.js';
import { ppm } from '#libs/money/rate.js';
import { accountInterest, type AccountPart, type PartMovement } from './account-interest.js';

const rate = {
  value: ppm(26_200n),
  version: {
    id: '170.account-interest-rate@2024-01-01',
    key: '170.account-interest-rate',
    effectiveFrom: date('2024-01-01'),
    kind: 'ppm',
    value: '26200',
    source: '人社部函〔2024〕',
    status: 'national',
  },
} as const;

const moved = (part: AccountPart, of: string | null, credited: string, paid = '0.00'): PartMovement => ({
  part,
  month: of === null ? null : month(of),
  credited: yuan(credited),
  paid: yuan(paid),
});
const partsOf = (keepsParts: boolean, movements: readonly PartMovement[]): Record<string, string> => {
  const found = accountInterest(keepsParts, 2024, movements, rate);
  if (!found.ok) throw new Error(found.refusal);
  return Object.fromEntries(
    Array.from(found.value, ([part, amount]) => [part ?? 'whole', formatYuan(amount)]),
  );
};

describe("a year's interest", () => {
  const resident = [
    moved('own', null, '1000.05'),
    moved('collective', null, '100.05'),
    moved('government', null, '300.05'),
    moved('own', '2024-12', '200.00'),
    moved('government', '2024-12', '60.00'),
  ];

  it('is kept by part for residents, and the parts are the whole to the fen', () => {
    const parts = partsOf(true, resident);
    expect(parts).toEqual({ collective: '2.62', government: '7.99', own: '26.64' });
    const { whole } = partsOf(false, resident);
    const all: Fen = sum(Object.values(parts).map((text) => yuan(text)));
    expect(formatYuan(all)).toBe(whole);
  });

  it("is the whole account's where something was paid out", () => {
    expect(
      partsOf(true, [moved('own', null, '50000.00'), moved('own', '2024-12', '0.00', '500.00')]),
    ).toEqual({
      whole: '1308.91',
    });
  });

  it('is the example of the law: 400 for three months, then 500 drawn for nine', () => {
    const months = Array.from({ length: 12 }, (_, at) => `2024-${String(at + 1).padStart(2, '0')}`);
    const movements = [
      moved('own', null, '50000.00'),
      ...months.map((of, at) => (at < 3 ? moved('own', of, '400.00') : moved('own', of, '0.00', '500.00'))),
    ];
    expect(partsOf(false, movements)).toEqual({ whole: '1289.70' });
  });

  it('needs the rate of the year itself', () => {
    expect(accountInterest(false, 2025, [moved('own', null, '1.00')], rate)).toMatchObject({
      refusal: 'rate-not-announced',
    });
  });
});
