/** Promises of what units declare and pay: wages as people type them, lines of statements that are matched or not, money over bills. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { date, month } from '#libs/kernel/plain-date.js';
import { ok, refuse } from '#libs/kernel/result.js';
import { add, fen, formatYuan, yuan, zeroFen } from '#libs/money/fen.js';
import { type ParameterRow, readParameters } from '#libs/policy/parameters.js';
import { creditsOfMonth, creditsTakenBack } from './account-credit.js';
import { feeOn, spreadOverBills } from './bill-payment.js';
import { parseWage } from './declared-wages.js';
import { noticeReference, noticesNamedIn } from './notice-number.js';
import {
  type KnownPayers,
  matchLine,
  type PayableBill,
  payerName,
  type PayingUnit,
} from './statement-matching.js';

const rows: ParameterRow[] = JSON.parse(
  readFileSync(
    new URL('../../apps/central/src/register/policy/delingha-parameters.json', import.meta.url),
    'utf8',
  ),
);
const read = readParameters(rows);
if (!read.ok) throw new Error(JSON.stringify(read.refusal));
const parameters = read.value;

describe('a wage that is declared', () => {
  it.each([
    ['5000', '5000.00'],
    ['5000.5', '5000.50'],
    ['5,000.00', '5000.00'],
    ['５０００', '5000.00'],
    ['5000.000', '5000.00'],
    ["'6200", '6200.00'],
    ['0', '0.00'],
    ['9999999.99', '9999999.99'],
  ])('reads %s', (text, amount) => {
    expect(parseWage(text)).toEqual(ok(yuan(amount)));
  });

  it.each([
    ['-1', 'wage-negative'],
    ['(200)', 'wage-negative'],
    ['-0.001', 'wage-negative'],
    ['123456789012345678901', 'wage-too-high'],
    ['10000000', 'wage-too-high'],
    ['5000.005', 'wage-places'],
    ['6.32802E+17', 'sheet-scientific'],
    ['6E3', 'sheet-scientific'],
    ['', 'wage-unreadable'],
    ['五千', 'wage-unreadable'],
    ['5000,50', 'wage-unreadable'],
    ['5.000,00', 'wage-unreadable'],
    ['NaN', 'wage-unreadable'],
    ['0x10', 'wage-unreadable'],
  ])('refuses %s: %s', (text, reason) => {
    expect(parseWage(text)).toEqual(refuse(reason));
  });
});

describe('the reference of a notice', () => {
  it('is found in what a payer wrote, and not where a digit is wrong', () => {
    for (const number of [1, 97, 123_456_789]) {
      const reference = noticeReference(number);
      expect(noticesNamedIn(`养老保险 ${reference.toLowerCase()}，谢谢`)).toEqual([number]);
      const wrong = `${reference.slice(0, -1)}${(Number(reference.at(-1)) + 1) % 10}`;
      expect(noticesNamedIn(wrong)).toEqual([]);
    }
    expect(noticesNamedIn(`${noticeReference(7)}、${noticeReference(8)} ${noticeReference(7)}`)).toEqual([
      7, 8,
    ]);
    expect(noticesNamedIn(`X${noticeReference(7)} ${noticeReference(8)}9`)).toEqual([]);
  });
});

const units: readonly PayingUnit[] = [
  { code: 'A', name: '德令哈市甲公司', bankAccount: '1001' },
  { code: 'B', name: '德令哈市乙公司', bankAccount: '1002' },
  { code: 'C', name: '德令哈市乙公司', bankAccount: null },
  { code: 'D', name: '海西丁（集团）公司', bankAccount: '1001' },
];
const bill = (noticeNumber: number, unit: string, open: string, fee = '0.00'): PayableBill => ({
  id: `bill-${noticeNumber}`,
  noticeNumber,
  unit,
  open: yuan(open),
  fee: yuan(fee),
});
const bills = [
  bill(1, 'A', '100.00'),
  bill(2, 'A', '200.00', '3.00'),
  bill(3, 'B', '500.00'),
  bill(4, 'C', '500.00'),
  bill(5, 'D', '700.00'),
  bill(6, 'B', '0.00'),
];
const known: KnownPayers = {
  billOfNotice: (notice) => bills.find(({ noticeNumber }) => noticeNumber === notice),
  unitsOfAccount: (account) => units.filter(({ bankAccount }) => bankAccount === account),
  unitsOfName: (name) => units.filter((unit) => payerName(unit.name) === payerName(name)),
  billsOfUnit: (unit) => bills.filter((each) => each.unit === unit && each.open > 0n),
};
const line = (amount: string, payerAccount = '', name = '', memo = '') => ({
  amount: yuan(amount),
  payerAccount,
  payerName: name,
  memo,
});

describe('a line of a statement', () => {
  it('is of the bill it names, whoever paid and how much', () => {
    expect(matchLine(line('42.00', '9', '某人', noticeReference(3)), known)).toMatchObject({
      matched: true,
      how: 'reference',
      unit: 'B',
      bills: [{ noticeNumber: 3 }],
    });
    expect(matchLine(line('1.00', '', '', noticeReference(6)), known)).toMatchObject({
      matched: true,
      unit: 'B',
    });
  });

  it('is of nobody yet when it names bills of two units, or one that is none of this fund', () => {
    const both = `${noticeReference(1)} ${noticeReference(3)}`;
    expect(matchLine(line('600.00', '', '', both), known)).toEqual({
      matched: false,
      why: 'several',
      candidates: ['A', 'B'],
    });
    expect(matchLine(line('100.00', '1002', '', noticeReference(99)), known)).toEqual({
      matched: false,
      why: 'other-fund',
      candidates: [],
    });
  });

  it.each([
    ['one bill', '100.00', [1]],
    ['one bill with its late fee', '203.00', [2]],
    ['all bills', '300.00', [1, 2]],
    ['all bills with late fees', '303.00', [1, 2]],
  ])('is of the unit that pays from its account exactly %s', (_, amount, notices) => {
    const alone: KnownPayers = { ...known, unitsOfAccount: () => units.slice(0, 1) };
    const found = matchLine(line(amount, '1001'), alone);
    expect(found.matched && found.bills.map(({ noticeNumber }) => noticeNumber)).toEqual(notices);
  });

  it('is never guessed: an amount that fits nothing, a name of two, an account of two, an account and a name that differ', () => {
    const alone: KnownPayers = { ...known, unitsOfAccount: () => units.slice(0, 1) };
    expect(matchLine(line('100.01', '1001'), alone)).toEqual({
      matched: false,
      why: 'none',
      candidates: ['A'],
    });
    expect(matchLine(line('500.00', '', '德令哈市乙公司'), known)).toEqual({
      matched: false,
      why: 'several',
      candidates: ['B', 'C'],
    });
    // The amount alone would say which of two; whoever shares an account may have paid for the other.
    expect(matchLine(line('700.00', '1001'), known)).toEqual({
      matched: false,
      why: 'several',
      candidates: ['A', 'D'],
    });
    expect(matchLine(line('500.00', '1001', '德令哈市乙公司'), known)).toMatchObject({ matched: false });
    expect(matchLine(line('500.00'), known)).toEqual({ matched: false, why: 'none', candidates: [] });
  });

  it('knows a name however the bank writes it', () => {
    expect(matchLine(line('700.00', '', '海西丁(集团) 公司'), known)).toMatchObject({
      matched: true,
      unit: 'D',
    });
  });
});

const owed = (id: string, dueOn: string, open: string, feeOwed = '0.00') => ({
  id,
  dueOn: date(dueOn),
  open: yuan(open),
  feeOwed: yuan(feeOwed),
});
const fee = (on: string) => feeOn(parameters, yuan('10000.00'), date('2024-02-15'), date(on));

describe('money over bills', () => {
  it('bears a late fee from the day after the last', () => {
    expect(fee('2024-02-15')).toEqual(ok(zeroFen));
    expect(fee('2024-02-16')).toEqual(ok(yuan('5.00')));
    expect(fee('2024-03-01')).toEqual(ok(yuan('75.00')));
  });

  it('in two parts bears the fee of each: 4000 after 30 and 6000 after 60 days are 240.00', () => {
    const first = spreadOverBills(parameters, yuan('4000.00'), date('2024-03-16'), [
      owed('1', '2024-02-15', '10000.00'),
    ]);
    expect(first).toEqual(
      ok({
        payments: [{ bill: '1', amount: yuan('4000.00'), feeFixed: yuan('60.00'), feePaid: zeroFen }],
        rest: zeroFen,
      }),
    );
    const second = spreadOverBills(parameters, yuan('6240.00'), date('2024-04-15'), [
      owed('1', '2024-02-15', '6000.00', '60.00'),
    ]);
    expect(second).toEqual(
      ok({
        payments: [{ bill: '1', amount: yuan('6000.00'), feeFixed: yuan('180.00'), feePaid: yuan('240.00') }],
        rest: zeroFen,
      }),
    );
  });

  it('pays what is owed of all bills before any fee, and leaves what is over', () => {
    const spread = spreadOverBills(parameters, yuan('301.00'), date('2024-03-16'), [
      owed('1', '2024-02-15', '100.00'),
      owed('2', '2024-03-16', '200.00'),
    ]);
    expect(
      spread.ok && spread.value.payments.map(({ amount, feePaid }) => [amount, feePaid].map(formatYuan)),
    ).toEqual([
      ['100.00', '1.00'],
      ['200.00', '0.00'],
    ]);
    const over = spreadOverBills(parameters, yuan('500.00'), date('2024-03-16'), [
      owed('2', '2024-03-16', '200.00'),
    ]);
    expect(over.ok && formatYuan(over.value.rest)).toBe('300.00');
  });
});

describe('the credit of a month', () => {
  const parts = { unit: yuan('202.35'), person: yuan('67.45') };
  it.each([
    ['110', '2017-06', [['personal', '67.45']]],
    [
      '310',
      '2017-06',
      [
        ['personal', '67.45'],
        ['unit', '60.71'],
      ],
    ],
    [
      '310',
      '2022-12',
      [
        ['personal', '67.45'],
        ['unit', '60.71'],
      ],
    ],
    ['310', '2023-01', [['personal', '67.45']]],
    ['210', '2017-06', []],
  ])('of %s in %s', (scheme, of, credits) => {
    const found = creditsOfMonth(parameters, scheme, month(of), { ...parts, base: yuan('3372.55') });
    expect(found.ok && found.value.map(({ kind, amount }) => [kind, formatYuan(amount)])).toEqual(credits);
  });

  it.each([
    // 4 % and 8 % of the base are the annuity's, each rounded by itself (of 0.12 that is 0.48 fen, of 0.13 0.52); the rest of the person's is the pension's.
    ['5000.00', '1400.00', '600.00', ['400.00', '200.00', '400.00']],
    ['0.12', '0.03', '0.01', ['0.01', '0.01']],
    ['0.13', '0.04', '0.02', ['0.01', '0.01', '0.01']],
    ['3372.56', '944.32', '404.71', ['269.81', '134.90', '269.80']],
    [null, '0.00', '0.00', []],
    [null, '-1400.00', '-600.00', ['-600.00']],
  ])('of 120 with a base of %s is the pension’s and the annuity’s', (base, unit, person, amounts) => {
    const found = creditsOfMonth(parameters, '120', month('2017-06'), {
      base: base === null ? null : yuan(base),
      unit: yuan(unit),
      person: yuan(person),
    });
    expect(found.ok && found.value.map(({ amount }) => formatYuan(amount))).toEqual(amounts);
  });

  it('of 120 names the account of each', () => {
    const found = creditsOfMonth(parameters, '120', month('2014-10'), {
      base: yuan('5000.00'),
      unit: yuan('1400.00'),
      person: yuan('600.00'),
    });
    expect(found).toEqual(
      ok([
        { account: '120', kind: 'personal', amount: yuan('400.00') },
        { account: '120-annuity', kind: 'personal', amount: yuan('200.00') },
        { account: '120-annuity', kind: 'unit', amount: yuan('400.00') },
      ]),
    );
    const before = creditsOfMonth(parameters, '120', month('2014-09'), {
      base: yuan('5000.00'),
      unit: zeroFen,
      person: zeroFen,
    });
    expect(before).toMatchObject({ ok: false, refusal: { key: '120.annuity-person-rate' } });
  });

  it('of 120 takes back with parts of a month what each account was credited, to the fen', () => {
    const whole = { base: yuan('5000.00'), unit: yuan('1400.00'), person: yuan('600.00') };
    const steps = ['0.01', '199.99', '400.00'].map(yuan);
    let before = zeroFen;
    const backs = steps.map((now) => {
      const found = creditsTakenBack(parameters, '120', month('2017-06'), whole, {
        before: { unit: zeroFen, person: before },
        now: { unit: zeroFen, person: now },
      });
      before = add(before, now);
      if (!found.ok) throw new Error(found.refusal.key);
      return found.value.map(({ account, kind, amount }) => [account, kind, formatYuan(amount)].join(' '));
    });
    expect(backs).toEqual([
      ['120 personal 0.01'],
      ['120 personal 133.32', '120-annuity personal 66.67'],
      ['120 personal 266.67', '120-annuity personal 133.33'],
    ]);
    const ofUnit = creditsTakenBack(parameters, '120', month('2017-06'), whole, {
      before: { unit: zeroFen, person: zeroFen },
      now: { unit: yuan('1400.00'), person: zeroFen },
    });
    expect(ofUnit).toEqual(ok([{ account: '120-annuity', kind: 'unit', amount: yuan('400.00') }]));
    const nothing = creditsTakenBack(parameters, '210', month('2017-06'), whole, {
      before: { unit: zeroFen, person: zeroFen },
      now: { unit: yuan('1.00'), person: yuan('1.00') },
    });
    expect(nothing).toEqual(ok([]));
  });

  it('is taken back where a correction lowers the month', () => {
    const found = creditsOfMonth(parameters, '110', month('2017-06'), {
      base: null,
      unit: fen(-100),
      person: fen(-40),
    });
    expect(found).toEqual(ok([{ account: '110', kind: 'personal', amount: fen(-40) }]));
  });
});
