/**
 * Lives the last two years of the small city again, by the same services as the bureau's own days: every month is declared and assessed, and
 * the units pay by transfer, most of them in time; then the desks work. Begun again it goes on where it was.
 */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { noticeReference } from '#libs/contributions/notice-number.js';
import {
  addMonths,
  date,
  firstDayOf,
  monthOf,
  monthsBetween,
  yearOf,
  type PlainDate,
  type PlainMonth,
} from '#libs/kernel/plain-date.js';
import { fundBankAccount } from '../../funds/bank/bank.client.js';
import { Clock } from '../../ground/clock.js';
import { CONFIG, type CentralConfig } from '../../ground/config.js';
import { Database, type Transaction } from '../../ground/database/database.js';
import { Refused } from '../../ground/http/refused.js';
import { AssessmentService } from '../../insurance/assessment/assessment.service.js';
import { Undeclared } from '../../insurance/assessment/undeclared.service.js';
import { RetirementsAhead } from '../../insurance/retirements/retirements-ahead.service.js';
import { isMarked } from '../database/demonstration-mark.js';
import { workBenefitDesks } from './benefit-desks.js';
import { workMoneyDesks } from './money-desks.js';
import { handInPopulation } from './population-list.js';
import { workRegisterDesks } from './register-desks.js';
import { takeStatement } from './bank-statements.js';
import { billsOf, declareMonth, hasSerials, type OwedBill, unitCodes } from './history.store.js';

/** Who is said to have asked for it. */
const accountant = '0501';

/** How a unit pays: most by the notice and in time, a few late, one without the notice's number, some not at all lately. */
type Manner = 'in-time' | 'late' | 'by-name' | 'not-lately';
const mannerOf = (unitCode: string): Manner => {
  const place = Number(unitCode.slice(1)) % 16;
  if (place === 5) return 'late';
  if (place === 9) return 'by-name';
  return place === 13 ? 'not-lately' : 'in-time';
};

type Movement = { readonly bill: OwedBill; readonly day: PlainDate; readonly memo: string };

/** What the bank's numbers of a scheme's payments in a month begin with. */
const serialsOf = (scheme: string, month: PlainMonth): string => `${scheme}${month.replace('-', '')}`;

/** What a fund's bank account saw in the month after `period`, or nothing. `recent`: the latest three periods. */
const movementsOf = (bills: readonly OwedBill[], period: PlainMonth, recent: boolean): readonly Movement[] =>
  bills
    .flatMap((bill, index): readonly Movement[] => {
      const manner = mannerOf(bill.unitCode);
      if (manner === 'not-lately' && recent) return [];
      const day = manner === 'late' ? 22 + (index % 6) : 5 + (index % 9);
      return [
        {
          bill,
          day: date(`${addMonths(period, 1)}-${String(day).padStart(2, '0')}`),
          memo: manner === 'by-name' ? `${period} 社保费` : `${noticeReference(bill.notice)} 社保费`,
        },
      ];
    })
    .toSorted((one, other) => (one.day < other.day ? -1 : 1));

/** Of those who pay in time the two that owe most for a month as employers, and one that has not paid lately. */
const unitsAtDesks = async (tx: Transaction, period: PlainMonth) => {
  const [paying, other] = (await billsOf(tx, '110', period))
    .filter(({ unitCode }) => mannerOf(unitCode) === 'in-time')
    .toSorted((one, next) => Number(next.total - one.total));
  const arrears = (await unitCodes(tx)).find((code) => mannerOf(code) === 'not-lately');
  if (paying === undefined || other === undefined || arrears === undefined)
    throw new Error(`the small city has no employers in ${period}`);
  return { paying, other, arrears };
};

/** Plays so many months up to the last one. `tell` hears what has been done. Throws Refused `demonstration-refused` in an area that is not marked for it. */
export const playHistory = async (
  app: NestFastifyApplication,
  tell: (line: string) => void,
  months = 24,
): Promise<{ readonly months: number; readonly statements: number }> => {
  const get = <T>(type: new (...args: never[]) => T): T => app.get(type, { strict: false });
  const database = get(Database);
  if (!(await database.read(isMarked))) throw new Refused('demonstration-refused');
  const assessment = get(AssessmentService);
  const { areaCode } = app.get<CentralConfig>(CONFIG, { strict: false });
  const today = get(Clock).today();
  const thisMonth = monthOf(today);
  const periods = monthsBetween(addMonths(thisMonth, -months), addMonths(thisMonth, -1));
  let imported = 0;

  const assess = async (period: string): Promise<void> => {
    for (const scheme of assessment.schemesOf(period))
      await assessment.assess({ scheme, period, reason: 'period', askedBy: accountant });
  };
  // Who pays nothing lately did not declare the last month either.
  const declare = async (period: PlainMonth): Promise<void> => {
    await database.transaction(async (tx) => {
      const silent = (await unitCodes(tx)).filter((code) => mannerOf(code) === 'not-lately');
      await declareMonth(tx, period, period === addMonths(thisMonth, -1) ? silent : [], accountant);
    });
  };
  const pay = async (scheme: string, period: PlainMonth): Promise<void> => {
    const paidIn = addMonths(period, 1);
    const account = fundBankAccount(areaCode, scheme, '1002');
    const [bills, isPaid] = await database.read(async (tx) => [
      await billsOf(tx, scheme, period),
      await hasSerials(tx, account, serialsOf(scheme, paidIn)),
    ]);
    const recent = period >= addMonths(thisMonth, -3);
    const movements = movementsOf(bills, period, recent).filter(({ day }) => day < today);
    if (movements.length === 0 || paidIn === thisMonth || isPaid) return;
    await takeStatement(
      app,
      { scheme, fundAccount: '1002' },
      { first: firstDayOf(paidIn), last: date(`${paidIn}-28`) },
      movements.map(({ bill, day, memo }) => ({
        serial: `${serialsOf(scheme, paidIn)}${day.slice(8)}${String(bill.notice).padStart(9, '0')}`,
        day,
        amount: bill.total,
        account: bill.account,
        name: bill.unitName,
        memo,
      })),
    );
    imported += 1;
  };

  for (let year = yearOf(periods[0] ?? thisMonth); year <= yearOf(today); year += 1)
    await assess(String(year));
  for (const period of periods) {
    await declare(period);
    await assess(period);
    if (period === periods.at(-1)) await get(Undeclared).setAll();
    for (const scheme of assessment.schemesOf(period)) await pay(scheme, period);
    tell(`${period}: 已核定并入账 / assessed, and paid`);
  }
  const units = await database.read((tx) => unitsAtDesks(tx, addMonths(thisMonth, -1)));
  await workMoneyDesks(app, { scheme: '110', ...units });
  await workRegisterDesks(app, { employer: units.paying.unitCode, other: units.other.unitCode });
  await workBenefitDesks(app, units.other.unitCode);
  // Their hour of the day was before anybody was there.
  await get(RetirementsAhead).bringUp(new AbortController().signal);
  tell('代扣、补贴、分期、名单、转移、待遇 / debits, a subsidy, instalments, a name list, moves, benefits');
  const listed = await handInPopulation(app);
  tell(`${listed} 人列入全民参保名单 / people on the population list`);
  return { months: periods.length, statements: imported };
};
